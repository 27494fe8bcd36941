import { describeCode } from '../describe-code.ts'
import type { DeliveryOutcome, RouteOutcome } from '../outcome.ts'

export interface CodeCount {
  outcome: Exclude<DeliveryOutcome, 'pending'> | Extract<RouteOutcome, 'filtered at destination'>
  code: string
  count: number
}

/** Most frequent first, each with its share of its outcome's events and how that share moved. */
export function byCode(codes: readonly CodeCount[], before: readonly CodeCount[] | null) {
  const total = totals(codes)
  const totalBefore = totals(before ?? [])
  const countBefore = new Map(before?.map((entry) => [idOf(entry), entry.count]))
  return [...codes]
    .sort((a, b) => b.count - a.count || idOf(a).localeCompare(idOf(b)))
    .map((entry) => {
      const share = entry.count / (total.get(entry.outcome) ?? entry.count)
      const all = totalBefore.get(entry.outcome) ?? 0
      const shareBefore = all === 0 ? null : (countBefore.get(idOf(entry)) ?? 0) / all
      return {
        ...entry,
        description: describeCode(entry.outcome, entry.code),
        share,
        sharePoints: shareBefore === null ? null : 100 * (share - shareBefore),
      }
    })
}

const idOf = ({ outcome, code }: CodeCount): string => `${outcome}\t${code}`

function totals(codes: readonly CodeCount[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { outcome, count } of codes) sums.set(outcome, (sums.get(outcome) ?? 0) + count)
  return sums
}
