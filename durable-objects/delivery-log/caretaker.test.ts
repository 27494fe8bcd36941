import { gunzipSync } from 'node:zlib'
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
import type { Receipt } from '../../worker/messages/receipt.ts'
import { Caretaker } from './caretaker.ts'

const positions = (count: number) => Array.from({ length: count }, (_, i) => i)
const MINUTE_MS = 60_000

function withCaretaker(harness: DeliveryHarness) {
  const archive = new Map<string, string>()
  const world = { archive, down: false, caretaker: create() }
  function create(): Caretaker {
    return new Caretaker({
      outbox: harness.outbox,
      destinationId: 'dst_a',
      now: () => harness.clock.now,
      put: async (key, body) => {
        if (world.down) throw new Error('the archive is down')
        archive.set(key, gunzipSync(body).toString())
      },
    })
  }
  return {
    ...world,
    setDown: (down: boolean) => {
      world.down = down
    },
    /** Looks after the log at the times it asks for, until it asks for none or `until` is reached. */
    async careUntil(until: number): Promise<void> {
      world.caretaker.noteChange()
      for (let at = world.caretaker.wakeAt(); at !== null && at <= until; ) {
        harness.clock.now = Math.max(harness.clock.now, at)
        await world.caretaker.care().catch(() => {})
        at = world.caretaker.wakeAt()
      }
      harness.clock.now = Math.max(harness.clock.now, until)
    },
  }
}

function attempt(harness: DeliveryHarness, resultOf: (i: number) => AttemptResult): void {
  const work = harness.take()
  if (!work) throw new Error('no work')
  harness.outbox.settle(makeSettle(work, resultOf))
}

