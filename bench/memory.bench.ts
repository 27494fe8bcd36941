/** (d) Resident memory of the runtime while 100 batches of 500 KB arrive at once, several times over. */
import { batchOf, singleEvent } from './lib/events.ts'
import { closedLoop } from './lib/load.ts'
import { residentMemory } from './lib/processes.ts'
import { report } from './lib/results.ts'
import { startService } from './lib/service.ts'
import { startSink } from './lib/sink.ts'

const CONCURRENT = 100
const ROUNDS = 5
const BATCH_BYTES = 500_000
const SAMPLE_MS = 20

const service = await startService()
const sink = await startSink()
try {
  const { port } = service
  const source = await service.workspace.createSource('javascript')
  await service.workspace.createWebhook(source, sink.url(), { batch: true })
  await new Promise((resolve) => setTimeout(resolve, 5500))
  await closedLoop({ port, connections: 8, durationMs: 2000, next: () => singleEvent(source) })
  await new Promise((resolve) => setTimeout(resolve, 5000))
  const idle = residentMemory(service.runtime).now

  const events = Math.floor(BATCH_BYTES / (batchOf(source, 100).length / 100))
  // Made beforehand: all of a round are on the wire at once.
  const batches = Array.from({ length: CONCURRENT * ROUNDS }, () => batchOf(source, events))
  const samples: number[] = []
  const sampler = setInterval(() => samples.push(residentMemory(service.runtime).now), SAMPLE_MS)
  const loads = []
  for (let round = 0; round < ROUNDS; round++) {
    const next = () => batches.pop() as Buffer
    const load = await closedLoop({
      port,
      connections: CONCURRENT,
      durationMs: 60_000,
      next,
      limit: CONCURRENT,
    })
    loads.push({ seconds: load.seconds, statuses: load.statuses })
  }
  await new Promise((resolve) => setTimeout(resolve, 10_000))
  clearInterval(sampler)
  const after = residentMemory(service.runtime).now
  const megabytes = (bytes: number) => bytes / 1e6
  const refused = loads.reduce((sum, { statuses }) => sum + CONCURRENT - (statuses[200] ?? 0), 0)
  report(
    'memory',
    [
      { name: 'idle', value: megabytes(idle), unit: 'MB' },
      {
        name: 'highest, over idle',
        value: megabytes(Math.max(...samples) - idle),
        unit: 'MB',
        budget: { atMost: 100 },
      },
      { name: 'ten seconds later, over idle', value: megabytes(after - idle), unit: 'MB' },
      { name: 'requests told to come back', value: refused, unit: `of ${CONCURRENT * ROUNDS}` },
    ],
    { idle, after, events, loads, samples },
  )
} finally {
  sink.stop()
  await service.stop()
}
