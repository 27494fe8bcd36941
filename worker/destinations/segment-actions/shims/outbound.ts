/**
 * Stands in for cross-fetch inside upstream's core: every request of every definition passes through
 * here, and leaves by the client of the attempt in which it is made. There is no other way out.
 */
import { STATUS_CODES } from 'node:http'
import type { OutboundRequest } from '../../request.ts'
import { currentOutbound, type Outbound } from './outbound-store.ts'

/** Audiences, reports and token answers are read whole; what is larger is cut off. */
export const MAX_DEFINITION_BODY_BYTES = 5 * 1024 * 1024
/** Upstream ends its requests itself, most of them after 10 s: this bounds the ones that do not. */
const LONGEST_REQUEST_MS = 30_000

/** @throws outside of `runWithOutbound`: a request nobody guards and nobody sees must not leave. */
export async function outboundFetch(
  input: Request | string | URL,
  init?: RequestInit,
): Promise<Response> {
  const outbound = currentOutbound()
  if (outbound === undefined) throw new Error('a definition sent a request outside of an attempt')
  const request = new Request(input, init)
  const { signal } = request
  if (signal.aborted) throw aborted()
  const answer = await Promise.race([
    outbound.request(await outboundRequestOf(request, outbound)),
    rejectedOnAbort(signal),
  ])
  const hasNoBody = answer.status === 101 || [204, 205, 304].includes(answer.status)
  const headers = new Headers(answer.headers)
  // The body is text by now, whatever it was packed in.
  headers.delete('content-encoding')
  headers.delete('content-length')
  return new Response(hasNoBody ? null : answer.body, {
    status: answer.status,
    // Upstream's message of an error; over HTTP/2 partners send none.
    statusText: STATUS_CODES[answer.status] ?? '',
    headers,
  })
}

async function outboundRequestOf(request: Request, outbound: Outbound): Promise<OutboundRequest> {
  const body = request.body === null ? undefined : new Uint8Array(await request.arrayBuffer())
  return {
    url: request.url,
    method: request.method as OutboundRequest['method'],
    headers: Object.fromEntries(request.headers),
    ...(body !== undefined && { body }),
    hops: outbound.hops,
    ...(outbound.events !== undefined && { events: outbound.events }),
    ...(outbound.confidential === true && { confidential: true }),
    timeoutMs: LONGEST_REQUEST_MS,
    maxBodyBytes: MAX_DEFINITION_BODY_BYTES,
    signal: request.signal,
  }
}

/** Upstream knows an ended request by this name. */
const aborted = (): DOMException => new DOMException('The request was aborted', 'AbortError')

function rejectedOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(aborted()), { once: true })
  })
}

const [GlobalHeaders, GlobalRequest, GlobalResponse] = [Headers, Request, Response] as const

export {
  GlobalHeaders as Headers,
  GlobalRequest as Request,
  GlobalResponse as Response,
  outboundFetch as fetch,
}
export default outboundFetch
