import type { DeliveryTrace, TracedResult } from '../messages/delivery-trace-rpc.ts'
import { type Receipt, receiptsPrefix } from '../messages/receipt.ts'
import { tracedResult } from '../messages/traced-result.ts'
import { matchingLines } from './matching-lines.ts'
import type { SeenEvent } from './seen-event.ts'
import type { TraceDeps } from './trace-deps.ts'

/** Read at once; each is streamed. */
const AT_ONCE = 4
/** An event that was sent again and again for weeks has as many; the newest tell how it stands. */
const MAX_LISTED_RECEIPTS = 24
/** Objects looked through where no list of the log's own says which. */
const MAX_SEARCHED_RECEIPTS = 48
const HOUR_MS = 3_600_000

/** What archived receipts tell of an event, oldest first. `complete`: all that there are were read. */
export async function readReceipts(
  destinationId: string,
  seen: SeenEvent,
  trace: DeliveryTrace,
  deps: TraceDeps,
): Promise<{ results: TracedResult[]; complete: boolean }> {
  const listed = trace.receipts.slice(-MAX_LISTED_RECEIPTS)
  const pages = await inTurn(listed, (key) => resultsIn(key, seen.acceptId, deps))
  const missing = pages.some((page) => page === null) || listed.length < trace.receipts.length
  const results = pages.flatMap((page) => page ?? [])
  if (trace.held !== null || results.length > 0 || isListed(seen, trace)) {
    return { results, complete: !missing }
  }
  return { results: await searchReceipts(destinationId, seen, deps), complete: !missing }
}

/** Whether the log has noted every generation that was dropped since the event came. */
const isListed = ({ receivedAt }: SeenEvent, { knownSince }: DeliveryTrace): boolean =>
  knownSince !== null && receivedAt >= knownSince

/** By their names: receipts stand under the hour in which their generation was opened. */
async function searchReceipts(
  destinationId: string,
  { acceptId, receivedAt }: SeenEvent,
  deps: TraceDeps,
): Promise<TracedResult[]> {
  const from = Date.parse(receivedAt) - HOUR_MS
  if (Number.isNaN(from)) return []
  const prefix = receiptsPrefix(destinationId)
  const hour = new Date(from).toISOString().slice(0, 13).replaceAll(/[-T]/g, '/')
  const page = { prefix, after: `${prefix}${hour}/`, limit: MAX_SEARCHED_RECEIPTS, times: false }
  const { objects } = await deps.bucket.list(page)
  const results: TracedResult[] = []
  for (let i = 0; i < objects.length; i += AT_ONCE) {
    const keys = objects.slice(i, i + AT_ONCE).map(({ key }) => key)
    const found = await inTurn(keys, (key) => resultsIn(key, acceptId, deps))
    results.push(...found.flatMap((one) => one ?? []))
    if (isFinal(results.at(-1))) break
  }
  return results
}

const isFinal = (result: TracedResult | undefined): boolean =>
  result !== undefined && result.outcome !== 'retry' && result.outcome !== 'requeued'

/** Null when there is no such object, or it cannot be read. */
async function resultsIn(
  key: string,
  acceptId: string,
  deps: TraceDeps,
): Promise<TracedResult[] | null> {
  try {
    const text = await deps.bucket.text(key)
    if (text === null) return null
    const results: TracedResult[] = []
    for await (const line of matchingLines(text, JSON.stringify(acceptId))) {
      // Written by the log's own types (`worker/messages/receipt.ts`).
      const receipt = JSON.parse(line) as Receipt
      for (const { result: index, latencyMs, acceptIds } of receipt.events) {
        const result = receipt.results[index]
        if (!result || !acceptIds.includes(acceptId)) continue
        results.push(tracedResult(receipt, result, latencyMs))
      }
    }
    return results
  } catch (error) {
    deps.report({ failed: 'read of receipts', key, error: String(error) })
    return null
  }
}

/** Some at a time, in order. */
async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let i = 0; i < items.length; i += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(i, i + AT_ONCE).map(work))))
  }
  return results
}
