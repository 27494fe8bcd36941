const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** So many letters and digits, each as likely as the others. */
export function randomAlphanumeric(length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length * 2))) {
      // 248 is the largest multiple of 62 in a byte; what lies above would favour the first letters.
      if (byte < 248 && text.length < length) text += ALPHABET.charAt(byte % ALPHABET.length)
    }
  }
  return text
}

/** e.g. `src_9hT…`: 131 random bits behind a prefix that says what it names. */
export const newId = (prefix: string): string => `${prefix}_${randomAlphanumeric(22)}`

/** 190 random bits, so that a key is never met by guessing, and never issued twice. */
export const newWriteKey = (): string => randomAlphanumeric(32)

/** Bearer token of the management API; 256 random bits. */
export const newApiToken = (): string => `hwt_${randomAlphanumeric(43)}`

/** What makes a link unguessable, or void when there is a newer one. */
export const newNonce = (): string => randomAlphanumeric(22)
