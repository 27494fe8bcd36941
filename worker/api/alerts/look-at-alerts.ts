import { type AlertRow, dueAlerts, keepHistory, keepLook } from '../../db/queries/alerts.ts'
import type { Judged } from '../../domain/alerts/judge.ts'
import { nextState } from '../../domain/alerts/next-state.ts'
import type { ApiDeps } from '../api-deps.ts'
import { type MeasureDeps, measure } from './measure.ts'
import { type NotifyDeps, notifyAll } from './notify.ts'

/** Calls to other Workers and objects at once. */
const AT_ONCE = 6

export interface LookDeps extends MeasureDeps, NotifyDeps, Pick<ApiDeps, 'db' | 'now' | 'newId'> {
  report(problem: Record<string, unknown>): void
}

/**
 * Looks at every alert that is switched on, those first that were longest not looked at, until a time
 * (milliseconds since the epoch). Two turns at once tell nothing twice: what a look found is kept by one of
 * them only, and who keeps it tells. Answers how many were looked at.
 */
export async function lookAtAlerts(deps: LookDeps, until: number): Promise<number> {
  const due = await dueAlerts(deps.db)
  const seen = new Map<string, Promise<Judged | null>>()
  const open = [...due].reverse()
  let looked = 0
  const lane = async () => {
    for (let alert = open.pop(); alert !== undefined; alert = open.pop()) {
      if (Date.parse(deps.now()) > until) return
      try {
        await look(alert, deps, seen)
        looked += 1
      } catch (error) {
        deps.report({ alert: alert.id, failed: 'look', error: String(error) })
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return looked
}

async function look(
  alert: AlertRow,
  deps: LookDeps,
  seen: Map<string, Promise<Judged | null>>,
): Promise<void> {
  const now = deps.now()
  // Alerts of many levels on one thing ask for it once.
  const key = JSON.stringify(alert.condition)
  const measured = seen.get(key) ?? measure(alert, deps, Date.parse(now))
  seen.set(key, measured)
  const judged = await measured
  if (judged === null) return
  const { change, ...state } = nextState(alert, judged.state, now, alert.repeatMinutes)
  const { reading } = judged
  if (!(await keepLook(deps.db, alert, { ...state, reading, evaluatedAt: now }))) return
  if (change === null) return
  const notified = await notifyAll(alert.channels, { alert, change, reading, at: now }, deps)
  await keepHistory(deps.db, {
    id: deps.newId('ath'),
    alertId: alert.id,
    at: now,
    change,
    reading,
    notified,
  })
}
