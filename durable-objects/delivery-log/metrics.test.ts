import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ALL_HOURS,
  createDeliveryHarness,
  DELIVERED,
  type DeliveryHarness,
  FAILED,
  makeAppend,
  makeSettle,
  RETRY,
} from '../../test/fakes/delivery-outbox.ts'
import { OTHER_NAME, packFacets } from '../../worker/messages/delivery-facets.ts'
import type { AttemptResult } from '../../worker/messages/delivery-log-rpc.ts'
import type {
  MetricField,
  MetricsGroup,
  MetricsQuestion,
} from '../../worker/messages/delivery-metrics-rpc.ts'
import { pack } from '../../worker/messages/packed.ts'
import { replaceGeneration } from './compaction.ts'

const HOUR_MS = 3_600_000
const positions = (count: number) => Array.from({ length: count }, (_, i) => i)

/** Events as a pipeline appends them, each with its name and the time at which it was received. */
function makeNamedAppend(segment: number, events: readonly { name: string; at: string }[]) {
  const units = [{ segment, positions: positions(events.length) }]
  return makeAppend(units, {
    books: pack(events.map(({ at }) => `${at.slice(0, 13)}\tsrc_a`)),
    facets: packFacets(
      events.map(({ name, at }) => ({ receivedAt: at, type: 'track', event: name })),
    ),
  })
}

const ask = (overrides: Partial<MetricsQuestion> = {}): MetricsQuestion => ({
  from: '2026-11-20T00:00:00.000Z',
  to: '2026-12-20T00:00:00.000Z',
  stepMinutes: 0,
  groupBy: ['outcome', 'code'],
  where: {},
  of: 'events',
  ...overrides,
})

function countsOf({ outbox }: DeliveryHarness, overrides: Partial<MetricsQuestion> = {}) {
  const [answer] = outbox.answer([ask(overrides)])
  const nameOf = ({ key }: MetricsGroup) =>
    (overrides.groupBy ?? ['outcome', 'code']).map((field: MetricField) => key[field]).join(' ')
  return Object.fromEntries((answer?.groups ?? []).map((group) => [nameOf(group), group.total]))
}

/** The same from the books. */
function booksOf({ outbox }: DeliveryHarness) {
  const counts: Record<string, number> = {}
  for (const sources of Object.values(outbox.totals('dst', ALL_HOURS).hours)) {
    for (const [outcome, codes] of Object.entries(sources.src_a ?? {})) {
      if (outcome === 'pending') continue
      for (const [code, count] of Object.entries(codes)) {
        if (count !== 0) counts[`${outcome} ${code}`] = (counts[`${outcome} ${code}`] ?? 0) + count
      }
    }
  }
  return counts
}

const withoutAttempts = (counts: Record<string, number>) =>
  Object.fromEntries(Object.entries(counts).filter(([key]) => !key.startsWith('retry ')))

const AT = '2026-11-23T17:05:00.000Z'

