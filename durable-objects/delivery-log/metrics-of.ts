import type { AttemptPart } from '../../worker/messages/delivery-log-rpc.ts'
import type { MetricOutcome } from '../../worker/messages/delivery-metrics-rpc.ts'
import { type Block, type Generation, standingOf } from './backlog.ts'
import type { LineFacets, LineGroup } from './line-facets.ts'
import { intersect, type LineRanges } from './line-ranges.ts'
import { codeField, Metrics, type StoredHour } from './metrics.ts'
import { type AppendRow, RUN_FIELDS, type SettleRow, type StoredResult } from './rows.ts'

/** hour -> what is to be added to its counts. */
export type StoredMetrics = Record<string, StoredHour>

/**
 * One row's worth of counts at most: a settle of thousands of events, each with a name of its own, must
 * still fit the row that it is written in.
 */
const MAX_KEYS_PER_ROW = 500

/** Age runs of delivered events: `[block, line, count, histogram bucket, ...]`. */
export type AgeRuns = readonly number[]

/** Counts the lines of an append that are new. */
export function countRouted(metrics: Metrics, row: AppendRow, facets: LineFacets): void {
  for (const group of facets.groups(row.live)) count(metrics, group, 'routed', '', group.count)
}

/**
 * What a row of results changes in the metrics; to be asked before the row is applied, since what the events
 * were counted as until now is taken back. It sums up to exactly what the row changes in the books.
 */
export function metricsOf(
  row: SettleRow,
  generation: Generation,
  facetsOf: (block: Block) => LineFacets,
  ages: AgeRuns = [],
): StoredMetrics {
  const metrics = new Metrics(MAX_KEYS_PER_ROW)
  for (const { block, lines, result } of partsOf(row, generation)) {
    const facets = facetsOf(block)
    for (const item of block.items) {
      const both = intersect(item.lines, lines)
      if (both.length === 0) continue
      const before = standingOf(item)
      for (const group of facets.groups(both)) {
        if (before.outcome !== 'pending') {
          count(metrics, group, before.outcome as MetricOutcome, before.code, -group.count)
        }
        countResult(metrics, group, result)
      }
    }
  }
  for (let i = 0; i < ages.length; i += 4) {
    const [id, line, lines, bucket] = ages.slice(i, i + 4) as [number, number, number, number]
    const block = generation.blocks.get(id)
    if (!block) continue
    for (const { hour, facet, count } of facetsOf(block).groups([line, lines])) {
      metrics.hour(hour).addLatency(facet.minute, bucket, count)
    }
  }
  return Object.fromEntries([...metrics.hours].map(([hour, counts]) => [hour, counts.toStored()]))
}

interface RowPart {
  block: Block
  lines: LineRanges
  result: StoredResult
}

function* partsOf(row: SettleRow, generation: Generation): Generator<RowPart> {
  const { runs, results } = row
  for (let i = 0; i < runs.length; i += RUN_FIELDS) {
    const [id, line, count, index] = runs.slice(i, i + 4) as [number, number, number, number]
    const block = generation.blocks.get(id)
    const result = results[index]
    if (block && result) yield { block, lines: [line, count], result }
  }
}

const OUTCOME_OF = {
  delivered: 'delivered',
  filtered: 'filtered in attempt',
  failed: 'failed delivery',
  retry: 'awaiting retry',
} as const

function countResult(metrics: Metrics, group: LineGroup, result: StoredResult): void {
  const { outcome, code, parts } = result
  if (outcome === 'requeued') return
  count(metrics, group, OUTCOME_OF[outcome], code, group.count)
  if (outcome === 'retry') count(metrics, group, 'retry', code, group.count)
  for (const [mappingId, part] of Object.entries(parts ?? {})) {
    count(metrics, group, partOutcome(result, part), part.code, group.count, mappingId)
  }
}

/** What a mapping still had to do is given up with its event. */
function partOutcome(result: StoredResult, part: AttemptPart): MetricOutcome {
  if (part.outcome !== 'retry') return OUTCOME_OF[part.outcome]
  return result.outcome === 'failed' ? 'failed delivery' : 'retry'
}

function count(
  metrics: Metrics,
  { hour, sourceId, facet }: LineGroup,
  outcome: MetricOutcome,
  code: string,
  by: number,
  mappingId = '',
): void {
  const { minute, type, name } = facet
  const key = { sourceId, outcome, code: codeField(code), type, name, mappingId }
  metrics.hour(hour).add(key, minute, by)
}
