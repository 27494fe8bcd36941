import * as v from 'valibot'

/** Settings that several destinations have. */

const MAX_URL_CHARS = 2048

export const isWebUrl = (text: string): boolean => {
  const url = URL.parse(text)
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:')
}

/** Where a service stands: a path below it is appended, so it has no query; without a last slash. */
export const baseUrlSchema = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(MAX_URL_CHARS),
  v.check(isWebUrl, 'must be an http or https URL'),
  v.check((text) => {
    const url = URL.parse(text)
    return url?.search === '' && url.hash === ''
  }, 'must have no query'),
  v.transform((text) => text.replace(/\/+$/, '')),
)

export const nonEmptySchema = (maxChars: number) =>
  v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(maxChars))

/** A dotted path into an event; empty means the default that the destination documents. */
export const eventPathSchema = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(200),
  v.regex(/^[^\s.]*(\.[^\s.]+)*$/, 'must be a path such as properties.orderId'),
)

/** A credential on one line, as it stands in a header. */
export const credentialSchema = v.pipe(
  v.string(),
  v.trim(),
  v.nonEmpty(),
  v.maxLength(4096),
  v.regex(/^[\x21-\x7e]+$/, 'must be visible characters without spaces'),
)

export const ALL_TYPES = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const

/** HTTP's basic authentication (RFC 7617), in UTF-8. */
export function basicAuthorization(username: string, password: string): string {
  const bytes = new TextEncoder().encode(`${username}:${password}`)
  return `Basic ${btoa(String.fromCharCode(...bytes))}`
}