describe('the metrics of a destination', () => {
  it('count an event by name, type, outcome and code at the minute in which it was received', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(
      makeNamedAppend(1, [
        { name: 'Order Completed', at: '2026-11-23T16:59:59.000Z' },
        { name: 'Signed Up', at: AT },
        { name: 'Signed Up', at: AT },
      ]),
    )
    const work = harness.take()
    if (work) harness.outbox.settle(makeSettle(work, (i) => (i === 1 ? FAILED : DELIVERED)))
    const groupBy = ['outcome', 'code', 'type', 'name'] as const
    expect(countsOf(harness, { groupBy })).toEqual({
      'routed  track Order Completed': 1,
      'routed  track Signed Up': 2,
      'delivered 200 track Order Completed': 1,
      'delivered 200 track Signed Up': 1,
      'failed delivery 400 track Signed Up': 1,
    })
    const [answer] = harness.outbox.answer([
      ask({
        from: '2026-11-23T16:00:00.000Z',
        to: '2026-11-23T18:00:00.000Z',
        stepMinutes: 1,
        groupBy: ['outcome'],
        where: { outcome: ['routed'] },
      }),
    ])
    expect(answer?.groups).toEqual([
      { key: { outcome: 'routed' }, total: 3, series: [59, 1, 65, 2] },
    ])
  })

  it('say how many wait for a retry, and how often they were tried', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeNamedAppend(1, [{ name: 'A', at: AT }]))
    for (const result of [RETRY, { ...RETRY, code: '429' }]) {
      const work = harness.take()
      if (work) harness.outbox.settle(makeSettle(work, () => result))
      harness.clock.now += HOUR_MS / 2
    }
    expect(countsOf(harness)).toEqual({
      'routed ': 1,
      'awaiting retry 429': 1,
      'retry 503': 1,
      'retry 429': 1,
    })
    const work = harness.take()
    if (work) harness.outbox.settle(makeSettle(work, () => DELIVERED))
    expect(countsOf(harness)).toEqual({
      'routed ': 1,
      'delivered 200': 1,
      'retry 503': 1,
      'retry 429': 1,
    })
  })

  it('count what each mapping did, and what it did not get done when its event is given up', () => {
    const harness = createDeliveryHarness()
    harness.outbox.windowMs = 1
    harness.outbox.append(makeNamedAppend(1, [{ name: 'A', at: AT }]))
    const work = harness.take()
    harness.clock.now += 10
    const parts: AttemptResult['parts'] = {
      map_1: { outcome: 'delivered', code: '200' },
      map_2: { outcome: 'retry', code: '503' },
    }
    if (work) harness.outbox.settle(makeSettle(work, () => ({ ...RETRY, parts })))
    const groupBy = ['mappingId', 'outcome', 'code'] as const
    expect(countsOf(harness, { of: 'mappings', groupBy })).toEqual({
      'map_1 delivered 200': 1,
      'map_2 failed delivery 503': 1,
    })
    expect(countsOf(harness)).toEqual({ 'routed ': 1, 'failed delivery 503': 1 })
  })

  it('hold the time from receipt to delivery of what was delivered', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(
      makeNamedAppend(
        1,
        positions(4).map(() => ({ name: 'A', at: AT })),
      ),
    )
    const work = harness.take()
    if (!work) throw new Error('no work')
    const results = makeSettle(work, (i) => (i < 3 ? DELIVERED : FAILED))
    harness.outbox.settle({ ...results, ages: pack([50, 50, 60, -1]) })
    expect(harness.outbox.answer([ask()])[0]?.latency).toEqual([0, 50, 2, 0, 60, 1])
    // Ages cut the runs of a settle, and its row still has one for what is alike.
    harness.crash()
    expect(harness.outbox.answer([ask()])[0]?.latency).toEqual([0, 50, 2, 0, 60, 1])
  })

  it('keep so many names apart, and the sums exact however many there are', () => {
    const harness = createDeliveryHarness()
    for (let segment = 1; segment <= 3; segment++) {
      const events = positions(250).map((i) => ({ name: `N ${segment} ${i}`, at: AT }))
      harness.outbox.append(makeNamedAppend(segment, events))
      const work = harness.take()
      if (work) harness.outbox.settle(makeSettle(work, () => DELIVERED))
    }
    const names = countsOf(harness, { groupBy: ['name'], where: { outcome: ['delivered'] } })
    expect(Object.keys(names).length).toBeLessThanOrEqual(201)
    expect(names[OTHER_NAME]).toBeGreaterThan(500)
    expect(countsOf(harness)).toEqual({ 'routed ': 750, 'delivered 200': 750 })
  })

  it('forget minutes after two days and hours after a month, at a row an hour', async () => {
    const harness = createDeliveryHarness()
    const settleOne = async (segment: number) => {
      const at = new Date(harness.clock.now).toISOString()
      harness.outbox.append(makeNamedAppend(segment, [{ name: 'A', at }]))
      const work = harness.take()
      if (work) harness.outbox.settle(makeSettle(work, () => DELIVERED))
      for (const generation of [...harness.outbox.generations.values()]) {
        await replaceGeneration(harness.outbox, generation, harness.clock.now)
      }
    }
    const rows = () =>
      harness.fake.exec('SELECT hour, minutes FROM metrics ORDER BY hour').toArray()
    await settleOne(1)
    expect(rows()).toEqual([{ hour: '2026-11-23T17', minutes: 1 }])
    harness.clock.now += 51 * HOUR_MS
    await settleOne(2)
    expect(rows()).toEqual([
      { hour: '2026-11-23T17', minutes: 0 },
      { hour: '2026-11-25T20', minutes: 1 },
    ])
    expect(countsOf(harness)).toEqual({ 'routed ': 2, 'delivered 200': 2 })
    harness.clock.now += 30 * 24 * HOUR_MS
    await settleOne(3)
    expect(rows().map(({ hour }) => hour)).toEqual(['2026-11-25T20', '2026-12-25T20'])
  })

  it('say what the books say, whatever happens in whatever order', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('append' as const), events: fc.integer({ min: 1, max: 6 }) }),
      fc.record({
        do: fc.constant('settle' as const),
        results: fc.array(fc.constantFrom(DELIVERED, RETRY, FAILED, FILTERED, NOT_ATTEMPTED), {
          minLength: 1,
          maxLength: 8,
        }),
      }),
      fc.record({ do: fc.constantFrom('requeue', 'crash', 'replace', 'wait', 'evict') }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const harness = createDeliveryHarness()
        let segment = 0
        for (const action of steps) {
          if (action.do === 'append') {
            const at = new Date(harness.clock.now).toISOString()
            const events = positions(action.events).map((i) => ({ name: `E${i % 3}`, at }))
            harness.outbox.append(makeNamedAppend(++segment, events))
          } else if (action.do === 'settle') {
            const work = harness.take()
            const { results } = action
            const resultOf = (i: number) => results[i % results.length] ?? DELIVERED
            if (work) harness.outbox.settle(makeSettle(work, resultOf))
          } else await disturb(harness, action.do)
        }
        expect(withoutAttempts(countsOf(harness))).toEqual(booksOf(harness))
      }),
    )
  })
})

const FILTERED: AttemptResult = { outcome: 'filtered', code: 'message_rejected' }
const NOT_ATTEMPTED: AttemptResult = { outcome: 'not_attempted', code: '' }

async function disturb(harness: DeliveryHarness, how: string): Promise<void> {
  const { outbox, clock } = harness
  if (how === 'requeue') harness.requeue(null)
  if (how === 'crash') harness.crash()
  if (how === 'wait') clock.now += HOUR_MS / 3
  const [first] = outbox.generations.values()
  if (first && how === 'replace') await replaceGeneration(outbox, first, clock.now)
  if (first && how === 'evict') outbox.evict(first)
}
