import { describe, expect, it } from 'vitest'
import { withPageHeaders } from './page-headers.ts'

const page = (text: string, type = 'text/html; charset=utf-8') =>
  new Response(text, { headers: { 'content-type': type, etag: '"1"' } })

const nonceOf = (response: Response) =>
  /'nonce-([^']+)'/.exec(response.headers.get('content-security-policy') ?? '')?.[1]

describe('the nonce of a page', () => {
  it('is in the policy and wherever the page asks for it', async () => {
    const response = await withPageHeaders(
      page('<a nonce="HEADWATER_NONCE">HEADWATER_NONCE'),
      false,
    )
    const nonce = nonceOf(response)
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/)
    expect(await response.text()).toBe(`<a nonce="${nonce}">${nonce}`)
  })

  it('is another one each time, so nothing is kept by browsers', async () => {
    const [first, second] = await Promise.all([
      withPageHeaders(page(''), false),
      withPageHeaders(page(''), false),
    ])
    expect(nonceOf(first)).not.toBe(nonceOf(second))
    expect(first.headers.get('etag')).toBeNull()
    expect(first.headers.get('cache-control')).toBe('no-store')
  })

  it('is of no use to scripts, nor in files that are not pages', async () => {
    const html = await withPageHeaders(page(''), false)
    expect(html.headers.get('content-security-policy')).toContain("script-src 'self';")
    const svg = await withPageHeaders(page('HEADWATER_NONCE', 'image/svg+xml'), false)
    expect(nonceOf(svg)).toBeUndefined()
    expect(svg.headers.get('etag')).toBe('"1"')
    expect(await svg.text()).toBe('HEADWATER_NONCE')
  })
})
