/** Everything from our own origin, nothing inline, no frame around us. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS: readonly [string, string][] = [
  ['content-security-policy', CONTENT_SECURITY_POLICY],
  ['x-content-type-options', 'nosniff'],
  ['x-frame-options', 'DENY'],
  ['referrer-policy', 'no-referrer'],
  ['cross-origin-opener-policy', 'same-origin'],
  ['cross-origin-resource-policy', 'same-origin'],
  ['permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
]

/** A page of the dashboard with the headers that keep other sites' scripts and frames away from it. */
export function withPageHeaders(response: Response, isHttps: boolean): Response {
  const page = new Response(response.body, response)
  for (const [name, value] of HEADERS) page.headers.set(name, value)
  if (isHttps) page.headers.set('strict-transport-security', 'max-age=31536000')
  return page
}
