import type { AlertCondition } from './condition.ts'

/** `unknown`: there is nothing to judge by. */
export interface Judged {
  state: 'ok' | 'firing' | 'unknown'
  /** What was measured, in words. */
  reading: string
}

type Of<K extends AlertCondition['kind']> = Extract<AlertCondition, { kind: K }>

const MINUTE_MS = 60_000

/** @param counts Events (or what one mapping made of them) that came to an end in the window. */
export function judgeSuccessRate(
  { thresholdPercent }: Of<'delivery_success_rate'>,
  { delivered, failed }: { delivered: number; failed: number },
): Judged {
  const total = delivered + failed
  if (total === 0)
    return { state: 'unknown', reading: 'Nothing was delivered, and nothing failed.' }
  const percent = (100 * delivered) / total
  return {
    state: percent < thresholdPercent ? 'firing' : 'ok',
    reading: `${inPercent(percent)} delivered (${count(delivered)} of ${count(total)})`,
  }
}

/** @param counts Events received in the last 24 whole hours, and in the 24 before. */
export function judgeVolume(
  { changePercent }: Of<'source_volume'>,
  { last, before }: { last: number; before: number },
): Judged {
  const counted = `${count(last)} events in 24 hours, ${count(before)} in the 24 before`
  if (before === 0) {
    return { state: 'unknown', reading: `Nothing to compare with: ${counted}` }
  }
  const change = (100 * (last - before)) / before
  const sign = change < 0 ? '−' : '+'
  return {
    state: Math.abs(change) > changePercent ? 'firing' : 'ok',
    reading: `${sign}${inPercent(Math.abs(change))}: ${counted}`,
  }
}

/** @param last When an event was last received, milliseconds since the epoch; null: never. */
export function judgeSilence(
  { minutes }: Of<'no_events'>,
  { last, now }: { last: number | null; now: number },
): Judged {
  if (last === null) return { state: 'unknown', reading: 'Nothing was ever received.' }
  const silent = Math.max(0, Math.floor((now - last) / MINUTE_MS))
  return {
    state: silent >= minutes ? 'firing' : 'ok',
    reading: `The last event came ${inWords(silent)} ago`,
  }
}

/** Whole numbers where a fraction would tell nothing; never 100 for what is less. */
function inPercent(percent: number): string {
  const digits = percent > 99 && percent < 100 ? 2 : 1
  const cut = Math.floor(percent * 10 ** digits) / 10 ** digits
  return `${cut.toLocaleString('en-US')} %`
}

const count = (n: number): string => n.toLocaleString('en-US')

function inWords(minutes: number): string {
  if (minutes < 120) return minutes === 1 ? '1 minute' : `${minutes} minutes`
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} hours`
  return `${Math.floor(minutes / (24 * 60))} days`
}
