import { describe, expect, it } from 'vitest'
import {
  createDeliveryHarness,
  DELIVERED,
  type DeliveryHarness,
  FAILED,
  makeAppend,
  makeSettle,
  RETRY,
} from '../../test/fakes/delivery-outbox.ts'
import type { AttemptResult } from '../../worker/messages/delivery-log-rpc.ts'
import { replaceGeneration } from './compaction.ts'
import { loseLease } from './decisions.ts'
import { listFailed } from './failed-list.ts'
import { expireOverdue } from './overdue.ts'
import { planSettle } from './settle-plan.ts'

const positions = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i)
const FOUR_HOURS_MS = 4 * 3_600_000

describe('append', () => {
  it('writes one row', () => {
    const { outbox, fake } = createDeliveryHarness()
    outbox.append(makeAppend([{ segment: 1, positions: [0] }]))
    const before = fake.rowsWritten
    outbox.append(makeAppend([{ segment: 2, positions: positions(0, 100) }]))
    expect(fake.rowsWritten - before).toBe(1)
  })

  it('changes nothing when it is repeated, in whole or in part, also after a crash', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: positions(0, 10) }]))
    harness.outbox.append(makeAppend([{ segment: 1, positions: positions(0, 10) }]))
    harness.crash()
    const before = harness.fake.rowsWritten
    harness.outbox.append(makeAppend([{ segment: 1, positions: positions(3, 4) }]))
    expect(harness.fake.rowsWritten).toBe(before)
    harness.outbox.append(makeAppend([{ segment: 1, positions: positions(8, 4) }]))
    expect(harness.sums()).toEqual({ routed: 12, pending: 12 })
    const work = harness.take()
    expect(new Set(harness.idsOf(work?.runs ?? [])).size).toBe(12)
  })

  it('recognises a repeat after the table with the first one was dropped', async () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 5, positions: positions(0, 3) }]))
    settleAll(harness, DELIVERED)
    await replaceAll(harness)
    expect(harness.outbox.generations.size).toBe(0)
    harness.outbox.append(makeAppend([{ segment: 5, positions: positions(0, 3) }]))
    harness.crash()
    harness.outbox.append(makeAppend([{ segment: 5, positions: positions(0, 3) }]))
    expect(harness.sums()).toEqual({ routed: 3, delivered: 3 })
  })

  it('keeps a body that is too large for one row', () => {
    const harness = createDeliveryHarness()
    const body = new Uint8Array(4_500_000).map((_, i) => i % 251)
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0, 1] }], { body }))
    harness.outbox.append(makeAppend([{ segment: 2, positions: [0] }]))
    harness.crash()
    const [generation] = harness.outbox.generations.values()
    const [block] = generation?.blocks.values() ?? []
    const stored = harness.outbox.deps.store.body(generation?.id ?? 0, block?.id ?? 0)
    expect(Buffer.compare(stored, body)).toBe(0)
    expect(block?.bytes).toBeGreaterThan(4_500_000)
  })
})

