/**
 * (h) How long a trace takes over the management API: of events that are still in the logs' tables, of
 * events in the archive with archived receipts, and a day searched to its end for an id that nobody sent.
 */
import type { TraceAnswer } from '../worker/api/contract/trace.ts'
import { batchOf } from './lib/events.ts'
import { assertAllAccepted, assertAllSent, closedLoop } from './lib/load.ts'
import { median, quantile, report } from './lib/results.ts'
import { startService } from './lib/service.ts'
import { startSink } from './lib/sink.ts'

const EVENTS = 200_000
const BATCH_SIZE = 100
const DESTINATIONS = 3
/** 20 s on a quiet machine; on one that others keep busy, several minutes were seen. */
const SEND_WITHIN_MS = 300_000
/** Of each kind. */
const TRACES = 60
/** Until the logs have archived what they were done with. */
const SETTLE_MS = 8000

const service = await startService()
const sink = await startSink()
try {
  const { port, workspace } = service
  const source = await workspace.createSource('javascript')
  for (let n = 0; n < DESTINATIONS; n++) {
    await workspace.createWebhook(source, sink.url(`/${n}`), { batch: true })
  }
  await new Promise((resolve) => setTimeout(resolve, 5500))
  const ids: string[] = []
  sink.onEvent = (messageId, path) => {
    if (path === '/0') ids.push(messageId)
  }
  const send = async (events: number): Promise<void> => {
    const limit = events / BATCH_SIZE
    const next = () => batchOf(source, BATCH_SIZE)
    const load = await closedLoop({
      port,
      connections: 16,
      durationMs: SEND_WITHIN_MS,
      limit,
      next,
    })
    assertAllSent(load, limit)
    assertAllAccepted(load)
    sent += events
    await sink.until(sent * DESTINATIONS)
  }
  let sent = 0
  await send(EVENTS)
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))

  const ask = async (
    messageId: string,
    query = '',
  ): Promise<{ ms: number; answer: TraceAnswer }> => {
    const began = performance.now()
    const path = `/traces/${encodeURIComponent(messageId)}${query}`
    const { data } = await workspace.call<{ data: TraceAnswer }>('GET', path)
    return { ms: performance.now() - began, answer: data }
  }
  const incomplete: string[] = []
  const trace = async (messageId: string): Promise<{ kept: string; ms: number }> => {
    const { ms, answer } = await ask(messageId)
    const [found] = answer.traces
    if (found === undefined) throw new Error(`${messageId} was not found`)
    const told = found.destinations.filter(({ attempts }) => attempts.length > 0)
    if (told.length < DESTINATIONS) incomplete.push(messageId)
    return { kept: found.kept, ms }
  }
  const traceAll = async (messageIds: readonly string[], kept: string): Promise<number[]> => {
    const times: number[] = []
    for (const messageId of messageIds) {
      const traced = await trace(messageId)
      if (traced.kept === kept) times.push(traced.ms)
    }
    return times
  }
  // From the first tenth, so that the logs were done with it long ago.
  const old = Array.from(
    { length: TRACES },
    (_, n) => ids[Math.floor((n * ids.length) / 600)] ?? '',
  )
  const archive = await traceAll(old, 'archive')
  // The generation that takes them may have its time just then, and be archived at once.
  let log: number[] = []
  for (let tries = 0; tries < 3 && log.length < TRACES / 2; tries++) {
    const before = ids.length
    await send(BATCH_SIZE)
    log = await traceAll(ids.slice(before, before + TRACES), 'log')
  }
  const day = new Date().toISOString().slice(0, 10)
  const search: number[] = []
  let answer: TraceAnswer | undefined
  do {
    const next = answer?.search.next
    const cursor = next ? `&cursor=${encodeURIComponent(next)}` : ''
    const asked = await ask('nobody-sent-this', `?day=${day}${cursor}`)
    search.push(asked.ms)
    answer = asked.answer
  } while (answer.search.next !== null && search.length < 50)

  report(
    'trace',
    [
      { name: 'in the tables, p50', value: median(log), unit: 'ms' },
      {
        name: 'in the tables, p99',
        value: quantile(log, 0.99),
        unit: 'ms',
        budget: { atMost: 300 },
      },
      { name: 'archived, p50', value: median(archive), unit: 'ms' },
      {
        name: 'archived, p99',
        value: quantile(archive, 0.99),
        unit: 'ms',
        budget: { atMost: 300 },
      },
      {
        name: 'without an attempt',
        value: incomplete.length,
        unit: 'traces',
        budget: { atMost: 0 },
      },
      { name: 'archive objects of the day', value: answer.search.total, unit: 'objects' },
      {
        name: 'a day searched to its end',
        value: search.reduce((sum, ms) => sum + ms, 0),
        unit: 'ms',
      },
    ],
    { log, archive, search, incomplete },
  )
} finally {
  sink.stop()
  await service.stop()
}
