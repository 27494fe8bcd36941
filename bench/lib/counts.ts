import {
  INCLUDED_PER_MONTH,
  OPERATIONS,
  type Operation,
  PLAN_PER_MONTH,
  PRICES,
} from '../prices.ts'

/** Counts of one Worker's isolate: `<operation> <what>` -> number. */
export type Counts = Record<string, number>

export const COUNTS_PATH = '/__bench/counts'

/** Totals per operation; what was counted under an unknown operation is an error of the bench. */
export function totalsOf(counts: Counts): Record<Operation, number> {
  const totals = Object.fromEntries(OPERATIONS.map((name) => [name, 0])) as Record<
    Operation,
    number
  >
  for (const [key, count] of Object.entries(counts)) {
    const operation = key.slice(0, key.indexOf(' ')) as Operation
    if (!OPERATIONS.includes(operation)) throw new Error(`no price for ${key}`)
    totals[operation] += count
  }
  return totals
}

export const difference = (after: Counts, before: Counts): Counts =>
  Object.fromEntries(Object.entries(after).map(([key, count]) => [key, count - (before[key] ?? 0)]))

export const priceOf = (totals: Record<Operation, number>): number =>
  OPERATIONS.reduce((sum, name) => sum + totals[name] * PRICES[name], 0)

/** The month's bill of an account that does nothing else: the plan, and what goes beyond it. */
export const billOf = (monthly: Record<Operation, number>): number =>
  OPERATIONS.reduce(
    (sum, name) => sum + Math.max(0, monthly[name] - INCLUDED_PER_MONTH[name]) * PRICES[name],
    PLAN_PER_MONTH,
  )
