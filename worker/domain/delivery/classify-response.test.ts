import { describe, expect, it } from 'vitest'
import { classifyError, classifyStatus, parseRetryAfter } from './classify-response.ts'

describe('classifyStatus', () => {
  it.each([
    [[200, 201, 202, 204, 299], 'delivered'],
    [[408, 423, 429, 500, 502, 503, 504, 520, 599], 'retry'],
    [[300, 302, 304, 400, 401, 403, 404, 410, 413, 422, 501], 'failed'],
  ])('%j means %s', (statuses, outcome) => {
    for (const status of statuses) {
      expect(classifyStatus(status)).toEqual({ outcome, code: String(status) })
    }
  })
})

describe('classifyError', () => {
  it('tries again what broke on the way, and gives up what would break again', () => {
    expect(classifyError('ETIMEDOUT').outcome).toBe('retry')
    expect(classifyError('ENOTFOUND').outcome).toBe('retry')
    expect(classifyError('PRIVATE_TARGET').outcome).toBe('failed')
    expect(classifyError('TOO_MANY_REDIRECTS').outcome).toBe('failed')
  })
})

describe('parseRetryAfter', () => {
  const now = Date.parse('2026-11-23T17:00:00Z')

  it('reads seconds and HTTP dates', () => {
    expect(parseRetryAfter('120', now)).toBe(120_000)
    expect(parseRetryAfter(' 0 ', now)).toBe(0)
    expect(parseRetryAfter('Mon, 23 Nov 2026 17:00:30 GMT', now)).toBe(30_000)
  })

  it.each([null, '', 'soon', '-5', '1.5', '1e3', 'Mon, 23 Nov 2026 16:59:00 GMT', '99999999999'])(
    'passes over %j',
    (value) => {
      expect(parseRetryAfter(value, now)).toBeUndefined()
    },
  )
})
