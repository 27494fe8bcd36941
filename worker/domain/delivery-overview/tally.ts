import type { MetricOutcome, MetricsGroup } from '../delivery-metrics/question.ts'

/** What the metrics say of some events, or of the results of some mappings. */
export interface Tally {
  routed: number
  delivered: number
  failed: number
  filtered: number
  awaitingRetry: number
  retries: number
}

export const emptyTally = (): Tally => ({
  routed: 0,
  delivered: 0,
  failed: 0,
  filtered: 0,
  awaitingRetry: 0,
  retries: 0,
})

const FIELD_OF: Record<MetricOutcome, keyof Tally> = {
  routed: 'routed',
  delivered: 'delivered',
  'failed delivery': 'failed',
  'filtered in attempt': 'filtered',
  'awaiting retry': 'awaitingRetry',
  retry: 'retries',
}

export function addTo(tally: Tally, outcome: string | undefined, count: number): void {
  const field = lookUp(outcome)
  if (field) tally[field] += count
}

const lookUp = (outcome = ''): keyof Tally | undefined =>
  Object.hasOwn(FIELD_OF, outcome) ? FIELD_OF[outcome as MetricOutcome] : undefined

/** Tallies by what the groups differ in besides their outcome. */
export function talliesBy(
  groups: readonly MetricsGroup[],
  idOf: (key: MetricsGroup['key']) => string,
): Map<string, Tally> {
  const tallies = new Map<string, Tally>()
  for (const { key, total } of groups) {
    const id = idOf(key)
    const tally = tallies.get(id) ?? emptyTally()
    tallies.set(id, tally)
    addTo(tally, key.outcome, total)
  }
  return tallies
}

/** Filtered ones say nothing about whether a destination can be reached, and nothing is no rate at all. */
export const deliveryRate = ({
  delivered,
  failed,
}: Pick<Tally, 'delivered' | 'failed'>): number | null =>
  delivered + failed === 0 ? null : delivered / (delivered + failed)

/** How something did, with what changed against the window before; null where there is none. */
export function compare(
  tally: Tally,
  count: number,
  before: { tally: Tally; count: number } | null,
) {
  const rate = deliveryRate(tally)
  const rateBefore = before && deliveryRate(before.tally)
  const { delivered, failed, filtered, retries } = tally
  return {
    count,
    delivered,
    failed,
    filtered,
    retries,
    deliveryRate: rate,
    change: {
      count: before === null || before.count === 0 ? null : count / before.count - 1,
      deliveryRatePoints: rate === null || rateBefore === null ? null : 100 * (rate - rateBefore),
    },
  }
}
