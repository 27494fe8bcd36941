import { parseAcceptId } from '../../worker/archive/object-key.ts'
import type {
  DeliveryTrace,
  DeliveryTraceRequest,
  HeldDelivery,
  TracedResult,
} from '../../worker/messages/delivery-trace-rpc.ts'
import { tracedResult } from '../../worker/messages/traced-result.ts'
import { eachLine } from './line-ranges.ts'
import type { DeliveryOutbox } from './outbox.ts'
import { receiptsKey } from './receipts.ts'
import {
  type AppendRow,
  type MovedRow,
  RUN_FIELDS,
  recordsOf,
  type SettleRow,
  type StoredItem,
} from './rows.ts'
import { reaches } from './segment-reach.ts'

/** What the log's tables tell of some events, and where older results of theirs are archived. */
export function traceDeliveries(
  outbox: DeliveryOutbox,
  destinationId: string,
  requests: readonly DeliveryTraceRequest[],
): DeliveryTrace[] {
  return requests.map((request) => traceDelivery(outbox, destinationId, request))
}

function traceDelivery(
  outbox: DeliveryOutbox,
  destinationId: string,
  { acceptId, receivedAt }: DeliveryTraceRequest,
): DeliveryTrace {
  const { store } = outbox.deps
  const since = store.receiptsKnownSince()
  const knownSince = since === null ? null : iso(since)
  const trace: DeliveryTrace = { acceptId, held: null, results: [], receipts: [], knownSince }
  const record = parseAcceptId(acceptId)
  if (record === null) return trace
  for (const { generation, openedAt, reach } of store.receiptsSince(Date.parse(receivedAt) || 0)) {
    if (!reaches(reach, record.log, record.segment)) continue
    trace.receipts.push(receiptsKey(destinationId, openedAt, generation))
  }
  for (const generation of outbox.generations.values()) {
    if (!generation.reach.covers(record.log, record.segment)) continue
    for (const { seq, row } of store.blocksOf(generation.id, record.log, record.segment)) {
      const line = lineOf(row, record)
      if (line === null) continue
      const settled = store.settlesOf(generation.id, seq).flatMap((settle) => {
        return resultsOf(settle, seq, line)
      })
      trace.results.push(...settled)
      trace.held = heldAfter(startOf(row, line), settled)
    }
  }
  return trace
}

/** The record's line in a block; null when it has none, or one that does not count. */
function lineOf(
  row: AppendRow | MovedRow,
  record: { log: string; segment: number; position: number },
): number | null {
  let line = 0
  for (const { log, segment, position } of recordsOf(row.records)) {
    const same = log === record.log && segment === record.segment && position === record.position
    if (same && (row.k === 'moved' || holds(row.live, line))) return line
    line++
  }
  return null
}

function holds(ranges: readonly number[], line: number): boolean {
  for (let i = 0; i < ranges.length; i += 2) {
    const from = ranges[i] as number
    if (line >= from && line < from + (ranges[i + 1] as number)) return true
  }
  return false
}

type Run = [block: number, line: number, count: number, result: number, latencyMs: number]

function resultsOf(row: SettleRow, block: number, line: number): TracedResult[] {
  const results: TracedResult[] = []
  for (let i = 0; i < row.runs.length; i += RUN_FIELDS) {
    const [of, from, count, index, latencyMs] = row.runs.slice(i, i + RUN_FIELDS) as Run
    const result = row.results[index]
    if (of !== block || line < from || line >= from + count || !result) continue
    const attempt = { ...row, startedAt: iso(row.startedAt), settledAt: iso(row.at) }
    results.push(tracedResult(attempt, result, latencyMs))
  }
  return results
}

const iso = (ms: number): string => new Date(ms).toISOString()

const PENDING: HeldDelivery = { outcome: 'pending', code: '', attempts: 0, retryAt: null }

/** Where the event stood when its block was written. */
function startOf(row: AppendRow | MovedRow, line: number): HeldDelivery {
  if (row.k === 'append') return PENDING
  const item = row.items.find((stored) => [...eachLine(stored.lines)].includes(line))
  return item === undefined ? PENDING : standingOf(item)
}

function standingOf({ state, attempts, dueAt, result }: StoredItem): HeldDelivery {
  const code = result?.code ?? ''
  if (state === 'failed') return { outcome: 'failed delivery', code, attempts, retryAt: null }
  if (attempts === 0) return PENDING
  return { outcome: 'awaiting retry', code, attempts, retryAt: dueAt > 0 ? iso(dueAt) : null }
}

function heldAfter(start: HeldDelivery, results: readonly TracedResult[]): HeldDelivery {
  return results.reduce((held, { outcome, code, unattempted, retryAt }): HeldDelivery => {
    const attempts = held.attempts + (unattempted ? 0 : 1)
    switch (outcome) {
      case 'delivered':
        return { outcome: 'delivered', code, attempts, retryAt: null }
      case 'filtered':
        return { outcome: 'filtered in attempt', code, attempts, retryAt: null }
      case 'failed':
        return { outcome: 'failed delivery', code, attempts, retryAt: null }
      case 'retry':
        return { outcome: 'awaiting retry', code, attempts, retryAt }
      case 'requeued':
        return PENDING
      default:
        return outcome satisfies never
    }
  }, start)
}
