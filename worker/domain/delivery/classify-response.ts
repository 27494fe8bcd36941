/**
 * What an answer of a partner, or the lack of one, means for an event: delivered, to be tried again,
 * or given up. Retried are 408, 423, 429 and 5xx except 501, and everything that went wrong before
 * an answer came; any other status that is no success would only come back the same.
 */
export interface Classified {
  outcome: 'delivered' | 'retry' | 'failed'
  /** Stable code for metrics: the status, or what went wrong on the way. */
  code: string
}

export function classifyStatus(status: number): Classified {
  const code = String(status)
  if (status >= 200 && status < 300) return { outcome: 'delivered', code }
  if (status === 408 || status === 423 || status === 429) return { outcome: 'retry', code }
  if (status >= 500 && status !== 501) return { outcome: 'retry', code }
  return { outcome: 'failed', code }
}

/** Codes of requests that got no answer. The first group is worth another try. */
export const RETRIED_ERROR_CODES = [
  'ETIMEDOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
] as const
export const FINAL_ERROR_CODES = [
  'INVALID_URL',
  'PRIVATE_TARGET',
  'TOO_MANY_REDIRECTS',
  'INSECURE_REDIRECT',
] as const
export type RequestErrorCode =
  | (typeof RETRIED_ERROR_CODES)[number]
  | (typeof FINAL_ERROR_CODES)[number]

export const classifyError = (code: RequestErrorCode): Classified => ({
  outcome: (FINAL_ERROR_CODES as readonly string[]).includes(code) ? 'failed' : 'retry',
  code,
})

/**
 * `Retry-After` in milliseconds from now: whole seconds or an HTTP date (RFC 9110, 10.2.3).
 * Undefined when absent, malformed or past.
 */
export function parseRetryAfter(value: string | null, now: number): number | undefined {
  if (value === null) return undefined
  const text = value.trim()
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000
  // Date.parse takes far more than HTTP dates (a bare "-5" is a year); those all begin with a day.
  if (!/^(mon|tue|wed|thu|fri|sat|sun)/i.test(text)) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) || at <= now ? undefined : at - now
}
