/** A whole turn of the event loop: a promise alone would let no other request in. */
export const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))
