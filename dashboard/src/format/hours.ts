const HOUR_MS = 3_600_000

const clock = new Intl.DateTimeFormat('en', {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const dayAndClock = new Intl.DateTimeFormat('en', {
  month: 'short',
  day: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const monthDay = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric' })

/** `2026-11-23T17`, an hour of the books (UTC), as a date that everything else understands. */
export const hourToDate = (hour: string): string => `${hour}:00:00.000Z`

/** "17:00" in the reader's time zone. */
export const formatClock = (hour: string): string => clock.format(new Date(hourToDate(hour)))

/** The hour before the one of `now`: where "lately" begins, for counts of the last two hours. */
export const previousHour = (now: number): string =>
  new Date(now - HOUR_MS).toISOString().slice(0, 13)

type Counts = Record<string, number>

/** Above so many hours a bar each would be a line; several share one then. */
const BUCKETS: readonly { upTo: number; hours: number }[] = [
  { upTo: 48, hours: 1 },
  { upTo: 168, hours: 6 },
  { upTo: Number.POSITIVE_INFINITY, hours: 24 },
]

/**
 * Counts by hour as the bars of a chart, oldest first, every bar of the range among them.
 * Bars of a day are days of the reader.
 */
export function toBars(
  range: { from: string; to: string },
  hours: readonly { hour: string; counts: Counts }[],
): ({ time: string } & Record<string, string | number>)[] {
  const from = Date.parse(hourToDate(range.from))
  const to = Date.parse(hourToDate(range.to))
  const total = (to - from) / HOUR_MS
  const perBar = BUCKETS.find(({ upTo }) => total <= upTo)?.hours ?? 24
  const label = labelOf(perBar, total)
  const bars = new Map<string, { time: string } & Record<string, string | number>>()
  const keys = new Set(hours.flatMap(({ counts }) => Object.keys(counts)))
  const byHour = new Map(hours.map(({ hour, counts }) => [hour, counts]))
  for (let time = from; time < to; time += HOUR_MS) {
    const name = label(new Date(startOfBar(time, perBar)))
    let bar = bars.get(name)
    if (bar === undefined) {
      bar = { time: name, ...Object.fromEntries([...keys].map((key) => [key, 0])) }
      bars.set(name, bar)
    }
    const counts = byHour.get(new Date(time).toISOString().slice(0, 13)) ?? {}
    for (const [key, count] of Object.entries(counts)) bar[key] = Number(bar[key] ?? 0) + count
  }
  return [...bars.values()]
}

function startOfBar(time: number, hours: number): number {
  if (hours === 1) return time
  const local = new Date(time)
  local.setHours(Math.floor(local.getHours() / hours) * hours, 0, 0, 0)
  return local.getTime()
}

function labelOf(perBar: number, total: number): (date: Date) => string {
  if (perBar === 24) return (date) => monthDay.format(date)
  if (total <= 24) return (date) => clock.format(date)
  return (date) => dayAndClock.format(date)
}
