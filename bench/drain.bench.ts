/** (g) Events per second from requests in to a webhook with `batch: true`, as fast as they go through. */
import { batchOf } from './lib/events.ts'
import { closedLoop } from './lib/load.ts'
import { cpuSeconds } from './lib/processes.ts'
import { report } from './lib/results.ts'
import { startService } from './lib/service.ts'
import { startSink } from './lib/sink.ts'

const BATCH_SIZE = 100
const BATCHES = 2000
const CONNECTIONS = 16

const service = await startService()
const sink = await startSink()
try {
  const { port } = service
  const source = await service.workspace.createSource('javascript')
  await service.workspace.createWebhook(source, sink.url(), { batch: true })
  await new Promise((resolve) => setTimeout(resolve, 5500))
  const send = (limit: number) =>
    closedLoop({
      port,
      connections: CONNECTIONS,
      durationMs: 60_000,
      limit,
      next: () => batchOf(source, BATCH_SIZE),
    })
  await send(100)
  await sink.until(100 * BATCH_SIZE)

  const before = sink.taken()
  const requestsBefore = sink.requests()
  const cpuBefore = cpuSeconds(service.runtime)
  const began = performance.now()
  const timeline: { ms: number; taken: number }[] = []
  const sampler = setInterval(() => {
    timeline.push({ ms: Math.round(performance.now() - began), taken: sink.taken() - before })
  }, 250)
  const load = await send(BATCHES)
  const accepted = (load.statuses[200] ?? 0) * BATCH_SIZE
  const takenWhileSending = sink.taken() - before
  await sink.until(before + accepted)
  const seconds = (performance.now() - began) / 1000
  clearInterval(sampler)
  const events = sink.taken() - before
  report(
    'drain',
    [
      {
        name: 'request in to webhook taken',
        value: accepted / seconds,
        unit: 'events/s',
        budget: { atLeast: 15_000 },
      },
      { name: 'accepted while sending', value: accepted / load.seconds, unit: 'events/s' },
      {
        name: 'delivered after the last was sent',
        value: (accepted - takenWhileSending) / (seconds - load.seconds),
        unit: 'events/s',
      },
      {
        name: 'events a webhook request',
        value: events / (sink.requests() - requestsBefore),
        unit: 'events',
      },
      { name: 'taken more than once', value: events - accepted, unit: 'events' },
      {
        name: 'CPU of the runtime',
        value: ((cpuSeconds(service.runtime) - cpuBefore) / accepted) * 1e6,
        unit: 'us/event',
      },
    ],
    { statuses: load.statuses, sendSeconds: load.seconds, seconds, timeline },
  )
} finally {
  sink.stop()
  await service.stop()
}
