import { isPrivateTarget } from './private-target.ts'

/** The address that a request was meant for, where it was sent to another. */
export const OUTBOUND_URL_HEADER = 'x-headwater-outbound-url'

/**
 * Local development only: what would go to the public internet goes to one server that plays all
 * partners. Addresses inside the network stay as they are: those are the developer's own.
 *
 * @param origin Of that server; empty: nothing changes.
 */
export function overrideOutbound(send: typeof fetch, origin: string): typeof fetch {
  if (origin === '') return send
  const target = new URL(origin).origin
  return (input, init) => {
    const request = new Request(input, init)
    const url = new URL(request.url)
    if (isPrivateTarget(url)) return send(input, init)
    const headers = new Headers(request.headers)
    headers.set(OUTBOUND_URL_HEADER, url.href)
    return send(`${target}${url.pathname}${url.search}`, { ...init, headers })
  }
}
