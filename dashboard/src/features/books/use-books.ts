import { useQuery } from '@tanstack/react-query'
import { type BooksAnswer, booksQuery, COUNTS_REFRESH_MS } from '../../api/books.ts'
import { hourToDate } from '../../format/hours.ts'
import { customRange, hoursOf, type TimeRange } from '../../format/time-range.ts'
import { judgeDifference, type Verdict } from './explain-difference.ts'

const HOUR_MS = 3_600_000

/** The books of one source and of its destinations; anew while the running hour is among them. */
export function useBooks(range: TimeRange, sourceId: string, refreshMs = COUNTS_REFRESH_MS) {
  const now = Date.now()
  const isRunning = Date.parse(hourToDate(hoursOf(range, now).to)) > now
  const query = useQuery({
    ...booksQuery(range, sourceId),
    refetchInterval: isRunning ? refreshMs : false,
  })
  // While another source's books are fetched, the last one's are still here.
  const source = query.data?.sources.find((entry) => entry.sourceId === sourceId)
  return { ...query, answer: source && query.data, source, isRunning }
}

/** One hour as a range. */
export function rangeOfHour(hour: string): TimeRange {
  const from = Date.parse(hourToDate(hour))
  return customRange(from, from + HOUR_MS)
}

export const hourBeside = (hour: string, by: 1 | -1): string =>
  new Date(Date.parse(hourToDate(hour)) + by * HOUR_MS).toISOString().slice(0, 13)

/** What an hour's books say, given what the pipeline still holds of it. */
export function verdictOfHour(
  { hour, balanced }: { hour: string; balanced: boolean },
  answer: BooksAnswer,
  sourceId: string,
): Verdict {
  const source = answer.sources.find((entry) => entry.sourceId === sourceId)
  const inPipeline = source?.hours.find((entry) => entry.hour === hour)?.['in pipeline'] ?? 0
  return judgeDifference({ balanced, lastHour: hour, inPipeline, now: Date.now() })
}

/** The worst of its hours: differences of two hours may cancel each other, and are two faults then. */
export function verdictOfRange(
  entry: { balanced: boolean; hours: readonly { hour: string; balanced: boolean }[] },
  answer: BooksAnswer,
  sourceId: string,
): Verdict {
  const verdicts = entry.hours.map((hour) => verdictOfHour(hour, answer, sourceId))
  if (verdicts.includes('fault')) return 'fault'
  return verdicts.includes('in flight') || !entry.balanced ? 'in flight' : 'balanced'
}
