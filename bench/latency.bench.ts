/**
 * (b) From the first byte of a request in to the webhook's request out: on an idle system, and at 100
 * events a second.
 */
import { nextMessageId, singleEvent } from './lib/events.ts'
import { assertAllAccepted, openLoop } from './lib/load.ts'
import { type Figure, quantile, report } from './lib/results.ts'
import { startService } from './lib/service.ts'
import { startSink } from './lib/sink.ts'

const IDLE_EVENTS = 30
/** Longer than every timer that runs only while there is work. */
const IDLE_PAUSE_MS = 1700
const BUSY_PER_S = 100
const BUSY_MS = 40_000

const service = await startService()
const sink = await startSink()
try {
  const { port } = service
  const source = await service.workspace.createSource('javascript')
  await service.workspace.createWebhook(source, sink.url())
  const sentAt = new Map<string, number>()
  let latencies: number[] = []
  sink.onEvent = (messageId, _, at) => {
    const sent = sentAt.get(messageId)
    // Only the first time counts: a repeat is another matter, and the tests look for it.
    if (sent !== undefined) latencies.push(at - sent)
    sentAt.delete(messageId)
  }
  const next = () => {
    const messageId = nextMessageId()
    const request = singleEvent(source, messageId)
    sentAt.set(messageId, performance.now())
    return request
  }
  let expected = 0
  const run = async (perSecond: number, count: number): Promise<number[]> => {
    latencies = []
    const durationMs = (count / perSecond) * 1000
    assertAllAccepted(await openLoop({ port, perSecond, durationMs, next }))
    expected += count
    await sink.until(expected)
    return latencies
  }
  // The configuration holds for events accepted 5 s after an edit.
  await new Promise((resolve) => setTimeout(resolve, 5500))
  await run(2, 6)
  // The log's allowance of rings fills up again: that is what idle means.
  await new Promise((resolve) => setTimeout(resolve, 5000))
  const idle = await run(1000 / IDLE_PAUSE_MS, IDLE_EVENTS)
  await run(BUSY_PER_S, BUSY_PER_S * 5)
  const busy = await run(BUSY_PER_S, (BUSY_PER_S * BUSY_MS) / 1000)
  const figures: Figure[] = [
    { name: 'idle, p50', value: quantile(idle, 0.5), unit: 'ms', budget: { atMost: 300 } },
    { name: 'idle, p99', value: quantile(idle, 0.99), unit: 'ms', budget: { atMost: 1000 } },
    { name: '100 events/s, p50', value: quantile(busy, 0.5), unit: 'ms' },
    {
      name: '100 events/s, p99',
      value: quantile(busy, 0.99),
      unit: 'ms',
      budget: { atMost: 2000 },
    },
  ]
  report('latency', figures, { idle, busy })
} finally {
  sink.stop()
  await service.stop()
}
