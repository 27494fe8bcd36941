import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHealth } from './health.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('health', () => {
  it('is 200 when everything answers, and asks at most every 5 s', async () => {
    let asked = 0
    let now = 0
    const health = createHealth({ database: async () => asked++ }, () => now)
    expect((await health()).status).toBe(200)
    now = 4_999
    await health()
    expect(asked).toBe(1)
    now = 5_000
    expect(await (await health()).json()).toEqual({ ok: true, checks: { database: 'ok' } })
    expect(asked).toBe(2)
  })

  it('is 503 and names what fails or does not answer', async () => {
    const health = createHealth(
      {
        database: async () => {
          throw new Error('down')
        },
        archive: () => new Promise(() => {}),
        log: async () => 1,
      },
      () => 0,
    )
    const answer = health()
    await vi.advanceTimersByTimeAsync(3_000)
    const response = await answer
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({
      ok: false,
      checks: { database: 'failed', archive: 'failed', log: 'ok' },
    })
  })
})