describe('the care of generations', () => {
  it('archives the receipts of a finished one under its hour, drops it, keeps its books', async () => {
    const harness = createDeliveryHarness()
    const care = withCaretaker(harness)
    harness.outbox.append(makeAppend([{ segment: 7, positions: positions(4) }]))
    const openedAt = harness.clock.now
    attempt(harness, (i) => (i === 0 ? RETRY : DELIVERED))
    harness.clock.now += 2000
    attempt(harness, () => DELIVERED)
    await care.careUntil(openedAt + 11 * MINUTE_MS)
    expect(harness.outbox.generations.size).toBe(0)
    const [[key, text] = ['', '']] = care.archive
    expect(key).toBe('receipts/v1/dst_a/2026/11/23/17/1.ndjson.gz')
    const receipts = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Receipt)
    expect(receipts).toHaveLength(2)
    expect(receipts[0]?.results.map((result) => result.code)).toEqual(['503', '200'])
    expect(receipts[0]?.events.flatMap((group) => group.acceptIds).sort()).toEqual(
      positions(4).map((p) => `enam-0.7.${p}`),
    )
    expect(receipts[1]?.events[0]?.acceptIds).toEqual(['enam-0.7.0'])
    harness.crash()
    expect(harness.sums()).toEqual({ routed: 4, delivered: 4 })
  })

  it('lets an idle log sleep', async () => {
    const harness = createDeliveryHarness()
    const care = withCaretaker(harness)
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0] }]))
    attempt(harness, () => DELIVERED)
    await care.careUntil(harness.clock.now + 60 * MINUTE_MS)
    expect(care.caretaker.wakeAt()).toBeNull()
  })

  it('keeps everything while the archive is down', async () => {
    const harness = createDeliveryHarness()
    const care = withCaretaker(harness)
    care.setDown(true)
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0] }]))
    attempt(harness, () => DELIVERED)
    await care.careUntil(harness.clock.now + 20 * MINUTE_MS)
    expect(harness.outbox.generations.size).toBe(1)
    care.setDown(false)
    await care.careUntil(harness.clock.now + 2 * MINUTE_MS)
    expect(harness.outbox.generations.size).toBe(0)
    expect(care.archive.size).toBe(1)
  })

  it('moves a few stragglers out, so that they do not hold the space of all others', async () => {
    const harness = createDeliveryHarness()
    const care = withCaretaker(harness)
    harness.outbox.append(makeAppend([{ segment: 1, positions: positions(100) }]))
    const bytes = harness.outbox.bytes
    attempt(harness, (i) => (i === 3 ? { ...RETRY, retryAfterMs: 3_600_000 } : DELIVERED))
    await care.careUntil(harness.clock.now + 30 * MINUTE_MS)
    expect(harness.outbox.bytes).toBeLessThan(bytes)
    harness.crash()
    expect(harness.sums()).toEqual({ routed: 100, delivered: 99, 'awaiting retry': 1 })
    harness.clock.now += 60 * MINUTE_MS
    const work = harness.take()
    expect(work?.runs).toMatchObject([{ count: 1, attempt: 2 }])
    expect(harness.idsOf(work?.runs ?? [])).toEqual(['enam-0.1.3'])
  })

  it('merges many small rows that wait', async () => {
    const harness = createDeliveryHarness()
    const care = withCaretaker(harness)
    for (let segment = 0; segment < 120; segment++) {
      harness.outbox.append(makeAppend([{ segment, positions: [0] }]))
    }
    await care.careUntil(harness.clock.now + 15 * MINUTE_MS)
    const blocks = [...harness.outbox.generations.values()].flatMap((g) => [...g.blocks.values()])
    expect(blocks).toHaveLength(1)
    expect(harness.sums()).toEqual({ routed: 120, pending: 120 })
    expect(new Set(harness.idsOf(harness.take()?.runs ?? [])).size).toBe(120)
  })

  it('moves failed events with long answers in rows that a table holds', async () => {
    const harness = createDeliveryHarness()
    const care = withCaretaker(harness)
    const long = 'x'.repeat(2000)
    for (let segment = 0; segment < 20; segment++) {
      harness.outbox.append(makeAppend([{ segment, positions: positions(400) }]))
      attempt(harness, (i) =>
        i < 100 ? { ...FAILED, response: `${segment} ${i} ${long}` } : DELIVERED,
      )
    }
    const before = [...harness.outbox.generations.keys()]
    await care.careUntil(harness.clock.now + 30 * MINUTE_MS)
    expect([...harness.outbox.generations.keys()]).not.toEqual(before)
    harness.crash()
    expect(harness.sums()).toEqual({ routed: 8000, delivered: 6000, 'failed delivery': 2000 })
  })

  it('leaves a backlog where it is', async () => {
    const harness = createDeliveryHarness()
    const care = withCaretaker(harness)
    harness.outbox.append(makeAppend([{ segment: 1, positions: positions(100) }]))
    const before = harness.fake.rowsWritten
    await care.careUntil(harness.clock.now + 60 * MINUTE_MS)
    expect(harness.fake.rowsWritten).toBe(before)
  })

  it('forgets failed events after thirty days, but not that they failed', async () => {
    const harness = createDeliveryHarness()
    const care = withCaretaker(harness)
    harness.outbox.append(makeAppend([{ segment: 1, positions: positions(3) }]))
    attempt(harness, () => FAILED)
    await care.careUntil(harness.clock.now + 29 * 24 * 60 * MINUTE_MS)
    expect(harness.outbox.failed).toBe(3)
    await care.careUntil(harness.clock.now + 2 * 24 * 60 * MINUTE_MS)
    expect(harness.outbox.failed).toBe(0)
    expect(harness.outbox.generations.size).toBe(0)
    expect(harness.sums()).toEqual({ routed: 3, 'failed delivery': 3 })
  })

  it('archives the receipts of what a full backlog pushes out', async () => {
    const harness = createDeliveryHarness()
    const care = withCaretaker(harness)
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0] }]))
    const [generation] = harness.outbox.generations.values()
    if (generation) harness.outbox.evict(generation)
    await expect.poll(() => care.archive.size).toBe(1)
    expect([...care.archive.values()][0]).toContain('backlog_full')
  })
})
