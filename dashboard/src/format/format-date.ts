const day = new Intl.DateTimeFormat('en', { dateStyle: 'medium' })
const minute = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })
const second = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' })
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

export type DateInput = string | number | Date

/** In the reader's own time zone. */
export const formatDay = (date: DateInput): string => day.format(new Date(date))
export const formatMinute = (date: DateInput): string => minute.format(new Date(date))
export const formatSecond = (date: DateInput): string => second.format(new Date(date))

const UNITS = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** "3 hours ago", "in 6 days". */
export function formatAgo(date: DateInput, now: number): string {
  const seconds = Math.round((new Date(date).getTime() - now) / 1000)
  for (const [unit, length] of UNITS) {
    if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit)
  }
  return seconds > 0 ? 'in a moment' : 'just now'
}
