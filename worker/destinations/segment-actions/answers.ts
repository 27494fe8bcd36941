import { parseRetryAfter } from '../../domain/delivery/classify-response.ts'
import type { RequestClient } from '../destination.ts'

/** What the partner said while one call ran: definitions turn answers into errors that forget them. */
export interface Answers {
  client: RequestClient
  /** Requests that the partner took. */
  readonly taken: number
  /** Status of the last answer; 0 when there was none. */
  readonly status: number
  /** The last answer that was no success. */
  readonly refusal: { status: number; body: string; retryAfterMs: number | undefined } | null
}

export function watchAnswers(request: RequestClient, now: () => number): Answers {
  const seen: { -readonly [K in keyof Answers]: Answers[K] } = {
    taken: 0,
    status: 0,
    refusal: null,
    client: async (outbound) => {
      const response = await request(withTextBody(outbound))
      const { status, body, headers } = response
      seen.status = status
      if (status >= 200 && status < 300) seen.taken++
      else {
        const retryAfterMs = parseRetryAfter(headers.get('retry-after'), now())
        seen.refusal = { status, body, retryAfterMs }
      }
      return response
    },
  }
  return seen
}

type Outbound = Parameters<RequestClient>[0]

/** Bodies that are text are handed on as text, so that they can be shown. */
function withTextBody(outbound: Outbound): Outbound {
  const { body, headers } = outbound
  // Text without a type would be given one on its way.
  if (!(body instanceof Uint8Array) || !('content-type' in headers)) return outbound
  try {
    return { ...outbound, body: decoder.decode(body) }
  } catch {
    return outbound
  }
}

/** Strict, and a mark at the start stays, since the partner is to get the very same bytes. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
