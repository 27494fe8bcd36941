import { describeCode } from '../domain/describe-code.ts'
import type { DeliveryTrace, HeldDelivery, TracedResult } from '../messages/delivery-trace-rpc.ts'
import type { TracedDestination } from '../messages/trace-rpc.ts'
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
      if ('filtered' in decision) return filtered(destinationId, decision.filtered)
      return traceDelivery(destinationId, seen, deps)
    }),
  )
}

const filtered = (destinationId: string, code: string): TracedDestination => ({
  destinationId,
  outcome: 'filtered at destination',
  code,
  message: describeCode('filtered at destination', code),
  results: [],
  incomplete: false,
})

async function traceDelivery(
  destinationId: string,
  seen: SeenEvent,
  deps: TraceDeps,
): Promise<TracedDestination> {
  const { acceptId, receivedAt } = seen
  let trace: DeliveryTrace | undefined
  try {
    ;[trace] = await deps.deliveryLog(destinationId).trace([{ acceptId, receivedAt }])
  } catch (error) {
    deps.report({ failed: 'trace of a delivery', destinationId, error: String(error) })
  }
  const results = trace?.results ?? []
  const standing = trace?.held ?? standingAfter(results)
  if (standing === null) {
    return {
      destinationId,
      outcome: 'pending',
      code: '',
      message: 'what became of it is not known here',
      results,
      incomplete: true,
    }
  }
  const { outcome, code } = standing
  return {
    destinationId,
    outcome,
    code: outcome === 'delivered' || outcome === 'pending' ? '' : code,
    message: outcome === 'delivered' || outcome === 'pending' ? '' : describeCode(outcome, code),
    results,
    incomplete: attemptsIn(results) < standing.attempts,
  }
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
