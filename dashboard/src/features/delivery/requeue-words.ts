import type { RequeueJob } from '../../api/delivery-overview.ts'

/** So long after its end a job is still news. */
const NEWS_FOR_MS = 10 * 60_000

export const isShown = ({ state, endedAt, total }: RequeueJob, now: number): boolean =>
  total > 0 &&
  (state === 'running' || (endedAt !== null && now - Date.parse(endedAt) < NEWS_FOR_MS))

/** 0 to 1. */
export const progressOf = ({ done, total, state }: RequeueJob): number => {
  if (state === 'done') return 1
  return total === 0 ? 0 : Math.min(1, done / total)
}

/** "Sending failed deliveries with code 503 again". */
export function wordsOfJob({ state, code, selected }: RequeueJob): string {
  const what = selected
    ? 'selected failed deliveries'
    : code === null
      ? 'all failed deliveries'
      : `failed deliveries with code ${code}`
  if (state === 'running') return `Sending ${what} again`
  const begun = `${what.charAt(0).toUpperCase()}${what.slice(1)}`
  return state === 'cancelled'
    ? `Stopped: ${what} were being sent again`
    : `${begun} are on their way again`
}
