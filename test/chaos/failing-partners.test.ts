import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Receiver, startReceiver } from '../harness/receiver.ts'
import { type Service, startService } from '../harness/service.ts'
import { openWorkspace, type TestSource } from '../harness/workspace.ts'

/** One source, several destinations that fail in every way a partner can, and two that do not. */

const TROUBLES: Record<string, Answer> = {
  'answers 500': 500,
  'answers 429 with Retry-After': { status: 429, headers: { 'retry-after': '2' } },
  'cuts the connection': 'reset',
  'never answers': 'hang',
}
const EVENTS = 40

let service: Service
let source: TestSource
const healthy: Receiver[] = []
const failing = new Map<string, Receiver>()

beforeAll(async () => {
  service = await startService({ vars: { RING_INTERVAL_MS: '100' } })
  const workspace = openWorkspace(service)
  source = await workspace.createSource()
  for (let i = 0; i < 2; i += 1) {
    const receiver = await startReceiver()
    healthy.push(receiver)
    await workspace.createWebhook(source, receiver.url)
  }
  for (const [name, answer] of Object.entries(TROUBLES)) {
    const receiver = await startReceiver()
    receiver.answerWith(() => answer)
    failing.set(name, receiver)
    await workspace.createWebhook(source, receiver.url, { timeoutMs: 1_000 })
  }
})
afterAll(async () => {
  await service?.stop()
  for (const receiver of [...healthy, ...failing.values()]) await receiver.stop()
})

const messageIds = Array.from({ length: EVENTS }, (_, i) => `event-${i}`)

describe('destinations in trouble', () => {
  it('hold up no other destination', async () => {
    for (const messageId of messageIds) {
      const response = await fetch(`${service.origin}/v1/track`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${source.writeKey}:`)}` },
        body: JSON.stringify({ userId: 'ada', event: 'E', messageId }),
      })
      expect(response.status).toBe(200)
      await response.body?.cancel()
    }
    for (const receiver of healthy) await receiver.waitFor(messageIds)
    for (const [name, receiver] of failing) {
      expect(receiver.attempts.length, name).toBeGreaterThan(0)
      expect(receiver.deliveries.length, name).toBe(0)
    }
  })

  it('get every event, once, when they are well again', { timeout: 120_000 }, async () => {
    for (const receiver of failing.values()) receiver.answerWith(() => 200)
    for (const receiver of failing.values()) await receiver.waitFor(messageIds, 100_000)
    for (const receiver of [...healthy, ...failing.values()]) {
      expect([...receiver.counts().values()].filter((count) => count !== 1)).toEqual([])
      expect(receiver.counts().size).toBe(EVENTS)
    }
  })

  it('get what comes afterwards as if nothing had been', async () => {
    const response = await fetch(`${service.origin}/v1/track`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${source.writeKey}:`)}` },
      body: JSON.stringify({ userId: 'ada', event: 'E', messageId: 'afterwards' }),
    })
    await response.body?.cancel()
    expect(response.status).toBe(200)
    for (const receiver of [...healthy, ...failing.values()]) await receiver.waitFor(['afterwards'])
  })
})
