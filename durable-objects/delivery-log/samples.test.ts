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
import { listSamples } from './samples.ts'

const REQUEST = { method: 'POST', url: 'https://partner.test/', headers: {}, body: '{}' }

/** Appends one event and settles it, its request kept. */
function deliver(harness: DeliveryHarness, segment: number, result: AttemptResult): void {
  harness.clock.now += 1000
  harness.outbox.append(makeAppend([{ segment, positions: [0] }]))
  const work = harness.take()
  if (!work) throw new Error('no work')
  const sent = [{ ...REQUEST, body: `{"n":${segment}}`, answer: 'thanks' }]
  const requests = { sent, of: { values: [0], runs: [0, 1] } }
  harness.outbox.settle({ ...makeSettle(work, () => result), requests })
}

async function replaceAll(harness: DeliveryHarness): Promise<void> {
  for (const generation of [...harness.outbox.generations.values()]) {
    await replaceGeneration(harness.outbox, generation, harness.clock.now)
  }
}

describe('samples of what was delivered', () => {
  it('show the event, the request and the answer, the latest first', async () => {
    const harness = createDeliveryHarness()
    deliver(harness, 1, DELIVERED)
    deliver(harness, 2, DELIVERED)
    const samples = await listSamples(harness.outbox, { outcome: 'delivered', code: null })
    expect(samples.map(({ acceptId }) => acceptId)).toEqual(['enam-0.2.0', 'enam-0.1.0'])
    expect(samples[0]).toMatchObject({
      messageId: 'm-enam-0.2.0',
      eventType: 'track',
      code: '200',
      status: 200,
      request: { ...REQUEST, body: '{"n":2}' },
      response: 'thanks',
      event: { event: 'E' },
    })
  })

  it('stay when their rows are dropped, ten for each code', async () => {
    const harness = createDeliveryHarness()
    for (let segment = 1; segment <= 12; segment++) deliver(harness, segment, DELIVERED)
    await replaceAll(harness)
    expect(harness.outbox.generations.size).toBe(0)
    deliver(harness, 13, { ...DELIVERED, code: '202' })
    await replaceAll(harness)
    harness.crash()
    const all = await listSamples(harness.outbox, { outcome: 'delivered', code: null })
    expect(all).toHaveLength(10)
    expect(all[0]).toMatchObject({ acceptId: 'enam-0.13.0', code: '202' })
    const taken = await listSamples(harness.outbox, { outcome: 'delivered', code: '200' })
    expect(taken.map(({ acceptId }) => acceptId)).toEqual(
      [12, 11, 10, 9, 8, 7, 6, 5, 4, 3].map((segment) => `enam-0.${segment}.0`),
    )
  })

  it('are of failures what the failed list holds, and of retries what was last answered', async () => {
    const harness = createDeliveryHarness()
    deliver(harness, 1, FAILED)
    deliver(harness, 2, RETRY)
    const { outbox } = harness
    expect(await listSamples(outbox, { outcome: 'failed delivery', code: '400' })).toMatchObject([
      { acceptId: 'enam-0.1.0', code: '400', response: 'no', outcome: 'failed delivery' },
    ])
    expect(await listSamples(outbox, { outcome: 'awaiting retry', code: '503' })).toMatchObject([
      { acceptId: 'enam-0.2.0', code: '503', response: 'busy', outcome: 'awaiting retry' },
    ])
    expect(await listSamples(outbox, { outcome: 'delivered', code: null })).toEqual([])
  })
})
