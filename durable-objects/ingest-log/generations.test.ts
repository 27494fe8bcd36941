import { describe, expect, it } from 'vitest'
import { createObjectStorage } from '../../test/fakes/delivery-outbox.ts'
import type { Verdict } from '../../worker/messages/verdict.ts'
import {
  GENERATION_MAX_AGE_MS,
  GENERATION_MAX_CHARS,
  Generations,
  liveTotals,
  MOVE_AFTER_MS,
  MOVE_MAX_CHARS,
} from './generations.ts'
import { LogStore } from './store.ts'

const START = Date.parse('2026-11-23T17:10:00.000Z')
const HOUR = '2026-11-23T17'
const PASSED: Verdict = { outcome: 'passed' }
const SEGMENT_CHARS = 100_000

function makeLog() {
  const { storage } = createObjectStorage()
  const store = new LogStore(storage as unknown as DurableObjectStorage)
  const generations = new Generations(store)
  return {
    store,
    generations,
    append: (now: number, count = 1, chars = SEGMENT_CHARS): number => {
      const received = [{ sourceId: 'src_a', hour: HOUR, count }]
      const body = 'x'.repeat(chars)
      const [unit] = generations.append([{ version: 1, body, count, received }], now)
      return unit?.segment ?? 0
    },
    acknowledge: (segment: number, count = 1) =>
      generations.acknowledge([
        { segment, first: 0, count, totals: {}, verdicts: { values: [PASSED], runs: [0, count] } },
      ]),
    received: () => liveTotals(generations).get(HOUR)?.get('src_a')?.received ?? 0,
    /** As its tables have it. */
    again: () => new Generations(store),
  }
}

describe('what is left behind', () => {
  const due = START + GENERATION_MAX_AGE_MS + MOVE_AFTER_MS

  it('moves a part at a time, until all of it has', () => {
    const { append, generations, received, again, acknowledge } = makeLog()
    const segments = Array.from({ length: 100 }, () => append(START))
    acknowledge(segments[0] ?? 0)
    generations.sealIfDue(START + GENERATION_MAX_AGE_MS)
    let turns = 0
    const old = [...generations.live.values()][0]
    for (let before = old?.unacked ?? 0; before > 0; turns++) {
      expect(generations.moveDueAt()).toBeLessThanOrEqual(due)
      generations.moveStragglers(due)
      const left = old?.unacked ?? 0
      expect((before - left) * SEGMENT_CHARS).toBeLessThan(MOVE_MAX_CHARS + 2 * SEGMENT_CHARS)
      expect(left).toBeLessThan(before)
      before = left
      expect(received()).toBe(100)
      expect(again().unacked.size).toBe(99)
    }
    expect(turns).toBe(2)
    expect(generations.finished()).toEqual([old])
  })

  it('becomes no generation larger than those that are appended to', () => {
    const { append, generations } = makeLog()
    for (let n = 0; n < 300; n++) append(START)
    const later = START + GENERATION_MAX_AGE_MS
    generations.sealIfDue(later)
    for (let turn = 0; turn < 20 && (generations.moveDueAt() ?? due) <= due; turn++) {
      generations.moveStragglers(due)
    }
    const sizes = [...generations.live.values()].map(({ segments }) =>
      [...segments.values()].reduce((sum, { chars }) => sum + chars, 0),
    )
    expect(Math.max(...sizes)).toBeLessThan(GENERATION_MAX_CHARS + MOVE_MAX_CHARS)
    expect(generations.unacked.size).toBe(300)
  })

  it('is bounded by records too, and moves a segment that is larger than a turn', () => {
    const { append, generations } = makeLog()
    const many = append(START, 15_000, 100)
    const more = append(START, 15_000, 100)
    const last = append(START, 10, 100)
    generations.sealIfDue(START + GENERATION_MAX_AGE_MS)
    const old = [...generations.live.values()][0]
    generations.moveStragglers(due)
    expect([...(old?.segments.keys() ?? [])]).toEqual([last])
    generations.moveStragglers(due)
    expect(old?.unacked).toBe(0)
    expect([...generations.unacked.keys()]).toEqual([many, more, last])
  })
})
