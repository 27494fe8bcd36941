/**
 * (h) The live view: from a request in to its row at a watcher, at 20 events a second; then what three
 * watchers cost a source that is as busy as it can be, in turns with nobody watching, and what they see
 * of it at 2,000 events a second.
 */
import { type LiveClient, openLive } from '../test/harness/live-client.ts'
import type { LiveFilter } from '../worker/domain/live/live-event.ts'
import { batchOf, nextMessageId, singleEvent } from './lib/events.ts'
import { assertAllAccepted, closedLoop, openLoop } from './lib/load.ts'
import { cpuSeconds, residentMemory } from './lib/processes.ts'
import { type Figure, median, quantile, report } from './lib/results.ts'
import { startService } from './lib/service.ts'
import { startSink } from './lib/sink.ts'

const QUIET_PER_S = 20
const QUIET_MS = 20_000
const ROUNDS = 3
const BATCH_SIZE = 100
const BATCHES_A_ROUND = 150
const SINGLES_A_ROUND = 1500
const KINDS = [
  ['batches', BATCHES_A_ROUND, BATCH_SIZE],
  ['single events', SINGLES_A_ROUND, 1],
] as const
const CONNECTIONS = 16
const BUSY_PER_S = 2000
const BUSY_MS = 12_000
/** Everything; one user, who never comes; a word, which is in every event. */
const FILTERS: readonly LiveFilter[] = [{}, { userId: 'nobody' }, { text: 'monopoly' }]

