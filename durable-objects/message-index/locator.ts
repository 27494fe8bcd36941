/** Where the first record that claimed an id lies. An acceptId, with the log's name as a number. */
export interface Locator {
  /** Number of the log in this object's table of log names. */
  log: number
  segment: number
  position: number
}

/**
 * An id is 64 bits of a cryptographic hash, held as two unsigned 32-bit words: typed arrays of those
 * are small and compare fast, which 64-bit bigints do not.
 */
export const readWord = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] as number) << 24) |
    ((bytes[at + 1] as number) << 16) |
    ((bytes[at + 2] as number) << 8) |
    (bytes[at + 3] as number)) >>>
  0
