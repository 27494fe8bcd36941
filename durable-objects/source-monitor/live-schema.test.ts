import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LiveSchema } from '../../worker/messages/schema-rpc.ts'
import { askLogs, LOG_TIMEOUT_MS } from './live-schema.ts'

const answerOf = (log: string, cut = false): LiveSchema => ({ log, generations: [], cut })

describe('what the logs of a source have themselves', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is whole when all answer', async () => {
    const asked = askLogs(['a', 'b'], async (log) => answerOf(log))
    expect(await asked).toEqual({ answers: [answerOf('a'), answerOf('b')], incomplete: false })
  })

  it('is whole when there are no logs', async () => {
    expect(await askLogs([], async (log) => answerOf(log))).toEqual({
      answers: [],
      incomplete: false,
    })
  })

  it('does not wait for a log that hangs, and says that something is missing', async () => {
    const asked = askLogs(['hangs', 'b'], (log) =>
      log === 'hangs' ? new Promise(() => {}) : Promise.resolve(answerOf(log)),
    )
    await vi.advanceTimersByTimeAsync(LOG_TIMEOUT_MS)
    expect(await asked).toEqual({ answers: [answerOf('b')], incomplete: true })
  })

  it('leaves out a log that is away, also when asking throws at once', async () => {
    const asked = askLogs(['away', 'gone', 'b'], (log) => {
      if (log === 'away') throw new Error('no such object')
      return log === 'gone' ? Promise.reject(new Error('reset')) : Promise.resolve(answerOf(log))
    })
    expect(await asked).toEqual({ answers: [answerOf('b')], incomplete: true })
  })

  it('says so when a log has more than it answered', async () => {
    const asked = askLogs(['a'], async (log) => answerOf(log, true))
    expect(await asked).toMatchObject({ incomplete: true })
  })
})
