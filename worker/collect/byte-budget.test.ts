import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createByteBudget, type Share } from './byte-budget.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a byte budget', () => {
  it('gives what is free at once, and the rest when it comes back', async () => {
    const budget = createByteBudget(100, 1_000)
    const first = await budget.reserve(80)
    let second: Share | null = null
    const waiting = budget.reserve(30).then((share) => {
      second = share
    })
    await vi.advanceTimersByTimeAsync(500)
    expect(second).toBeNull()
    first?.release()
    await waiting
    expect(second).not.toBeNull()
    expect(vi.getTimerCount()).toBe(0)
  })

  it('lets nobody wait longer than it may', async () => {
    const budget = createByteBudget(100, 1_000)
    await budget.reserve(100)
    const late = budget.reserve(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await late).toBeNull()
  })

  it('serves those behind one that gave up', async () => {
    const budget = createByteBudget(100, 1_000)
    const holder = await budget.reserve(60)
    const large = budget.reserve(90)
    await vi.advanceTimersByTimeAsync(900)
    const small = budget.reserve(40)
    await vi.advanceTimersByTimeAsync(100)
    expect(await large).toBeNull()
    expect(await small).not.toBeNull()
    holder?.release()
  })

  it('gives the whole to one that asks for more', async () => {
    const budget = createByteBudget(100, 1_000)
    expect(await budget.reserve(500)).not.toBeNull()
  })

  it('takes a share back once', async () => {
    const budget = createByteBudget(100, 1_000)
    const share = await budget.reserve(100)
    share?.release()
    share?.release()
    await budget.reserve(100)
    const more = budget.reserve(1)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await more).toBeNull()
  })

  it('never gives out more than it has, and has all of it in the end', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(sizes, async (requests) => {
        const budget = createByteBudget(100, 1_000)
        let held = 0
        const work = requests.map(async (bytes, n) => {
          const share = await budget.reserve(bytes)
          if (share === null) return
          held += bytes
          expect(held).toBeLessThanOrEqual(100)
          await new Promise((resolve) => setTimeout(resolve, (n * 37) % 400))
          held -= bytes
          share.release()
        })
        await vi.runAllTimersAsync()
        await Promise.all(work)
        expect(await budget.reserve(100)).not.toBeNull()
      }),
      { numRuns: 50 },
    )
  })
})
