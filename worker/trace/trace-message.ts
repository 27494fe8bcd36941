import type { TraceReport, TraceRequest } from '../messages/trace-rpc.ts'
import { findIndexed, findLive } from './find-event.ts'
import { searchDay } from './search-day.ts'
import type { TraceDeps } from './trace-deps.ts'
import { traceEvents } from './trace-event.ts'

/** Where the events with a message id went. */
export async function traceMessage(request: TraceRequest, deps: TraceDeps): Promise<TraceReport> {
  const { messageId, sourceIds, day } = request
  if (day !== null) return searchDay({ messageId, sourceIds, day }, deps)
  const [live, indexed] = await Promise.all([
    findLive(messageId, sourceIds, deps),
    findIndexed(messageId, sourceIds, deps),
  ])
  return {
    events: await traceEvents([...live.events, ...indexed], deps),
    search: { in: 'index', searched: 0, total: 0, next: null, partial: live.partial },
  }
}
