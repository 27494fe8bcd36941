/** What a built page has wherever its nonce belongs (dashboard/vite.config.ts). */
const NONCE_PLACEHOLDER = 'HEADWATER_NONCE'
const NONCE_BYTES = 16

/**
 * Everything from our own origin, no frame around us, and inline only style elements that name the nonce of
 * this one page: the component library makes one to keep the page still behind a dialog.
 */
const contentSecurityPolicy = (nonce: string | undefined): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self'${nonce === undefined ? '' : ` 'nonce-${nonce}'`}`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const HEADERS: readonly [string, string][] = [
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
]

/** A page or file of the dashboard with the headers that keep other sites' scripts and frames away from it. */
export async function withPageHeaders(response: Response, isHttps: boolean): Promise<Response> {
  const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false
  const nonce = isPage ? newNonce() : undefined
  const page =
    nonce === undefined
      ? new Response(response.body, response)
      : new Response((await response.text()).replaceAll(NONCE_PLACEHOLDER, nonce), response)
  if (isPage) {
    // A kept page would go with a new policy, and its nonce would be a stale one.
    for (const name of ['etag', 'last-modified', 'content-length']) page.headers.delete(name)
    page.headers.set('cache-control', 'no-store')
  }
  page.headers.set('content-security-policy', contentSecurityPolicy(nonce))
  for (const [name, value] of HEADERS) page.headers.set(name, value)
  if (isHttps) page.headers.set('strict-transport-security', 'max-age=31536000')
  return page
}

function newNonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(NONCE_BYTES))
  return btoa(String.fromCharCode(...bytes))
}