describe('settle', () => {
  it('writes one row, and counts the same result once', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: positions(0, 10) }]))
    const work = harness.take()
    if (!work) throw new Error('no work')
    const before = harness.fake.rowsWritten
    for (let i = 0; i < 3; i++) harness.outbox.settle(makeSettle(work, () => DELIVERED))
    expect(harness.fake.rowsWritten - before).toBe(1)
    expect(harness.sums()).toEqual({ routed: 10, delivered: 10 })
  })

  it('takes the result of an attempt that outlived a restart of the log', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0, 1] }]))
    const work = harness.take()
    if (!work) throw new Error('no work')
    harness.crash()
    harness.outbox.settle(makeSettle(work, () => DELIVERED, harness.clock.now))
    expect(harness.sums()).toEqual({ routed: 2, delivered: 2 })
    expect(harness.take()).toBeNull()
  })

  it('passes over a late result when every table was dropped and new events have come', async () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0] }]))
    const late = harness.take()
    harness.crash()
    settleAll(harness, DELIVERED)
    await replaceAll(harness)
    harness.crash()
    harness.outbox.append(makeAppend([{ segment: 2, positions: [0] }]))
    if (late) harness.outbox.settle(makeSettle(late, () => DELIVERED))
    expect(harness.sums()).toEqual({ routed: 2, delivered: 1, pending: 1 })
  })

  it('passes over a result of an attempt that was made again meanwhile', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0] }]))
    const first = harness.take()
    harness.crash()
    const second = harness.take()
    if (!first || !second) throw new Error('no work')
    harness.outbox.settle(makeSettle(second, () => RETRY))
    harness.outbox.settle(makeSettle(first, () => FAILED))
    expect(harness.sums()).toEqual({ routed: 1, 'awaiting retry': 1 })
  })

  it('costs an event nothing when it was not attempted', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0, 1] }]))
    const work = harness.take()
    if (!work) throw new Error('no work')
    const none: AttemptResult = { outcome: 'not_attempted', code: '' }
    harness.outbox.settle(makeSettle(work, (i) => (i === 0 ? DELIVERED : none)))
    expect(harness.sums()).toEqual({ routed: 2, delivered: 1, pending: 1 })
    expect(harness.take()?.runs).toMatchObject([{ line: 1, count: 1, attempt: 1 }])
  })

  it('keeps few answers of a kind, however many events had one', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: positions(0, 500) }]))
    const work = harness.take()
    if (!work) throw new Error('no work')
    harness.outbox.settle(makeSettle(work, (i) => ({ ...RETRY, response: `request ${i}` })))
    const [generation] = harness.outbox.generations.values()
    const row = harness.outbox.deps.store.row(generation?.id ?? 0, generation?.lastSettleSeq ?? 0)
    expect(row?.k === 'settle' ? row.results.length : 0).toBe(8)
    expect(harness.sums()).toEqual({ routed: 500, 'awaiting retry': 500 })
  })
})

