/**
 * `ajs_anonymous_id` set by the server: browsers that cap the life of script-written cookies keep
 * it. The library stays its owner: it reads it, and changes it by sending another id.
 */
const COOKIE_NAME = 'ajs_anonymous_id'

/** 400 days: the most that browsers allow any cookie. */
const MAX_AGE_SECONDS = 34_560_000

/** Ids are UUIDs; what a page sends instead still has to fit the 4 KB of a cookie with room to spare. */
const MAX_VALUE_LENGTH = 512

export interface VisitorCookieInput {
  /** Address of the request that is being answered. */
  url: URL
  /** The event's `anonymousId` (of a batch: its last event's), else what `readAnonymousId` found. */
  anonymousId: string | null | undefined
  /** `COOKIE_DOMAIN`; empty for the request's host without its first label. */
  cookieDomain: string
}

/** Value of the `Set-Cookie` header, or null when there is no id worth keeping. */
export function visitorCookie({
  url,
  anonymousId,
  cookieDomain,
}: VisitorCookieInput): string | null {
  const id = anonymousId ?? ''
  // Half a surrogate pair cannot be encoded.
  if (id === '' || !id.isWellFormed()) return null
  const value = encodeURIComponent(id)
  if (value.length > MAX_VALUE_LENGTH) return null
  const domain = domainFor(url.hostname, cookieDomain)
  return [
    `${COOKIE_NAME}=${value}`,
    `Max-Age=${MAX_AGE_SECONDS}`,
    'Path=/',
    ...(domain === null ? [] : [`Domain=${domain}`]),
    // Not HttpOnly, because the library reads it.
    'SameSite=Lax',
    ...(url.protocol === 'https:' ? ['Secure'] : []),
  ].join('; ')
}

/** The visitor's id in a request's `Cookie` header, raw or in the quotes of libraries before 2021. */
export function readAnonymousId(cookieHeader: string | null): string | undefined {
  for (const pair of (cookieHeader ?? '').split(';')) {
    const separator = pair.indexOf('=')
    if (separator === -1 || pair.slice(0, separator).trim() !== COOKIE_NAME) continue
    const id = unquote(decode(pair.slice(separator + 1).trim()))
    if (id !== '') return id
  }
  return undefined
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value // a stray % was never encoded
  }
}

function unquote(value: string): string {
  if (!value.startsWith('"')) return value
  try {
    const parsed: unknown = JSON.parse(value)
    return typeof parsed === 'string' ? parsed : ''
  } catch {
    return value
  }
}

/**
 * The domain for which the library sets its own cookie, so that there is one cookie and not two. A
 * browser refuses a domain that the answering host is not part of: another host than the configured
 * one (a preview, localhost) gets the rule instead.
 */
function domainFor(hostname: string, configured: string): string | null {
  const wanted = configured.toLowerCase().replace(/^\./, '')
  if (wanted !== '' && (hostname === wanted || hostname.endsWith(`.${wanted}`))) return wanted
  if (isAddress(hostname)) return null
  const labels = hostname.split('.')
  return labels.length >= 3 ? labels.slice(1).join('.') : null
}

const isAddress = (hostname: string): boolean =>
  hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname)
