/**
 * (c) What the platform would bill per million events at one pace, two webhooks. Run by the four
 * `operations-*.bench.ts`. The load lasts as long as a generation, and the count goes on until that one
 * is archived, so that every kind of work is in it in its right share.
 */

import { billOf, COUNTS_PATH, type Counts, difference, priceOf, totalsOf } from './lib/counts.ts'
import { batchOf, singleEvent } from './lib/events.ts'
import { assertAllAccepted, openLoop } from './lib/load.ts'
import { cpuSeconds } from './lib/processes.ts'
import { type Figure, report } from './lib/results.ts'
import { startService } from './lib/service.ts'
import { startSink } from './lib/sink.ts'
import { OPERATIONS, PRICES } from './prices.ts'

const DESTINATIONS = 2
/** A generation is sealed after 60 s, and its archive written soon after it is acknowledged. */
const LOAD_MS = 60_000
const ARCHIVE_TIMEOUT_MS = 30_000
const SECONDS_PER_MONTH = 30 * 24 * 3600

export interface Pace {
  name: string
  requestsPerS: number
  eventsPerRequest: number
  /** Dollars per million events at list price, or the whole bill of a month. */
  budget: { perMillion: number } | { perMonth: number }
}

export async function measureOperations(pace: Pace): Promise<void> {
  const service = await startService({ counted: true })
  const sink = await startSink()
  try {
    const source = await service.workspace.createSource('javascript')
    for (let i = 0; i < DESTINATIONS; i++)
      await service.workspace.createWebhook(source, sink.url(`/${i}`))
    await sleep(5500)
    const next = () =>
      pace.eventsPerRequest === 1 ? singleEvent(source) : batchOf(source, pace.eventsPerRequest)
    const counts = async (): Promise<Counts> => ({
      ...(JSON.parse(await service.get('edge.test', COUNTS_PATH)) as Counts),
      ...(JSON.parse(await service.get('delivery.test', COUNTS_PATH)) as Counts),
    })

    const before = await counts()
    const cpuBefore = cpuSeconds(service.runtime)
    const load = await openLoop({
      port: service.port,
      perSecond: pace.requestsPerS,
      durationMs: LOAD_MS,
      next,
    })
    assertAllAccepted(load)
    const events = load.latencies.length * pace.eventsPerRequest
    await sink.until(events * DESTINATIONS)
    const archived = async () =>
      ((await counts())['r2ClassA put'] ?? 0) - (before['r2ClassA put'] ?? 0)
    const deadline = performance.now() + ARCHIVE_TIMEOUT_MS
    while ((await archived()) === 0 && performance.now() < deadline) await sleep(500)
    // The acknowledgement of the last attempts, and the dropping of tables.
    await sleep(3000)
    const spent = difference(await counts(), before)
    const cpu = ((cpuSeconds(service.runtime) - cpuBefore) / events) * 1e6
    if (!('r2ClassA put' in spent)) console.warn('nothing was archived: R2 is missing from the sum')
    report(`operations-${pace.name}`, figuresOf(pace, spent, events, cpu), { pace, events, spent })
  } finally {
    sink.stop()
    await service.stop()
  }
}

function figuresOf(pace: Pace, spent: Counts, events: number, cpu: number): Figure[] {
  const totals = totalsOf(spent)
  const perMillion = (priceOf(totals) / events) * 1e6
  const months = (pace.requestsPerS * pace.eventsPerRequest * SECONDS_PER_MONTH) / events
  const monthly = Object.fromEntries(
    OPERATIONS.map((operation) => [operation, totals[operation] * months]),
  ) as typeof totals
  const { budget } = pace
  return [
    {
      name: 'per million events, list price',
      value: perMillion,
      unit: '$',
      ...('perMillion' in budget ? { budget: { atMost: budget.perMillion } } : {}),
    },
    {
      name: "a month's bill at this pace, nothing else in the account",
      value: billOf(monthly),
      unit: '$',
      ...('perMonth' in budget ? { budget: { atMost: budget.perMonth } } : {}),
    },
    ...OPERATIONS.map((operation) => ({
      name: `${operation}, $${(((totals[operation] * PRICES[operation]) / events) * 1e6).toFixed(3)} per million`,
      value: totals[operation] / events,
      unit: 'an event',
    })),
    { name: 'CPU of the whole runtime', value: cpu, unit: 'us/event' },
  ]
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
