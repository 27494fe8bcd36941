import * as v from 'valibot'

export const TIME_RANGES = {
  '1h': { label: 'Last hour', hours: 1 },
  '24h': { label: 'Last 24 hours', hours: 24 },
  '7d': { label: 'Last 7 days', hours: 168 },
  '14d': { label: 'Last 2 weeks', hours: 336 },
  '30d': { label: 'Last 30 days', hours: 720 },
} as const
export type PresetRange = keyof typeof TIME_RANGES

/** `2026-11-20T00..2026-11-23T10`: hours in UTC as the API takes them, the last one exclusive. */
export type CustomRange = `${string}..${string}`
/** What a page's address says of its time range. */
export type TimeRange = PresetRange | CustomRange
export const DEFAULT_TIME_RANGE: TimeRange = '24h'

/** For pages whose counts are kept by the minute: less than an hour too. */
export const SHORT_RANGE = '10m'
const SHORT_RANGE_MS = 600_000
export const SHORT_RANGE_LABEL = 'Last 10 minutes'
export type FineRange = TimeRange | typeof SHORT_RANGE

const HOUR_MS = 3_600_000
/** The API counts no longer ranges at once. */
export const MAX_RANGE_DAYS = 31

type Hours = { from: string; to: string }

const LONGEST_HOURS = TIME_RANGES['30d'].hours

const floorDay = (time: number): number => Math.floor(time / (24 * HOUR_MS)) * 24 * HOUR_MS
const floorHour = (time: number): number => Math.floor(time / HOUR_MS) * HOUR_MS
const ceilHour = (time: number): number => Math.ceil(time / HOUR_MS) * HOUR_MS
const hourOf = (time: number): string => new Date(time).toISOString().slice(0, 13)
const timeOf = (hour: string): number => Date.parse(`${hour}:00:00.000Z`)

const HOURS = /^(\d{4}-\d{2}-\d{2}T\d{2})\.\.(\d{4}-\d{2}-\d{2}T\d{2})$/

function readCustom(range: string): Hours | undefined {
  const [, from, to] = HOURS.exec(range) ?? []
  if (from === undefined || to === undefined) return undefined
  return problemOf(timeOf(from), timeOf(to)) === undefined ? { from, to } : undefined
}

const presetSchema = v.picklist(Object.keys(TIME_RANGES) as [PresetRange, ...PresetRange[]])
const customSchema = v.custom<CustomRange>(
  (text) => typeof text === 'string' && readCustom(text) !== undefined,
)

/** For a page's address; what is not a range counts as absent. */
export const timeRangeSchema = v.fallback(
  v.optional(v.union([presetSchema, customSchema])),
  undefined,
)

export const fineRangeSchema = v.fallback(
  v.optional(v.union([v.literal(SHORT_RANGE), presetSchema, customSchema])),
  undefined,
)

export const isPreset = (range: FineRange): range is PresetRange =>
  Object.hasOwn(TIME_RANGES, range)

/** To the second, for pages that count by the minute. Of a preset, `endTime` is now. */
export function timesOf(range: FineRange, now: number): { startTime: string; endTime: string } {
  const times = (start: number, end: number) => ({
    startTime: new Date(start).toISOString(),
    endTime: new Date(end).toISOString(),
  })
  if (range === SHORT_RANGE) return times(now - SHORT_RANGE_MS, now)
  const custom = isPreset(range) ? undefined : readCustom(range)
  if (custom !== undefined) return times(timeOf(custom.from), timeOf(custom.to))
  const { hours } = TIME_RANGES[isPreset(range) ? range : '24h']
  // Days begin at midnight, and none is kept for longer than thirty days: today is the last of them.
  if (hours === LONGEST_HOURS) return times(floorDay(now) - (LONGEST_HOURS - 24) * HOUR_MS, now)
  return times(now - hours * HOUR_MS, now)
}

/** Hours in UTC. Of a preset, `to` is exclusive and in the future: the running hour counts. */
export function hoursOf(range: TimeRange, now: number): Hours {
  const to = floorHour(now) + HOUR_MS
  const custom = isPreset(range) ? undefined : readCustom(range)
  if (custom !== undefined) return custom
  const { hours } = TIME_RANGES[isPreset(range) ? range : '24h']
  return { from: hourOf(to - hours * HOUR_MS), to: hourOf(to) }
}

/** Why two times make no range, in words for the person who chose them; undefined when they do. */
export function problemOf(from: number, to: number): string | undefined {
  if (Number.isNaN(from) || Number.isNaN(to)) return 'Choose a day and an hour for both.'
  if (from >= to) return 'The end has to be later than the start.'
  const days = (ceilHour(to) - floorHour(from)) / (24 * HOUR_MS)
  return days > MAX_RANGE_DAYS ? `At most ${MAX_RANGE_DAYS} days at once.` : undefined
}

/** The whole hours that two times touch. */
export const customRange = (from: number, to: number): CustomRange =>
  `${hourOf(floorHour(from))}..${hourOf(ceilHour(to))}`

const hourInWords = new Intl.DateTimeFormat('en', {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** "Last 24 hours", "Nov 20, 02:00 – Nov 23, 11:00": in the reader's time zone. */
export function labelOfRange(range: FineRange): string {
  if (range === SHORT_RANGE) return SHORT_RANGE_LABEL
  if (isPreset(range)) return TIME_RANGES[range].label
  const { from, to } = hoursOf(range, 0)
  return `${hourInWords.format(timeOf(from))} – ${hourInWords.format(timeOf(to))}`
}

/** The same inside of a sentence: "in the last 24 hours", "between … and …". */
export function phraseOfRange(range: FineRange): string {
  if (range === SHORT_RANGE || isPreset(range)) return `in the ${labelOfRange(range).toLowerCase()}`
  return `between ${labelOfRange(range).replace(' – ', ' and ')}`
}
