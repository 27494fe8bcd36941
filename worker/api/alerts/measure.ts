import type { AlertRow } from '../../db/queries/alerts.ts'
import type { AlertCondition } from '../../domain/alerts/condition.ts'
import {
  type Judged,
  judgeSilence,
  judgeSuccessRate,
  judgeVolume,
} from '../../domain/alerts/judge.ts'
import type { SourceCounts } from '../../domain/balance.ts'
import { sourceNumbers } from '../../domain/overview.ts'
import type { MetricsQuestion } from '../../messages/delivery-metrics-rpc.ts'
import type { ApiDeps } from '../api-deps.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_HOURS = 24
/** Counts by the minute are asked for no further back; longer windows begin with a whole hour. */
const MAX_MINUTES = 240

export type MeasureDeps = Pick<ApiDeps, 'deliveryLog' | 'sourceMonitor'>

/** What an alert sees now. Null: it cannot be seen just now, which says nothing. */
export async function measure(
  { condition }: Pick<AlertRow, 'condition'>,
  deps: MeasureDeps,
  now: number,
): Promise<Judged | null> {
  switch (condition.kind) {
    case 'delivery_success_rate': {
      const log = deps.deliveryLog(condition.destinationId)
      const [answer] = await log.metrics([rateQuestion(condition, now)])
      const counted = (outcome: string) =>
        answer?.groups.find(({ key }) => key.outcome === outcome)?.total ?? 0
      return judgeSuccessRate(condition, {
        delivered: counted('delivered'),
        failed: counted('failed delivery'),
      })
    }
    case 'source_volume': {
      const hour = Math.floor(now / HOUR_MS)
      const range = { from: hourName(hour - 2 * DAY_HOURS), to: hourName(hour) }
      const logs = await deps.sourceMonitor(condition.sourceId).totals(range)
      const half = hourName(hour - DAY_HOURS)
      const received = { last: 0, before: 0 }
      for (const { hours } of logs) {
        for (const [name, bySource] of Object.entries(hours)) {
          const counts: SourceCounts | undefined = bySource[condition.sourceId]
          if (counts === undefined) continue
          received[name < half ? 'before' : 'last'] += sourceNumbers([counts]).received
        }
      }
      return judgeVolume(condition, received)
    }
    case 'no_events': {
      const list = await deps.sourceMonitor(condition.sourceId).schemaList('7d')
      const last = Math.max(0, ...list.events.map((event) => event.last))
      const judged = judgeSilence(condition, { last: last === 0 ? null : last, now })
      // A log that does not answer may have what is missed.
      return list.incomplete && judged.state !== 'ok' ? null : judged
    }
  }
}

function rateQuestion(
  condition: Extract<AlertCondition, { kind: 'delivery_success_rate' }>,
  now: number,
): MetricsQuestion {
  const { windowMinutes, mappingId } = condition
  const step = windowMinutes > MAX_MINUTES ? HOUR_MS : MINUTE_MS
  const from = Math.floor((now - windowMinutes * MINUTE_MS) / step) * step
  const to = Math.ceil(now / step) * step
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    stepMinutes: 0,
    groupBy: ['outcome'],
    where: mappingId === undefined ? {} : { mappingId: [mappingId] },
    of: mappingId === undefined ? 'events' : 'mappings',
  }
}

const hourName = (hour: number): string => new Date(hour * HOUR_MS).toISOString().slice(0, 13)