describe('retries', () => {
  it('come back when they are due, with what the last attempt left, also after a crash', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0] }]))
    settleAll(harness, { ...RETRY, progress: { a: '200' } })
    harness.crash()
    expect(harness.take()).toBeNull()
    harness.clock.now += 999
    expect(harness.take()).toBeNull()
    harness.clock.now += 1
    expect(harness.take()?.runs).toMatchObject([{ attempt: 2, progress: { a: '200' } }])
  })

  it('come back at the time that the destination worked out, however often they were tried', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0] }]))
    for (let attempt = 1; attempt < 9; attempt++) {
      settleAll(harness, { ...RETRY, retryAt: harness.clock.now + 500 })
      harness.clock.now += 499
      expect(harness.take()).toBeNull()
      harness.clock.now += 1
    }
    expect(harness.take()?.runs).toMatchObject([{ attempt: 9 }])
  })

  it('are told when the window ends with them', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0] }]))
    const end = harness.clock.now + harness.outbox.windowMs
    settleAll(harness, RETRY)
    harness.clock.now += 2000
    const early = harness.take()
    expect(early?.runs[0]?.last).toBeUndefined()
    if (early) harness.outbox.settle(makeSettle(early, () => ({ ...RETRY, retryAt: end })))
    harness.clock.now = end
    expect(harness.take()?.runs).toMatchObject([{ attempt: 3, last: true }])
  })

  it('achieve nothing by new times to wait until, only by what is done', () => {
    const achieved = (before: unknown, after: unknown) => {
      const harness = createDeliveryHarness()
      harness.outbox.append(makeAppend([{ segment: 1, positions: [0] }]))
      settleAll(harness, { ...RETRY, progress: before })
      harness.clock.now += 2000
      const work = harness.take()
      if (!work) throw new Error('no work')
      const { summary } = planSettle({
        request: makeSettle(work, () => ({ ...RETRY, progress: after })),
        find: (block) => harness.outbox.findBlock(block),
        now: harness.clock.now,
        startedAt: harness.clock.now,
        windowMs: harness.outbox.windowMs,
        random: () => 0.5,
      })
      return summary.achieved
    }
    const waits = (until: number) => ({ done: { b: '200' }, waits: { a: { until, tries: 1 } } })
    expect(achieved(waits(1), waits(2))).toBe(0)
    expect(achieved(null, { ...waits(2), done: {} })).toBe(0)
    expect(achieved({ ...waits(1), done: {} }, waits(2))).toBe(1)
    expect(achieved({ a: '200' }, { a: '200', b: '200' })).toBe(1)
  })

  it('keep what they had achieved through an attempt that went wrong as a whole', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0] }]))
    settleAll(harness, { ...RETRY, progress: { a: '200' } })
    harness.clock.now += 2000
    settleAll(harness, { outcome: 'retry', code: 'SECRETS_UNREADABLE' })
    harness.crash()
    harness.clock.now += 60_000
    expect(harness.take()?.runs).toMatchObject([{ attempt: 3, progress: { a: '200' } }])
  })

  it('end with the window, on the failed list, with the last answer', async () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0] }]))
    const startedAt = harness.clock.now
    let attempts = 0
    while (harness.outbox.working > 0) {
      const due = harness.outbox.dispatcher.schedule.nextDueAt()
      if (due !== null) harness.clock.now = due
      settleAll(harness, { ...RETRY, response: `answer ${++attempts}` })
    }
    expect(harness.clock.now - startedAt).toBe(FOUR_HOURS_MS)
    const { items } = await listFailed(harness.outbox, { cursor: null, count: 10 })
    expect(items).toMatchObject([
      { id: 'enam-0.1.0', code: '503', status: 503, attempts, response: `answer ${attempts}` },
    ])
  })

  it('that the breaker held back past their window fail with the answer they had', async () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0] }]))
    settleAll(harness, RETRY)
    harness.outbox.append(makeAppend([{ segment: 2, positions: [0] }]))
    harness.clock.now += FOUR_HOURS_MS
    expireOverdue(harness.outbox)
    expect(harness.sums()).toEqual({ routed: 2, pending: 1, 'failed delivery': 1 })
    const { items } = await listFailed(harness.outbox, { cursor: null, count: 10 })
    expect(items).toMatchObject([{ code: '503', response: 'busy', attempts: 1 }])
  })

  it('are failed in as many rows as their answers need', () => {
    const harness = createDeliveryHarness()
    const long = 'x'.repeat(2000)
    for (let segment = 1; segment <= 15; segment++) {
      const each = Array.from({ length: 200 }, (_, i) => i)
      harness.outbox.append(makeAppend([{ segment, positions: each }]))
      const work = harness.take()
      if (!work) throw new Error('no work')
      // As many are taken, which keeps the breaker closed.
      const later = { ...RETRY, retryAfterMs: 3_600_000 }
      harness.outbox.settle(
        makeSettle(work, (i) =>
          i % 2 === 0 ? DELIVERED : { ...later, response: `${segment} ${i} ${long}` },
        ),
      )
    }
    harness.clock.now += FOUR_HOURS_MS
    expireOverdue(harness.outbox)
    expect(harness.sums()).toEqual({ routed: 3000, delivered: 1500, 'failed delivery': 1500 })
    harness.crash()
    expect(harness.sums()).toEqual({ routed: 3000, delivered: 1500, 'failed delivery': 1500 })
  })

  it('follow an attempt that took its work and never came back', () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0] }]))
    const work = harness.take()
    harness.clock.now += 35_000
    const { lost } = harness.outbox.dispatcher.expire(harness.clock.now)
    expect(lost.map((lease) => lease.id)).toEqual([work?.lease.id])
    for (const lease of lost) loseLease(harness.outbox, lease)
    expect(harness.outbox.totals('dst', { from: '2000', to: '3000' }).hours).toMatchObject({
      '2026-11-23T17': { src_a: { 'awaiting retry': { INTERNAL: 1 } } },
    })
  })
})

