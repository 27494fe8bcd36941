import {
  classifyError,
  classifyStatus,
  parseRetryAfter,
} from '../domain/delivery/classify-response.ts'
import type { AttemptResult } from '../messages/delivery-log-rpc.ts'
import type { SendContext } from './destination.ts'
import { RequestError } from './errors.ts'
import type { Redactor } from './redact-secrets.ts'
import type { OutboundRequest, OutboundResponse } from './request.ts'

const MAX_RESPONSE_CHARS = 2000

/** A request and what it means for the events that it carried, as far as the status says. */
export interface Exchange {
  result: AttemptResult
  /** Null when there was no answer. */
  response: OutboundResponse | null
  latencyMs: number
}

/** Asks a partner once. @param partner What it is called in messages, e.g. `the bucket`. */
export async function exchange(
  ctx: SendContext,
  request: OutboundRequest,
  { partner, redact }: { partner: string; redact: Redactor },
): Promise<Exchange> {
  const startedAt = ctx.now()
  try {
    const response = await ctx.request(request)
    const { status, latencyMs } = response
    const classified = classifyStatus(status)
    if (classified.outcome === 'delivered') {
      return { result: { ...classified, status }, response, latencyMs }
    }
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), ctx.now())
    const result: AttemptResult = {
      ...classified,
      status,
      ...(classified.outcome === 'retry' && retryAfterMs !== undefined && { retryAfterMs }),
      message: `${partner} answered ${status}`,
      response: cutResponse(response.body, redact),
    }
    return { result, response, latencyMs }
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    const result = { ...classifyError(error.code), message: redact(error.message) }
    return { result, response: null, latencyMs: ctx.now() - startedAt }
  }
}

export const cutResponse = (text: string, redact: Redactor): string =>
  redact(text).slice(0, MAX_RESPONSE_CHARS)

/** An answer's JSON, or null where it is none. */
export function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