const service = await startService()
const sink = await startSink()
try {
  const { port, workspace, runtime } = service
  const source = await workspace.createSource('javascript')
  await workspace.createWebhook(source, sink.url(), { batch: true })
  await pause(5500)
  const open = async (filter: LiveFilter): Promise<LiveClient> => {
    const headers = { authorization: `Bearer ${service.apiToken}` }
    const client = await openLive(`http://127.0.0.1:${port}`, `/live/sources/${source.id}`, {
      headers,
    })
    client.watch(filter)
    while (client.messages.length === 0) await pause(5)
    return client
  }
  let expected = 0
  const drained = async (count: number) => {
    expected += count
    await sink.until(expected)
  }

  // Opens the log, so that the monitor knows of it.
  assertAllAccepted(await openLoop(load(5, 1000, () => singleEvent(source))))
  await drained(5)
  const latencies = await rowLatencies()

  const rates: Record<string, number[]> = {}
  const cpus: Record<string, number[]> = {}
  const memory: Record<string, number> = { before: residentMemory(runtime).now }
  for (let round = 0; round < ROUNDS; round++) {
    // In turns, beginning with the other each time, because the runtime warms up.
    for (const watched of round % 2 === 0 ? [false, true] : [true, false]) {
      const clients = watched ? await Promise.all(FILTERS.map(open)) : []
      const key = watched ? 'watched' : 'alone'
      for (const [kind, requests, size] of KINDS) {
        const { rate, cpu } = await throughput(requests, size)
        push(rates, `${kind}, ${key}`, rate)
        push(cpus, `${kind}, ${key}`, cpu)
      }
      for (const client of clients) client.close()
      await pause(500)
      memory[key] = Math.max(memory[key] ?? 0, residentMemory(runtime).now)
    }
  }
  const alone = await busySource([])
  const watched = await busySource(FILTERS)

  const ratio = (of: Record<string, number[]>, kind: string) =>
    median(of[`${kind}, watched`] ?? []) / median(of[`${kind}, alone`] ?? [])
  const megabytes = (key: string) => (memory[key] ?? 0) / 2 ** 20
  const figures: Figure[] = [
    { name: 'request to row, p50', value: quantile(latencies, 0.5), unit: 'ms' },
    {
      name: 'request to row, p95',
      value: quantile(latencies, 0.95),
      unit: 'ms',
      budget: { atMost: 500 },
    },
    ...KINDS.flatMap(([kind]): Figure[] => [
      { name: `${kind}, rate of unwatched`, value: ratio(rates, kind), unit: '' },
      { name: `${kind}, CPU of unwatched`, value: ratio(cpus, kind), unit: '' },
    ]),
    { name: 'CPU at 2,000 events/s, unwatched', value: alone.cpu, unit: 'us/event' },
    { name: 'CPU at 2,000 events/s, three watchers', value: watched.cpu, unit: 'us/event' },
    { name: 'rows shown to who watches all', value: watched.rows, unit: 'rows/s' },
    { name: 'counted as skipped', value: watched.skipped, unit: 'events/s' },
    { name: 'neither shown nor counted', value: watched.missing, unit: 'events' },
    { name: 'seen more than sent', value: watched.counted, unit: 'events' },
    { name: 'resident memory, unwatched rounds', value: megabytes('alone'), unit: 'MB' },
    { name: 'resident memory, watched rounds', value: megabytes('watched'), unit: 'MB' },
  ]
  report('live', figures, { latencies, rates, cpus, memory, alone, watched })

  async function rowLatencies(): Promise<number[]> {
    const client = await open({})
    const sentAt = new Map<string, number>()
    const found: number[] = []
    client.onRow = ({ messageId }) => {
      const sent = sentAt.get(messageId)
      if (sent !== undefined) found.push(performance.now() - sent)
      sentAt.delete(messageId)
    }
    const next = () => {
      const messageId = nextMessageId()
      sentAt.set(messageId, performance.now())
      return singleEvent(source, messageId)
    }
    // The first seconds are those of a runtime that compiles.
    for (const ms of [3000, QUIET_MS]) {
      await pause(1000)
      found.length = 0
      const count = (QUIET_PER_S * ms) / 1000
      assertAllAccepted(await openLoop(load(QUIET_PER_S, ms, next)))
      await drained(count)
      for (let tries = 0; found.length < count && tries < 100; tries++) await pause(50)
      if (found.length < count) throw new Error(`${found.length} of ${count} rows came`)
    }
    client.close()
    return found
  }

  /** Events a second, and CPU an event, from the first request in to the last event at the webhook. */
  async function throughput(requests: number, size: number) {
    const next = () => (size === 1 ? singleEvent(source) : batchOf(source, size))
    const cpuBefore = cpuSeconds(runtime)
    const began = performance.now()
    const sent = await closedLoop({
      port,
      connections: CONNECTIONS,
      durationMs: 60_000,
      limit: requests,
      next,
    })
    const events = (sent.statuses[200] ?? 0) * size
    await drained(events)
    return {
      rate: events / ((performance.now() - began) / 1000),
      cpu: ((cpuSeconds(runtime) - cpuBefore) / events) * 1e6,
    }
  }

  async function busySource(filters: readonly LiveFilter[]) {
    const clients = await Promise.all(filters.map(open))
    const cpuBefore = cpuSeconds(runtime)
    const perSecond = BUSY_PER_S / BATCH_SIZE
    const sent = await openLoop(load(perSecond, BUSY_MS, () => batchOf(source, BATCH_SIZE)))
    const events = (sent.statuses[200] ?? 0) * BATCH_SIZE
    await drained(events)
    const cpu = ((cpuSeconds(runtime) - cpuBefore) / events) * 1e6
    const [all] = clients
    const totals = { rows: 0, updates: 0, seen: 0, skipped: 0 }
    for (let tries = 0; tries < 100 && all && totals.rows + totals.skipped < events; tries++) {
      await pause(50)
      Object.assign(totals, totalsOf(all))
    }
    for (const client of clients) client.close()
    const seconds = BUSY_MS / 1000
    return {
      cpu,
      statuses: sent.statuses,
      rows: totals.rows / seconds,
      skipped: totals.skipped / seconds,
      updates: totals.updates,
      counted: all ? totals.seen - events : 0,
      missing: all ? events - totals.rows - totals.skipped : 0,
    }
  }

  function load(perSecond: number, durationMs: number, next: () => Buffer) {
    return { port, perSecond, durationMs, next }
  }
} finally {
  sink.stop()
  await service.stop()
}

function totalsOf({ messages }: LiveClient) {
  const sum = { rows: 0, updates: 0, seen: 0, skipped: 0 }
  const known = new Set<string>()
  for (const message of messages) {
    if (message.kind === 'bye') continue
    for (const { acceptId } of message.events) {
      // A row of the snapshot whose state changed is no event of this load.
      if (message.kind === 'events') sum[known.has(acceptId) ? 'updates' : 'rows']++
      known.add(acceptId)
    }
    if (message.kind !== 'events') continue
    sum.seen += message.seen
    sum.skipped += message.skipped
  }
  return sum
}

function push(into: Record<string, number[]>, key: string, value: number): void {
  into[key] = [...(into[key] ?? []), value]
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
