/** By themselves, so that the sign-in page has the numbers without the schemas. */
export const PASSWORD_MIN_CHARS = 10
export const PASSWORD_MAX_CHARS = 128
