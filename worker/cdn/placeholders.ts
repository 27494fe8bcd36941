/**
 * Marks that `scripts/build-browser.ts` leaves in the browser library and `bundle.ts` fills in when
 * it serves the library: they depend on the source and on the address it was asked for under.
 */
export const PLACEHOLDERS = {
  /** Inside a string literal: the source's write key. */
  writeKey: '__HEADWATER_WRITE_KEY__',
  /** Inside a regular expression literal: the write key, escaped. */
  writeKeyPattern: '__HEADWATER_WRITE_KEY_PATTERN__',
  /** Inside a string literal: scheme and host, no slash at the end. */
  origin: '__HEADWATER_ORIGIN__',
  /** Inside a string literal: host and port. */
  host: '__HEADWATER_HOST__',
  /** Inside a string literal: `http` or `https`. */
  scheme: '__HEADWATER_SCHEME__',
} as const

export type PlaceholderName = keyof typeof PLACEHOLDERS
