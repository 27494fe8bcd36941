import type { Judged } from './judge.ts'

export interface AlertState {
  state: Judged['state']
  /** ISO 8601. */
  stateSince: string
  /** When it last said that it fires. */
  notifiedAt: string | null
}

export interface NextState extends AlertState {
  /** What is to be told, and kept in its history; null: nothing. */
  change: 'firing' | 'repeated' | 'resolved' | null
}

/**
 * What an alert is after a look. One that fires is told once, and again after its interval while it goes
 * on; what cannot be judged any more does not fire any more.
 *
 * @param now ISO 8601.
 * @param repeatMinutes 0: never again.
 */
export function nextState(
  before: AlertState,
  judged: Judged['state'],
  now: string,
  repeatMinutes: number,
): NextState {
  if (judged === 'firing') {
    if (before.state !== 'firing') {
      return { state: 'firing', stateSince: now, notifiedAt: now, change: 'firing' }
    }
    const told = Date.parse(before.notifiedAt ?? before.stateSince)
    const due = repeatMinutes > 0 && Date.parse(now) - told >= repeatMinutes * 60_000
    return due ? { ...before, notifiedAt: now, change: 'repeated' } : { ...before, change: null }
  }
  const change = before.state === 'firing' ? 'resolved' : null
  const stateSince = before.state === judged ? before.stateSince : now
  return { state: judged, stateSince, notifiedAt: before.notifiedAt, change }
}
