const BLOT = '••••'
/** Shorter ones would blot out ordinary words. */
const MIN_SECRET_CHARS = 6

export interface Blotter {
  /** Characters of the longest secret. */
  readonly longest: number
  text(text: string): string
  headers(headers: Record<string, string>): Record<string, string>
}

/** Takes the values of secret settings, whatever their shape, out of what is shown to people. */
export function createBlotter(secrets: Record<string, unknown>): Blotter {
  const values = new Set(Object.values(secrets).flatMap(stringsIn))
  const stands = [...values]
    .flatMap(standInsFor)
    .filter(([secret]) => secret.length >= MIN_SECRET_CHARS)
    .sort(([a], [b]) => b.length - a.length)
  const blot = (text: string) =>
    stands.reduce((result, [secret, stand]) => result.replaceAll(secret, stand), text)
  return {
    longest: stands[0]?.[0].length ?? 0,
    text: blot,
    headers: (headers) =>
      Object.fromEntries(
        // A header that is a secret as a whole goes however short it is.
        Object.entries(headers).map(([name, value]) => [
          name,
          values.has(value) ? BLOT : blotCredentials(name, blot(value)),
        ]),
      ),
  }
}

/** Headers that hold what was made of a secret: an encoded pair, a token, a signature. */
const CREDENTIAL_HEADERS = new Set(['authorization', 'proxy-authorization', 'x-amz-security-token'])

/** The scheme stays: it says in which way the request was signed. */
function blotCredentials(name: string, value: string): string {
  if (!CREDENTIAL_HEADERS.has(name.toLowerCase())) return value
  const [scheme = '', rest] = value.split(' ', 2)
  return rest === undefined ? BLOT : `${scheme} ${BLOT}`
}

/** What to look for, and what to show instead. Of a URL, scheme and host say where a request went. */
function standInsFor(secret: string): [string, string][] {
  const url = URL.parse(secret)
  if (url === null || !url.protocol.startsWith('http')) {
    return [secret, encodeURIComponent(secret)].map((text) => [text, BLOT])
  }
  const { origin, username, password, pathname, search, searchParams } = url
  const whole = pathname === '/' && search === '' ? origin : `${origin}/${BLOT}`
  const credentials = btoa(`${decode(username)}:${decode(password)}`)
  const parts = [
    pathname.slice(1),
    `${pathname}${search}`.slice(1),
    ...searchParams.values(),
    ...(username === '' && password === '' ? [] : [credentials, username, password]),
  ]
  return [
    [secret, whole],
    [url.href, whole],
    ...parts.map((part): [string, string] => [part, BLOT]),
  ]
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(stringsIn)
}
