/**
 * (a) Collect, saturated: requests per second of single events beside a bare Worker that answers 200 in
 * the same runtime, and events per second in batches of 100. The pipeline works behind it meanwhile, on
 * the same cores.
 */
import { batchOf, httpPost, singleEvent } from './lib/events.ts'
import { assertAllAccepted, closedLoop, type Load } from './lib/load.ts'
import { median, quantile, report } from './lib/results.ts'
import { startService } from './lib/service.ts'

const ROUNDS = 4
const ROUND_MS = 5000
const WARM_UP_MS = 2000
const CONNECTIONS = 64
const BATCH_CONNECTIONS = 16
const BATCH_SIZE = 100
/** Lets the pipeline finish what a round left, so that the next one begins alike. */
const PAUSE_MS = 2000

const service = await startService()
try {
  const { port } = service
  const source = await service.workspace.createSource('javascript')
  const bareRequest = httpPost('bare.test', '/v1/t', source, singleEvent(source).toString())
  const kinds = {
    bare: { connections: CONNECTIONS, next: () => bareRequest },
    single: { connections: CONNECTIONS, next: () => singleEvent(source) },
    batch: { connections: BATCH_CONNECTIONS, next: () => batchOf(source, BATCH_SIZE) },
  }
  for (const kind of Object.values(kinds))
    await closedLoop({ port, durationMs: WARM_UP_MS, ...kind })
  const loads: Record<keyof typeof kinds, Load[]> = { bare: [], single: [], batch: [] }
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of ['bare', 'single', 'batch'] as const) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      const load = await closedLoop({ port, durationMs: ROUND_MS, ...kinds[name] })
      assertAllAccepted(load)
      loads[name].push(load)
    }
  }
  const rate = (name: keyof typeof kinds) =>
    median(loads[name].map((load) => load.latencies.length / load.seconds))
  const latency = (name: keyof typeof kinds, q: number) =>
    quantile(
      loads[name].flatMap((load) => load.latencies),
      q,
    )
  // Each round's own ratio: a machine that slows down slows both.
  const ratio = median(
    loads.single.map((load, round) => {
      const bare = loads.bare[round]
      return (
        load.latencies.length /
        load.seconds /
        ((bare?.latencies.length ?? 0) / (bare?.seconds ?? 1))
      )
    }),
  )
  report(
    'collect',
    [
      {
        name: 'single events, of the bare Worker',
        value: ratio,
        unit: 'ratio',
        budget: { atLeast: 0.5 },
      },
      { name: 'bare Worker', value: rate('bare'), unit: 'requests/s' },
      { name: 'single events', value: rate('single'), unit: 'requests/s' },
      {
        name: 'batches of 100',
        value: rate('batch') * BATCH_SIZE,
        unit: 'events/s',
        budget: { atLeast: 60_000 },
      },
      { name: 'bare Worker, p50', value: latency('bare', 0.5), unit: 'ms' },
      { name: 'bare Worker, p99', value: latency('bare', 0.99), unit: 'ms' },
      { name: 'single events, p50', value: latency('single', 0.5), unit: 'ms' },
      { name: 'single events, p99', value: latency('single', 0.99), unit: 'ms' },
      { name: 'batches, p50', value: latency('batch', 0.5), unit: 'ms' },
      { name: 'batches, p99', value: latency('batch', 0.99), unit: 'ms' },
    ],
    Object.fromEntries(
      Object.entries(loads).map(([name, list]) => [
        name,
        list.map(({ seconds, latencies, statuses }) => ({
          seconds,
          requests: latencies.length,
          statuses,
          p50: median(latencies),
          p99: quantile(latencies, 0.99),
        })),
      ]),
    ),
  )
} finally {
  await service.stop()
}
