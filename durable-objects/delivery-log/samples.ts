import { acceptIdOf } from '../../worker/archive/object-key.ts'
import { readDeliveryLines } from '../../worker/messages/delivery-body.ts'
import {
  type DeliverySample,
  parseDeliveryLine,
  type SamplesRequest,
} from '../../worker/messages/delivery-log-rpc.ts'
import type { Generation } from './backlog.ts'
import { listFailed } from './failed-list.ts'
import type { DeliveryOutbox } from './outbox.ts'
import { RUN_FIELDS, recordsOf, type SettleRow } from './rows.ts'
import { MAX_SAMPLES, sampleKey } from './sample-rows.ts'
import { type Samples, storedSamples } from './samples-table.ts'

const MAX_EVENT_CHARS = 16_000

/** What a generation's rows hold of samples, with the events that they are about. */
export async function collectSamples(
  outbox: DeliveryOutbox,
  generation: Generation,
  wanted: (key: string) => boolean = () => true,
): Promise<Samples> {
  const found: Samples = new Map()
  const bodies = new Map<number, Promise<string[]>>()
  for (const [key, seqs] of generation.sampleRows) {
    if (!wanted(key)) continue
    const samples: DeliverySample[] = []
    for (const seq of seqs.toReversed()) {
      const row = outbox.deps.store.row(generation.id, seq)
      if (row?.k !== 'settle') continue
      for (const place of placesOf(row, key)) {
        if (samples.length === MAX_SAMPLES) break
        const sample = await describe(outbox, generation, { row, bodies, ...place })
        if (sample) samples.push(sample)
      }
    }
    if (samples.length > 0) found.set(key, samples)
  }
  return found
}

interface Place {
  block: number
  line: number
  result: number
  latencyMs: number
}

/** The first event of each kept request with that result. */
function* placesOf({ runs, results }: SettleRow, key: string): Generator<Place> {
  const seen = new Set<number>()
  for (let i = 0; i < runs.length; i += RUN_FIELDS) {
    const [block, line, , index, latencyMs] = runs.slice(i, i + RUN_FIELDS) as Run
    const result = results[index]
    if (result?.request === undefined || seen.has(result.request)) continue
    if (sampleKey(result) !== key) continue
    seen.add(result.request)
    yield { block, line, result: index, latencyMs }
  }
}

type Run = [block: number, line: number, count: number, result: number, latencyMs: number]

async function describe(
  outbox: DeliveryOutbox,
  generation: Generation,
  at: Place & { row: SettleRow; bodies: Map<number, Promise<string[]>> },
): Promise<DeliverySample | null> {
  const { store } = outbox.deps
  const { row, bodies, block, line } = at
  const result = row.results[at.result]
  // Read before anything is awaited: the generation may be replaced meanwhile.
  if (!outbox.generations.has(generation.id)) return null
  const blockRow = store.row(generation.id, block)
  if (!result || blockRow === null || blockRow.k === 'settle') return null
  let body = bodies.get(block)
  if (!body) {
    body = readDeliveryLines(store.body(generation.id, block))
    bodies.set(block, body)
  }
  const record = [...recordsOf(blockRow.records)][line]
  const text = (await body)[line]
  if (!record || text === undefined) return null
  const { messageId, type, json } = parseDeliveryLine(text)
  const { answer = '', ...request } = row.requests?.[result.request ?? -1] ?? {}
  return {
    acceptId: acceptIdOf(record.log, record.segment, record.position),
    messageId,
    eventType: type,
    at: new Date(row.at).toISOString(),
    outcome: result.outcome === 'delivered' ? 'delivered' : 'awaiting retry',
    code: result.code,
    status: result.status ?? null,
    message: result.message ?? '',
    latencyMs: at.latencyMs,
    request: 'method' in request ? request : null,
    response: result.response ?? answer,
    event: json.length > MAX_EVENT_CHARS ? null : JSON.parse(json),
  }
}

/** The latest first. */
export async function listSamples(
  outbox: DeliveryOutbox,
  { outcome, code }: SamplesRequest,
): Promise<DeliverySample[]> {
  if (outcome === 'failed delivery') return failedSamples(outbox, code)
  const { sql } = outbox.deps.store
  const isWanted = (key: string) => {
    const [of, its] = key.split('\t')
    return of === outcome && (code === null || its === code)
  }
  const keys = sql.exec<{ result: string }>('SELECT result FROM samples').toArray()
  const found = keys
    .filter(({ result }) => isWanted(result))
    .flatMap(({ result }) => storedSamples(sql, result))
  for (const generation of [...outbox.generations.values()]) {
    const held = await collectSamples(outbox, generation, isWanted)
    found.push(...[...held.values()].flat())
  }
  return found.sort((a, b) => b.at.localeCompare(a.at)).slice(0, MAX_SAMPLES)
}

async function failedSamples(
  outbox: DeliveryOutbox,
  code: string | null,
): Promise<DeliverySample[]> {
  const { items } = await listFailed(outbox, { cursor: null, count: MAX_SAMPLES, code })
  return items.map(({ id: _, attempts: _a, type, failedAt, ...failed }) => ({
    ...failed,
    eventType: type,
    at: failedAt,
    outcome: 'failed delivery',
    latencyMs: null,
  }))
}
