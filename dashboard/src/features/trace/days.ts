const DAY_MS = 86_400_000
const utcDay = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' })

/** @param day such as 2026-11-23 */
export function formatUtcDay(day: string): string {
  const ms = Date.parse(day)
  return Number.isNaN(ms) ? day : utcDay.format(ms)
}

export function neighbour(day: string, by: number): string {
  const ms = Date.parse(day)
  return Number.isNaN(ms) ? day : new Date(ms + by * DAY_MS).toISOString().slice(0, 10)
}
