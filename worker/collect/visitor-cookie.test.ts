import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAnonymousId, visitorCookie } from './visitor-cookie.ts'

const setCookie = (overrides: Partial<Parameters<typeof visitorCookie>[0]> = {}) =>
  visitorCookie({
    url: new URL('https://e.example.com/v1/t'),
    anonymousId: 'a1b2',
    cookieDomain: '',
    ...overrides,
  })

describe('visitorCookie', () => {
  it('keeps the id for 400 days on the whole site, readable by the library', () => {
    expect(setCookie()).toBe(
      'ajs_anonymous_id=a1b2; Max-Age=34560000; Path=/; Domain=example.com; SameSite=Lax; Secure',
    )
  })

  it('is not Secure on plain http, or a development host could not keep it', () => {
    expect(setCookie({ url: new URL('http://localhost:8787/v1/t') })).toBe(
      'ajs_anonymous_id=a1b2; Max-Age=34560000; Path=/; SameSite=Lax',
    )
  })

  it.each([
    ['https://e.example.com/', 'example.com'],
    ['https://e.shop.example.co.uk/', 'shop.example.co.uk'],
    ['https://example.com/', undefined],
    ['https://localhost/', undefined],
    ['https://127.0.0.1/', undefined],
    ['https://[::1]/', undefined],
  ])('asked at %s, it is set for the domain %s', (url, domain) => {
    expect(/Domain=([^;]+)/.exec(setCookie({ url: new URL(url) }) ?? '')?.[1]).toBe(domain)
  })

  it.each([
    ['https://e.shop.example.com/', 'example.com', 'example.com'],
    ['https://e.shop.example.com/', '.Example.com', 'example.com'],
    ['https://example.com/', 'example.com', 'example.com'],
    // A browser would refuse these two with the configured domain.
    ['https://e.other.org/', 'example.com', 'other.org'],
    ['https://e.notexample.com/', 'example.com', 'notexample.com'],
  ])('asked at %s with COOKIE_DOMAIN %s, it is set for %s', (url, cookieDomain, domain) => {
    expect(setCookie({ url: new URL(url), cookieDomain })).toContain(`; Domain=${domain};`)
  })

  it.each([null, undefined, '', '\ud800', 'x'.repeat(513)])('sets nothing for the id %j', (id) => {
    expect(setCookie({ anonymousId: id })).toBeNull()
  })
})

describe('readAnonymousId', () => {
  it.each([
    ['ajs_anonymous_id=a1b2', 'a1b2'],
    ['_ga=1; ajs_anonymous_id=a1b2; ajs_user_id=u', 'a1b2'],
    ['ajs_anonymous_id=%22a1b2%22', 'a1b2'],
    ['ajs_anonymous_id="a1b2"', 'a1b2'],
    ['ajs_anonymous_id=100%', '100%'],
    ['ajs_anonymous_id=; ajs_anonymous_id=a1b2', 'a1b2'],
    ['ajs_anonymous_id=null-ish', 'null-ish'],
    ['ajs_anonymous_id="broken', '"broken'],
    ['ajs_anonymous_id=%22%22', undefined],
    ['xajs_anonymous_id=a1b2', undefined],
    ['ajs_anonymous_id', undefined],
    ['', undefined],
    [null, undefined],
  ])('finds in %j the id %j', (header, id) => {
    expect(readAnonymousId(header)).toBe(id)
  })

  it('reads back any id that was set', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }), (id) => {
        fc.pre(id.isWellFormed() && !id.startsWith('"'))
        const header = (setCookie({ anonymousId: id }) ?? '').split(';')[0] ?? ''
        expect(readAnonymousId(header)).toBe(id)
      }),
    )
  })

  it('never throws on what a browser may send', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (header) => {
        readAnonymousId(header)
        readAnonymousId(`ajs_anonymous_id=${header}`)
      }),
    )
  })

  it('cannot be made to write a second cookie or attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (id) => {
        const value = setCookie({ anonymousId: id })
        if (value !== null) expect(value.split('; ')).toHaveLength(6)
      }),
    )
  })
})
