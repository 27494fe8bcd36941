import type { RequestErrorCode } from '../domain/delivery/classify-response.ts'

/** Words by which the runtime, which has no error codes for `fetch`, tells what went wrong. */
const WORDS: readonly [RegExp, RequestErrorCode][] = [
  [/refused/i, 'ECONNREFUSED'],
  [/dns|lookup|resolve|no such host|getaddrinfo/i, 'ENOTFOUND'],
  [/unreachable|no route/i, 'EHOSTUNREACH'],
  [/timed? ?out/i, 'ETIMEDOUT'],
  [/reset|connection lost|disconnected|closed|hang up|broken pipe/i, 'ECONNRESET'],
]

const CODES: Readonly<Record<string, RequestErrorCode>> = {
  ECONNREFUSED: 'ECONNREFUSED',
  ECONNRESET: 'ECONNRESET',
  ECONNABORTED: 'ECONNABORTED',
  EHOSTUNREACH: 'EHOSTUNREACH',
  ENETUNREACH: 'EHOSTUNREACH',
  ENOTFOUND: 'ENOTFOUND',
  EAI_AGAIN: 'EAI_AGAIN',
  ETIMEDOUT: 'ETIMEDOUT',
  EPIPE: 'ECONNRESET',
  UND_ERR_SOCKET: 'ECONNRESET',
  UND_ERR_CONNECT_TIMEOUT: 'ETIMEDOUT',
}

/** Why `fetch` threw, as a stable code; every unknown reason counts as a broken connection. */
export function requestErrorCodeOf(error: unknown): RequestErrorCode {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = 'code' in at && typeof at.code === 'string' ? CODES[at.code] : undefined
    if (code !== undefined) return code
    const match = WORDS.find(([words]) => words.test(at.message))
    if (match) return match[1]
  }
  return 'ECONNABORTED'
}
