import { describe, expect, it } from 'vitest'
import type { DeliveriesRing } from '../messages/ring.ts'
import { handleRings } from './consumer.ts'

function message(body: unknown) {
  const state = { body, acks: 0, ack: () => void state.acks++ }
  return state
}

describe('the deliveries consumer', () => {
  it('starts an attempt for each ring and acknowledges every message, whatever happens', async () => {
    const started: DeliveriesRing[] = []
    const problems: unknown[] = []
    const good = { v: 1, log: 'dst_a', lease: 'l1' }
    const messages = [message(good), message({ v: 9 }), message({ ...good, lease: 'broken' })]
    await handleRings(messages, {
      start: async (ring) => {
        if (ring.lease === 'broken') throw new Error('no such entrypoint')
        started.push(ring)
      },
      report: (problem) => problems.push(problem),
    })
    expect(started).toEqual([good])
    expect(problems).toHaveLength(2)
    expect(messages.map(({ acks }) => acks)).toEqual([1, 1, 1])
  })
})
