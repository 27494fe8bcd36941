import type { RequestClient } from '../destinations/destination.ts'
import type { CapturedRequest } from '../messages/delivery-trace-rpc.ts'
import type { Blotter } from './blot-secrets.ts'

/** Of one attempt: the first ones that failed, beside at most one that was taken. */
const MAX_FAILURES = 5
const MAX_URL_CHARS = 2048
const MAX_BODY_CHARS = 4096
const MAX_HEADER_CHARS = 512
const MAX_HEADERS = 40
const MAX_ANSWER_CHARS = 2000

type OutboundRequest = Parameters<RequestClient>[0]

export interface Capture {
  /** The same client; what goes out through it is looked at. */
  watch(request: RequestClient): RequestClient
  /** What carried an event of the batch, where that was kept. */
  of(index: number): CapturedRequest | undefined
}

/**
 * Keeps some requests of an attempt for people to look at: what a partner refused, and now and then
 * what it took. A request is kept once however many events it carries. Nothing is kept with a secret
 * in it, and the cost of keeping is bounded whatever the batch holds.
 *
 * @param blotter Made only when there is something to keep.
 * @param sample Whether a request that succeeds is wanted.
 */
export function createCapture(blotter: () => Blotter, sample: boolean): Capture {
  const kept = new Map<number, CapturedRequest>()
  let failures = 0
  let sampled = !sample

  const keepFailure = (outbound: OutboundRequest): void => {
    if (failures === MAX_FAILURES || outbound.events === undefined) return
    failures++
    const captured = describe(outbound, blotter())
    for (const index of outbound.events) kept.set(index, captured)
  }
  const keepSample = (outbound: OutboundRequest, answer: string): void => {
    if (sampled || outbound.events === undefined) return
    sampled = true
    const blot = blotter()
    const captured = { ...describe(outbound, blot), answer: cut(answer, MAX_ANSWER_CHARS, blot) }
    // What an event was refused with says more than what another receiver of it took.
    for (const index of outbound.events) if (!kept.has(index)) kept.set(index, captured)
  }

  return {
    watch: (request) => async (outbound) => {
      try {
        const response = await request(outbound)
        const { status, body } = response
        if (status >= 200 && status < 300) keepSample(outbound, body)
        else keepFailure(outbound)
        return response
      } catch (error) {
        keepFailure(outbound)
        throw error
      }
    },
    of: (index) => kept.get(index),
  }
}

function describe({ method, url, headers, body }: OutboundRequest, blot: Blotter): CapturedRequest {
  const shown = Object.entries(headers).slice(0, MAX_HEADERS)
  return {
    method,
    url: cut(url, MAX_URL_CHARS, blot),
    headers: Object.fromEntries(
      Object.entries(blot.headers(Object.fromEntries(shown))).map(([name, value]) => [
        name,
        value.slice(0, MAX_HEADER_CHARS),
      ]),
    ),
    body:
      typeof body === 'string'
        ? cut(body, MAX_BODY_CHARS, blot)
        : body === undefined
          ? ''
          : `(${body.byteLength} bytes)`,
  }
}

/**
 * The head of a text without secrets. Blotting out comes before the cut, lest half a secret stays at
 * its end; but of a batch of megabytes only so much is looked at as can be shown.
 */
function cut(text: string, chars: number, blot: Blotter): string {
  const margin = blot.longest
  if (text.length <= chars + margin) return blot.text(text).slice(0, chars)
  const head = blot.text(text.slice(0, chars + margin))
  return head.slice(0, Math.max(0, Math.min(chars, head.length - margin)))
}
