import {
  type AlertRow,
  dueAlerts,
  keepHistory,
  keepLook,
  keepNotified,
} from '../../db/queries/alerts.ts'
import { nextState } from '../../domain/alerts/next-state.ts'
import type { ApiDeps } from '../api-deps.ts'
import { createMeasure, type Measure, type MeasureDeps } from './measure.ts'
import { type Message, type NotifyDeps, notifyAll } from './notify.ts'

/** Calls to other Workers and objects at once. */
const AT_ONCE = 6
const PER_PAGE = 200

export interface LookDeps extends MeasureDeps, NotifyDeps, Pick<ApiDeps, 'db' | 'now' | 'newId'> {
  report(problem: Record<string, unknown>): void
}

interface Told extends Message {
  alert: AlertRow
  historyId: string
}

/**
 * Looks at every alert that is switched on, until a time (milliseconds since the epoch), and then tells what has
 * changed. Two turns at once tell nothing twice: what a look found is kept by one of them only, and who
 * keeps it tells. A turn that dies in between has left the change in the history, with nobody told.
 */
export async function lookAtAlerts(deps: LookDeps, until: number): Promise<void> {
  const measure = createMeasure(deps, Date.parse(deps.now()))
  const told: Told[] = []
  let after = ''
  for (;;) {
    const page = await dueAlerts(deps.db, after, PER_PAGE)
    after = page.at(-1)?.id ?? ''
    const open = [...page]
    const lane = async () => {
      for (let alert = open.pop(); alert !== undefined; alert = open.pop()) {
        if (Date.parse(deps.now()) > until) return
        try {
          const change = await look(alert, deps, measure)
          if (change !== null) told.push(change)
        } catch (error) {
          deps.report({ alert: alert.id, failed: 'look', error: String(error) })
        }
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, lane))
    if (page.length < PER_PAGE || Date.parse(deps.now()) > until) break
  }
  const notified = await notifyAll(told, deps)
  for (const [at, { historyId }] of told.entries()) {
    await keepNotified(deps.db, historyId, notified[at] ?? [])
  }
}

async function look(alert: AlertRow, deps: LookDeps, measure: Measure): Promise<Told | null> {
  const judged = await measure(alert.condition)
  if (judged === null) return null
  const at = deps.now()
  const { change, ...state } = nextState(alert, judged.state, at, alert.repeatMinutes)
  const { reading } = judged
  if (!(await keepLook(deps.db, alert, { ...state, reading, evaluatedAt: at }))) return null
  if (change === null) return null
  const historyId = deps.newId('ath')
  await keepHistory(deps.db, {
    id: historyId,
    alertId: alert.id,
    at,
    change,
    reading,
    notified: [],
  })
  return { alert, change, reading, at, historyId }
}
