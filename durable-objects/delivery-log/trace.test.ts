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
import type { CapturedRequest } from '../../worker/messages/delivery-trace-rpc.ts'
import { pack } from '../../worker/messages/packed.ts'
import { replaceGeneration } from './compaction.ts'
import { listFailed } from './failed-list.ts'
import { receiptsOf } from './receipts.ts'
import { traceDeliveries } from './trace.ts'

const RECEIVED_AT = '2026-11-23T17:00:00.000Z'
const HOUR_MS = 3_600_000
const SENT: CapturedRequest = {
  method: 'POST',
  url: 'https://partner.test/••••',
  headers: { 'content-type': 'application/json' },
  body: '{"messageId":"m"}',
}

function traceOf(harness: DeliveryHarness, acceptId = 'enam-0.1.0') {
  const [trace] = traceDeliveries(harness.outbox, 'dst_a', [{ acceptId, receivedAt: RECEIVED_AT }])
  if (!trace) throw new Error('no answer')
  return trace
}

function attempt(harness: DeliveryHarness, result: AttemptResult, sent?: CapturedRequest) {
  const work = harness.take()
  if (!work) throw new Error('no work')
  const request = makeSettle(work, () => result)
  const count = work.runs.reduce((sum, run) => sum + run.count, 0)
  const of = pack(Array.from({ length: count }, (_, index) => (index === 0 ? 0 : -1)))
  harness.outbox.settle({ ...request, ...(sent && { requests: { sent: [sent], of } }) })
}

function makeHarness(segments = 1): DeliveryHarness {
  const harness = createDeliveryHarness()
  for (let segment = 1; segment <= segments; segment++) {
    harness.outbox.append(makeAppend([{ segment, positions: [0, 1, 2] }]))
  }
  return harness
}

describe('the trace of a delivery', () => {
  it('is of an event that waits for its first attempt', () => {
    const harness = makeHarness()
    expect(traceOf(harness)).toMatchObject({
      held: { outcome: 'pending', attempts: 0 },
      results: [],
      receipts: [],
    })
    expect(traceOf(harness, 'enam-0.1.7').held).toBeNull()
    expect(traceOf(harness, 'enam-0.2.0').held).toBeNull()
    expect(traceOf(harness, 'not an id').held).toBeNull()
  })

  it('lists attempts in order, with what was sent where that was kept', () => {
    const harness = makeHarness(3)
    attempt(harness, RETRY, SENT)
    harness.clock.now += HOUR_MS
    attempt(harness, DELIVERED)
    for (const crash of [false, true]) {
      if (crash) harness.crash()
      const trace = traceOf(harness)
      expect(trace.held).toEqual({ outcome: 'delivered', code: '200', attempts: 2, retryAt: null })
      expect(trace.results).toMatchObject([
        { outcome: 'retry', code: '503', status: 503, response: 'busy', request: SENT },
        { outcome: 'delivered', code: '200', retryAt: null, request: null },
      ])
      const [first] = trace.results
      expect(Date.parse(first?.retryAt ?? '')).toBeGreaterThan(Date.parse(first?.settledAt ?? ''))
      // Its neighbour shared the attempt, and no request of it was kept.
      expect(traceOf(harness, 'enam-0.1.1').results[0]?.request).toBeNull()
    }
  })

  it('stores a request once, however many events and results it belongs to', () => {
    const harness = makeHarness()
    const work = harness.take()
    if (!work) throw new Error('no work')
    const results = [RETRY, FAILED, RETRY]
    harness.outbox.settle({
      ...makeSettle(work, (index) => results[index] ?? RETRY),
      requests: { sent: [SENT], of: pack([0, 0, 0]) },
    })
    const [generation] = harness.outbox.generations.keys()
    const text = receiptsOf(harness.outbox.deps.store, generation ?? 0)
    expect(text.split(JSON.stringify(SENT)).length - 1).toBe(1)
    for (const position of [0, 1, 2]) {
      expect(traceOf(harness, `enam-0.1.${position}`).results[0]?.request).toEqual(SENT)
    }
  })

  it('goes on after the event was moved, and says where its earlier attempts are archived', async () => {
    const harness = makeHarness()
    attempt(harness, RETRY, SENT)
    await replaceAll(harness)
    for (const crash of [false, true]) {
      if (crash) harness.crash()
      const trace = traceOf(harness)
      expect(trace.held).toMatchObject({ outcome: 'awaiting retry', code: '503', attempts: 1 })
      expect(trace.results).toEqual([])
      expect(trace.receipts).toEqual(['receipts/v1/dst_a/2026/11/23/17/1.ndjson.gz'])
      expect(trace.knownSince).toBe(RECEIVED_AT)
    }
    harness.clock.now += HOUR_MS
    attempt(harness, FAILED)
    expect(traceOf(harness)).toMatchObject({
      held: { outcome: 'failed delivery', attempts: 2 },
      results: [{ outcome: 'failed' }],
    })
  })

  it('names the receipts of what is delivered and gone, and of no other generation', async () => {
    const harness = makeHarness()
    attempt(harness, DELIVERED)
    await replaceAll(harness)
    harness.outbox.append(makeAppend([{ segment: 9, positions: [0] }]))
    attempt(harness, DELIVERED)
    await replaceAll(harness)
    expect(traceOf(harness)).toMatchObject({ held: null, results: [] })
    expect(traceOf(harness).receipts).toHaveLength(1)
    expect(traceOf(harness, 'enam-0.9.0').receipts).toHaveLength(1)
    expect(traceOf(harness, 'enam-0.9.0').receipts).not.toEqual(traceOf(harness).receipts)
    expect(traceOf(harness, 'enam-0.5.0').receipts).toEqual([])
  })

  it('begins anew when a person sends a failed event again', () => {
    const harness = makeHarness()
    attempt(harness, FAILED)
    harness.clock.now += 1000
    expect(harness.requeue(['enam-0.1.0'])).toBe(1)
    expect(traceOf(harness)).toMatchObject({
      held: { outcome: 'pending', attempts: 0 },
      results: [{ outcome: 'failed' }, { outcome: 'requeued', unattempted: true }],
    })
    expect(traceOf(harness, 'enam-0.1.1').held?.outcome).toBe('failed delivery')
  })

  it('passes over an append that came a second time', () => {
    const harness = makeHarness()
    harness.outbox.append(makeAppend([{ segment: 1, positions: [0, 1, 2, 3] }]))
    attempt(harness, DELIVERED)
    expect(traceOf(harness).results).toHaveLength(1)
    expect(traceOf(harness, 'enam-0.1.3').results).toHaveLength(1)
  })
})

describe('the failed list', () => {
  it('shows what was sent, also after the event was moved', async () => {
    const harness = makeHarness()
    attempt(harness, FAILED, { ...SENT, answer: 'kept elsewhere' })
    const requests = async () => {
      const { items } = await listFailed(harness.outbox, { cursor: null, count: 10 })
      return items.map(({ request }) => request)
    }
    expect(await requests()).toEqual([SENT, null, null])
    await replaceAll(harness)
    harness.crash()
    expect(await requests()).toEqual([SENT, null, null])
  })
})

async function replaceAll(harness: DeliveryHarness): Promise<void> {
  for (const generation of [...harness.outbox.generations.values()]) {
    await replaceGeneration(harness.outbox, generation, harness.clock.now)
  }
}
