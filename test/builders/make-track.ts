/** A track call as libraries send it. */
export const makeTrack = (fields: object = {}) => ({
  type: 'track',
  event: 'E',
  userId: 'u',
  ...fields,
})
