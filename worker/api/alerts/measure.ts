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
export type Measure = (condition: AlertCondition) => Promise<Judged | null>

/** Measures at one moment. Alerts of several levels on one thing ask for it once. */
export function createMeasure(deps: MeasureDeps, now: number): Measure {
  const asked = new Map<string, Promise<unknown>>()
  const once = <T>(ask: () => Promise<T>, ...key: unknown[]): Promise<T> => {
    const name = JSON.stringify(key)
    const known = asked.get(name)
    // A name has its kind first, and each kind is asked in one place.
    if (known !== undefined) return known as Promise<T>
    const answer = ask()
    asked.set(name, answer)
    return answer
  }
  return async (condition) => {
    switch (condition.kind) {
      case 'delivery_success_rate': {
        const { kind, destinationId, mappingId, windowMinutes } = condition
        const ask = async () =>
          deps.deliveryLog(destinationId).metrics([rateQuestion(condition, now)])
        const [answer] = await once(ask, kind, destinationId, mappingId, windowMinutes)
        const counted = (outcome: string) =>
          answer?.groups.find(({ key }) => key.outcome === outcome)?.total ?? 0
        return judgeSuccessRate(condition, {
          delivered: counted('delivered'),
          failed: counted('failed delivery'),
        })
      }
      case 'source_volume': {
        const { kind, sourceId } = condition
        return judgeVolume(
          condition,
          await once(() => volumeOf(sourceId, deps, now), kind, sourceId),
        )
      }
      case 'no_events': {
        const { kind, sourceId } = condition
        const ask = async () => deps.sourceMonitor(sourceId).schemaList('7d')
        const list = await once(ask, kind, sourceId)
        const last = Math.max(0, ...list.events.map((event) => event.last))
        const judged = judgeSilence(condition, { last: last === 0 ? null : last, now })
        // A log that does not answer may have what is missed.
        return list.incomplete && judged.state !== 'ok' ? null : judged
      }
    }
  }
}

/** Events of the last 24 whole hours, and of the 24 before. */
async function volumeOf(sourceId: string, deps: MeasureDeps, now: number) {
  const hour = Math.floor(now / HOUR_MS)
  const range = { from: hourName(hour - 2 * DAY_HOURS), to: hourName(hour) }
  const logs = await deps.sourceMonitor(sourceId).totals(range)
  const half = hourName(hour - DAY_HOURS)
  const received = { last: 0, before: 0 }
  for (const { hours } of logs) {
    for (const [name, bySource] of Object.entries(hours)) {
      const counts: SourceCounts | undefined = bySource[sourceId]
      if (counts === undefined) continue
      received[name < half ? 'before' : 'last'] += sourceNumbers([counts]).received
    }
  }
  return received
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
