import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSingleFlight, raceWithTimer, TIMED_OUT } from './single-flight.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a single flight', () => {
  it('is shared by those who want the same', async () => {
    const fly = createSingleFlight<string>(1000)
    const load = vi.fn(async () => 'loaded')
    expect(await Promise.all([fly('a', load), fly('a', load), fly('b', load)])).toEqual([
      'loaded',
      'loaded',
      'loaded',
    ])
    expect(load).toHaveBeenCalledTimes(2)
    await fly('a', load)
    expect(load).toHaveBeenCalledTimes(3)
  })

  it('fails for all who wait, and is flown anew by the next', async () => {
    const fly = createSingleFlight<string>(1000)
    const broken = async () => {
      throw new Error('down')
    }
    const both = await Promise.allSettled([fly('a', broken), fly('a', broken)])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await fly('a', async () => 'loaded')).toBe('loaded')
  })

  it('that never ends, as when its request was cancelled, delays others only for so long', async () => {
    const fly = createSingleFlight<string>(1000)
    void fly('a', () => new Promise(() => {}))
    const second = fly('a', async () => 'loaded')
    await vi.advanceTimersByTimeAsync(1000)
    expect(await second).toBe('loaded')
    expect(await fly('a', async () => 'again')).toBe('again')
  })
})

describe('a race with a timer', () => {
  it('is won by whoever comes first', async () => {
    expect(await raceWithTimer(Promise.resolve(1), 10)).toBe(1)
    const slow = raceWithTimer(new Promise(() => {}), 10)
    await vi.advanceTimersByTimeAsync(10)
    expect(await slow).toBe(TIMED_OUT)
    expect(vi.getTimerCount()).toBe(0)
  })
})