describe('the failed list', () => {
  it('is paged newest first, and stays so while a table is moved', async () => {
    const harness = createDeliveryHarness()
    for (let segment = 1; segment <= 4; segment++) {
      harness.outbox.append(makeAppend([{ segment, positions: positions(0, 3) }]))
      settleAll(harness, FAILED)
      harness.clock.now += 1000
    }
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page = await listFailed(harness.outbox, { cursor, count: 5 })
      expect(page.total).toBe(12)
      seen.push(...page.items.map((item) => item.id))
      cursor = page.next
      if (seen.length === 5) await replaceAll(harness)
    } while (cursor !== null)
    const expected = [4, 3, 2, 1].flatMap((s) => [0, 1, 2].map((p) => `enam-0.${s}.${p}`))
    expect(seen).toEqual(expected)
  })

  it('is listed, counted and given back by code', async () => {
    const harness = createDeliveryHarness()
    for (const [segment, code] of [
      [1, '410'],
      [2, '400'],
      [3, '410'],
    ] as const) {
      harness.outbox.append(makeAppend([{ segment, positions: positions(0, 3) }]))
      settleAll(harness, { ...FAILED, code })
      harness.clock.now += 1000
    }
    const all = await listFailed(harness.outbox, { cursor: null, count: 1 })
    expect(all).toMatchObject({ total: 9, codes: { '400': 3, '410': 6 } })
    const first = await listFailed(harness.outbox, { cursor: null, count: 4, code: '410' })
    const second = await listFailed(harness.outbox, { cursor: first.next, count: 4, code: '410' })
    expect(first.total).toBe(6)
    expect(second.next).toBeNull()
    expect([...first.items, ...second.items].map(({ id }) => id)).toEqual(
      [3, 1].flatMap((s) => [0, 1, 2].map((p) => `enam-0.${s}.${p}`)),
    )
    const none = await listFailed(harness.outbox, { cursor: null, count: 4, code: '418' })
    expect(none).toMatchObject({ items: [], total: 0, codes: { '400': 3, '410': 6 } })

    expect(harness.requeue(['enam-0.2.0', 'enam-0.1.0'], '410')).toBe(1)
    expect(harness.requeue(null, '410')).toBe(5)
    const left = await listFailed(harness.outbox, { cursor: null, count: 1 })
    expect(left).toMatchObject({ total: 3, codes: { '400': 3 } })
  })

  it('gives events back to be sent again, by id or all, with attempts counted afresh', async () => {
    const harness = createDeliveryHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: positions(0, 5) }]))
    settleAll(harness, FAILED)
    await replaceAll(harness)
    expect(harness.requeue(['enam-0.1.2', 'enam-0.9.9'])).toBe(1)
    expect(harness.sums()).toEqual({ routed: 5, pending: 1, 'failed delivery': 4 })
    harness.crash()
    const work = harness.take()
    expect(work?.runs).toMatchObject([{ count: 1, attempt: 1, progress: null }])
    expect(harness.idsOf(work?.runs ?? [])).toEqual(['enam-0.1.2'])
    expect(harness.requeue(null)).toBe(4)
    expect(harness.outbox.failed).toBe(0)
  })
})

describe('a full backlog', () => {
  it('fails the oldest events, keeps the newest and the books', () => {
    const harness = createDeliveryHarness({ maxBytes: 20_000 })
    for (let segment = 1; segment <= 200; segment++) {
      harness.outbox.append(makeAppend([{ segment, positions: [0, 1] }]))
      if (segment % 40 === 0) harness.clock.now += 11 * 60_000
    }
    expect(harness.outbox.bytes).toBeLessThanOrEqual(20_000)
    const { routed, pending, 'failed delivery': failed } = harness.sums()
    expect(routed).toBe(400)
    expect((pending ?? 0) + (failed ?? 0)).toBe(400)
    expect(pending).toBeGreaterThan(0)
    expect(failed).toBeGreaterThan(0)
    const ids = harness.idsOf(harness.take()?.runs ?? [])
    expect(ids.at(-1)).toBe('enam-0.200.1')
    harness.crash()
    expect(harness.sums()).toEqual({ routed, pending, 'failed delivery': failed })
  })
})

describe('a large backlog', () => {
  it('is handed out without a look at all of it', { timeout: 30_000 }, () => {
    const harness = createDeliveryHarness()
    const { outbox } = harness
    const blocks = 10_000
    const body = new Uint8Array(100)
    for (let segment = 0; segment < blocks; segment++) {
      outbox.append(makeAppend([{ segment, positions: [0] }], { low: segment, body }))
    }
    harness.crash()
    let events = 0
    for (let work = harness.take(); work; work = harness.take()) {
      events += work.runs.length
      harness.outbox.settle(makeSettle(work, () => DELIVERED))
    }
    expect(events).toBe(blocks)
    expect(harness.sums()).toEqual({ routed: blocks, delivered: blocks })
  })
})

/** One attempt at everything that is ready. */
function settleAll(harness: DeliveryHarness, result: AttemptResult): void {
  for (let work = harness.take(); work; work = harness.take()) {
    harness.outbox.settle(makeSettle(work, () => result))
  }
}

async function replaceAll(harness: DeliveryHarness): Promise<void> {
  for (const generation of [...harness.outbox.generations.values()]) {
    await replaceGeneration(harness.outbox, generation, harness.clock.now)
  }
}
