import { describeCode } from '../domain/describe-code.ts'
import type { TracedEvent } from '../messages/trace-rpc.ts'
import { describeStages } from './describe-stages.ts'
import { newestFirst, type SeenEvent } from './seen-event.ts'
import { traceDestinations } from './trace-deliveries.ts'
import type { TraceDeps } from './trace-deps.ts'

/** Of one message id; each costs a call to the log of each of its destinations. */
const MAX_TRACES = 20

/** The whole stories of events that were found, newest first; repeats are counted, not told. */
export async function traceEvents(
  seen: Iterable<SeenEvent>,
  deps: TraceDeps,
): Promise<TracedEvent[]> {
  const byId = new Map([...seen].map((event) => [event.acceptId, event]))
  const told = withoutRepeats([...byId.values()].sort(newestFirst))
  return Promise.all(
    told.slice(0, MAX_TRACES).map(({ event, repeats }) => traceEvent(event, repeats, deps)),
  )
}

/** A duplicate has no story besides that of the first event, unless that one was not found. */
function withoutRepeats(newest: readonly SeenEvent[]): { event: SeenEvent; repeats: number }[] {
  const told: { event: SeenEvent; repeats: number }[] = []
  for (const events of Map.groupBy(newest, ({ sourceId }) => sourceId).values()) {
    const originals = events.filter(({ verdict }) => verdict?.outcome !== 'duplicate')
    const first = originals.findLast(({ event }) => event !== null) ?? originals.at(-1)
    const repeats = events.length - originals.length
    if (first === undefined) {
      told.push(...events.slice(0, 1).map((event) => ({ event, repeats: repeats - 1 })))
    } else {
      for (const event of originals) told.push({ event, repeats: event === first ? repeats : 0 })
    }
  }
  return told.sort((a, b) => newestFirst(a.event, b.event))
}

async function traceEvent(seen: SeenEvent, repeats: number, deps: TraceDeps): Promise<TracedEvent> {
  const { messageId, sourceId, acceptId, receivedAt, verdict, place, refusal } = seen
  const [, region = '', shard = '0'] = /^([a-z]+)-(\d+)\./.exec(acceptId) ?? []
  const outcome = verdict?.outcome ?? 'in pipeline'
  const code = verdict?.code ?? ''
  const [destinations, event] = await Promise.all([
    traceDestinations(seen, deps),
    bodyOf(seen, deps),
  ])
  return {
    messageId,
    sourceId,
    acceptId,
    receivedAt,
    region,
    shard: Number(shard),
    kept: place.kept,
    archiveKey: place.kept === 'log' ? null : place.key,
    outcome,
    code,
    message: refusal === '' ? describeCode(outcome, code) : refusal,
    event,
    repeats,
    stages: describeStages(seen),
    destinations,
  }
}

/** What the pipeline could not process is in no archive object, but in one of its own. */
async function bodyOf({ event, place }: SeenEvent, deps: TraceDeps): Promise<unknown> {
  if (event !== null || place.kept !== 'dead-letter') return event
  try {
    const text = await deps.bucket.text(place.key)
    if (text === null) return null
    const { record } = (await new Response(text.pipeThrough(new TextEncoderStream())).json()) as {
      record: string
    }
    return JSON.parse(record)
  } catch (error) {
    deps.report({ failed: 'read of a dead letter', key: place.key, error: String(error) })
    return null
  }
}
