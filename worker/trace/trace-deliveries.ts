import { describeCode } from '../domain/describe-code.ts'
import type { FilterWhy } from '../domain/routing/destination-filter.ts'
import type { HeldDelivery, TracedResult } from '../messages/delivery-trace-rpc.ts'
import type { TracedDestination } from '../messages/trace-rpc.ts'
import type { Verdict } from '../messages/verdict.ts'
import { readReceipts } from './read-receipts.ts'
import type { SeenEvent } from './seen-event.ts'
import type { TraceDeps } from './trace-deps.ts'

/** What became of an event at each destination that routing decided about. */
export async function traceDestinations(
  seen: SeenEvent,
  deps: TraceDeps,
): Promise<TracedDestination[]> {
  const decisions = Object.entries(seen.verdict?.destinations ?? {})
  return Promise.all(
    decisions.map(async ([destinationId, decision]) => {
      if ('filtered' in decision) return filtered(destinationId, decision)
      const traced = await traceDelivery(destinationId, seen, deps)
      // Filters that changed the event for this destination leave their ids; what they made is not kept.
      return {
        ...traced,
        asPassed: traced.asPassed && !('filterIds' in decision),
        ...(decision.mappingIds && { mappingIds: decision.mappingIds }),
      }
    }),
  )
}

type Decision = NonNullable<Verdict['destinations']>[string]

const filtered = (
  destinationId: string,
  { filtered: code, filterId, why }: Extract<Decision, { filtered: string }>,
): TracedDestination => {
  const message = describeCode('filtered at destination', code)
  const byFilter = filterId === undefined || why === undefined ? '' : `: ${WHY[why]} (${filterId})`
  return {
    destinationId,
    outcome: 'filtered at destination',
    code,
    message: `${message}${byFilter}`,
    results: [],
    asPassed: true,
    incomplete: false,
  }
}

const WHY = {
  dropped: 'its filter drops such events',
  sampled: 'it is not in the sample that its filter lets through',
  invalid_fql: 'its filter cannot be read, so nothing is let through',
  too_expensive: 'its filter takes too long for this event, so it is not let through',
} as const satisfies Record<FilterWhy, string>

async function traceDelivery(
  destinationId: string,
  seen: SeenEvent,
  deps: TraceDeps,
): Promise<TracedDestination> {
  const { acceptId, receivedAt } = seen
  try {
    const [trace] = await deps
      .deliveryLog(destinationId)
      .traceDeliveries([{ acceptId, receivedAt }])
    if (!trace) return unknown(destinationId)
    const archived = await readReceipts(destinationId, seen, trace, deps)
    const results = inOrder([...archived.results, ...trace.results])
    const standing = trace.held ?? standingAfter(results)
    if (standing === null) return unknown(destinationId)
    const { outcome, code, attempts } = standing
    const isPlain = outcome === 'delivered' || outcome === 'pending'
    return {
      destinationId,
      outcome,
      code: isPlain ? '' : code,
      message: isPlain ? '' : describeCode(outcome, code),
      results,
      asPassed: true,
      incomplete: !archived.complete || attemptsIn(results) < attempts,
    }
  } catch (error) {
    deps.report({ failed: 'trace of a delivery', destinationId, error: String(error) })
    return unknown(destinationId)
  }
}

const unknown = (destinationId: string): TracedDestination => ({
  destinationId,
  outcome: 'pending',
  code: '',
  message: 'what became of it is not known here',
  results: [],
  asPassed: true,
  incomplete: true,
})

/** A receipt that was archived while its rows were still there tells the same as these. */
function inOrder(results: readonly TracedResult[]): TracedResult[] {
  const different = new Map(results.map((result) => [JSON.stringify(result), result]))
  return [...different.values()].sort((a, b) => a.settledAt.localeCompare(b.settledAt))
}

/** Attempts since the event came, or was last sent again. */
function attemptsIn(results: readonly TracedResult[]): number {
  const again = results.findLastIndex(({ outcome }) => outcome === 'requeued')
  return results.slice(again + 1).filter(({ unattempted }) => !unattempted).length
}

const STANDING = {
  delivered: 'delivered',
  filtered: 'filtered in attempt',
  failed: 'failed delivery',
  retry: 'awaiting retry',
  requeued: 'pending',
} as const satisfies Record<TracedResult['outcome'], HeldDelivery['outcome']>

function standingAfter(results: readonly TracedResult[]): HeldDelivery | null {
  const last = results.at(-1)
  if (last === undefined) return null
  const { outcome, code, retryAt } = last
  return { outcome: STANDING[outcome], code, attempts: attemptsIn(results), retryAt }
}
