/** (f) One destination that hangs for 30 s beside nineteen healthy ones: does it slow the others? */
import { nextMessageId, singleEvent } from './lib/events.ts'
import { assertAllAccepted, openLoop } from './lib/load.ts'
import { quantile, report } from './lib/results.ts'
import { startService } from './lib/service.ts'
import { startSink } from './lib/sink.ts'

const HEALTHY = 19
const HANG_MS = 30_000
/** Destinations see it each: 200 webhooks a second in all. */
const PER_S = 10
const PHASE_MS = 35_000
const SICK = '/sick'

const service = await startService()
const sink = await startSink()
try {
  const { port, workspace } = service
  const source = await workspace.createSource('javascript')
  for (let i = 0; i < HEALTHY; i++) await workspace.createWebhook(source, sink.url(`/healthy-${i}`))
  // The longest time-out there is, so that it holds on as long as it may.
  await workspace.createWebhook(source, sink.url(SICK), { timeoutMs: 20_000 })
  await new Promise((resolve) => setTimeout(resolve, 5500))

  const sentAt = new Map<string, number>()
  let latencies: number[] = []
  let healthyEvents = 0
  sink.onEvent = (messageId, path, at) => {
    if (path === SICK) return
    healthyEvents++
    const sent = sentAt.get(messageId)
    if (sent !== undefined) latencies.push(at - sent)
  }
  const next = () => {
    const messageId = nextMessageId()
    const request = singleEvent(source, messageId)
    sentAt.set(messageId, performance.now())
    return request
  }
  let expected = 0
  const phase = async (durationMs: number): Promise<number[]> => {
    latencies = []
    assertAllAccepted(await openLoop({ port, perSecond: PER_S, durationMs, next }))
    expected += ((PER_S * durationMs) / 1000) * HEALTHY
    const deadline = performance.now() + 20_000
    while (healthyEvents < expected) {
      if (performance.now() > deadline) throw new Error(`${healthyEvents} of ${expected} came`)
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    return latencies
  }
  await phase(5000)
  const without = await phase(PHASE_MS)
  sink.delay(SICK, HANG_MS)
  const beside = await phase(PHASE_MS)
  const moved = (q: number) => (quantile(beside, q) / quantile(without, q) - 1) * 100
  report(
    'isolation',
    [
      { name: 'healthy ones, p99, all twenty healthy', value: quantile(without, 0.99), unit: 'ms' },
      {
        name: 'healthy ones, p99, beside the hanging one',
        value: quantile(beside, 0.99),
        unit: 'ms',
      },
      { name: 'p99 moved by', value: moved(0.99), unit: '%', budget: { atMost: 10 } },
      { name: 'p50 moved by', value: moved(0.5), unit: '%' },
    ],
    { without, beside },
  )
} finally {
  sink.stop()
  await service.stop()
}
