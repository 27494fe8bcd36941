import { err, ok, type Result } from '../result.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

export type Granularity = 'MINUTE' | 'HOUR' | 'DAY'

/** How much can be asked for at once, and how long it is kept. */
export const GRANULARITY: Record<
  Granularity,
  { stepMs: number; maxMs: number; keptMs: number; words: string }
> = {
  MINUTE: {
    stepMs: MINUTE_MS,
    maxMs: 4 * HOUR_MS,
    keptMs: 48 * HOUR_MS,
    words: 'By the minute: at most 4 hours, none of them older than 48 hours.',
  },
  HOUR: {
    stepMs: HOUR_MS,
    maxMs: 14 * DAY_MS,
    keptMs: 30 * DAY_MS,
    words: 'By the hour: at most 14 days, none of them older than 30 days.',
  },
  DAY: {
    stepMs: DAY_MS,
    maxMs: 30 * DAY_MS,
    keptMs: 30 * DAY_MS,
    words: 'By the day: at most 30 days, none of them older than 30 days.',
  },
}

/** A stretch of time in whole steps: from inclusive, to exclusive, milliseconds since the epoch. */
export interface Window {
  from: number
  to: number
  granularity: Granularity
}

export interface WindowInput {
  startTime?: string | undefined
  endTime?: string | undefined
  granularity?: Granularity | undefined
}

export interface WindowError {
  field: 'startTime' | 'endTime' | 'granularity'
  message: string
}

/** @param now Milliseconds since the epoch. Without times: the last 24 hours. */
export function parseWindow(input: WindowInput, now: number): Result<Window, WindowError> {
  const end = input.endTime === undefined ? now : Date.parse(input.endTime)
  const start = input.startTime === undefined ? end - DAY_MS : Date.parse(input.startTime)
  if (Number.isNaN(start)) return err({ field: 'startTime', message: 'There is no such time.' })
  if (Number.isNaN(end)) return err({ field: 'endTime', message: 'There is no such time.' })
  if (start >= end) return err({ field: 'endTime', message: 'Must be later than startTime.' })
  const granularity = input.granularity ?? finest(start, end, now)
  if (granularity === null) return err({ field: 'startTime', message: GRANULARITY.DAY.words })
  const { stepMs, words } = GRANULARITY[granularity]
  if (!fits(granularity, start, end)) return err({ field: 'granularity', message: words })
  if (!isKept(granularity, start, now)) return err({ field: 'startTime', message: words })
  const from = Math.floor(start / stepMs) * stepMs
  return ok({ from, to: Math.ceil(end / stepMs) * stepMs, granularity })
}

const fits = (granularity: Granularity, start: number, end: number): boolean =>
  end - start <= GRANULARITY[granularity].maxMs

/** With a step's grace: a window that begins "48 hours ago" was asked for a moment ago. */
const isKept = (granularity: Granularity, start: number, now: number): boolean =>
  start >= now - GRANULARITY[granularity].keptMs - GRANULARITY[granularity].stepMs

const finest = (start: number, end: number, now: number): Granularity | null =>
  (['MINUTE', 'HOUR', 'DAY'] as const).find((g) => fits(g, start, end) && isKept(g, start, now)) ??
  null

/** The window of the same length before it, or null when that is not kept as finely any more. */
export function windowBefore({ from, to, granularity }: Window, now: number): Window | null {
  const before = from - (to - from)
  return isKept(granularity, before, now) ? { from: before, to: from, granularity } : null
}

/** The beginning of each of its steps. */
export function pointsOf({ from, to, granularity }: Window): number[] {
  const { stepMs } = GRANULARITY[granularity]
  return Array.from({ length: Math.round((to - from) / stepMs) }, (_, i) => from + i * stepMs)
}
