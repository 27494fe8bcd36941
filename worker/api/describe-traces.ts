import { destinationConfigAt } from '../db/queries/destination-at.ts'
import { mappingNamesOf } from '../db/queries/destination-mappings.ts'
import { allDestinationsOf } from '../db/queries/destinations.ts'
import type { SourceRow } from '../db/queries/sources.ts'
import { can } from '../domain/access/can.ts'
import { applyJsonPatch } from '../domain/event/json-patch.ts'
import type { CapturedRequest, TracedResult } from '../messages/delivery-trace-rpc.ts'
import type { DestinationTestRequest } from '../messages/destination-test.ts'
import type { TracedDestination, TracedEvent } from '../messages/trace-rpc.ts'
import type { Trace, TraceAttempt, TraceDestination } from './contract/trace.ts'
import type { Call } from './endpoint.ts'
import { ofSource } from './judge.ts'

/** Each takes a look into the configuration of its time, and a call to the delivery Worker. */
const MAX_REBUILT = 12

/**
 * Traces as the API shows them: with names, and with requests made anew for attempts of which none was
 * kept. Destinations that the caller may not see are left out.
 */
export async function describeTraces(
  call: Call,
  events: readonly TracedEvent[],
  sources: readonly SourceRow[],
): Promise<Trace[]> {
  const involved = sources.filter(({ id }) => events.some(({ sourceId }) => sourceId === id))
  const [names, mappingNames] = await Promise.all([
    namesOf(call, involved),
    mappingNamesIn(call, events),
  ])
  const rebuild = createRebuild(call)
  return Promise.all(
    events.map(async ({ destinations, ...event }) => ({
      ...event,
      sourceName: involved.find(({ id }) => id === event.sourceId)?.name ?? '',
      profile: null,
      destinations: await Promise.all(
        destinations.flatMap((destination) => {
          const name = names.get(destination.destinationId)
          if (name === undefined) return []
          return [describe(event, destination, { ...name, mappingNames }, rebuild)]
        }),
      ),
    })),
  )
}

/** Deleted ones too. Most traces name none, and cost nothing. */
async function mappingNamesIn(
  { deps, principal }: Call,
  events: readonly TracedEvent[],
): Promise<Map<string, string>> {
  const sourceIds = events
    .filter(({ destinations }) => destinations.some(({ mappingIds }) => mappingIds))
    .map(({ sourceId }) => sourceId)
  const rows = await Promise.all(
    [...new Set(sourceIds)].map((id) => mappingNamesOf(deps.db, principal.workspaceId, id)),
  )
  return new Map(rows.flat().map(({ id, name }) => [id, name]))
}

interface DestinationName {
  name: string
  /** Empty when it is deleted. */
  slug: string
}

async function namesOf(
  { deps, principal }: Call,
  sources: readonly SourceRow[],
): Promise<Map<string, DestinationName>> {
  const visible = sources.filter((source) =>
    can(principal, 'read', ofSource('destination', source)),
  )
  const rows = await Promise.all(
    visible.map(({ id }) => allDestinationsOf(deps.db, principal.workspaceId, id)),
  )
  return new Map(
    rows.flat().map(({ id, name, catalogSlug, deletedAt }) => {
      return [id, { name, slug: deletedAt === null ? catalogSlug : '' }]
    }),
  )
}

type TracedBody = Omit<TracedEvent, 'destinations'>
type Rebuild = (
  event: TracedBody,
  to: { destinationId: string; mappingIds: string[] | undefined },
  at: string,
) => Promise<CapturedRequest | null>

async function describe(
  event: TracedBody,
  { results, asPassed, mappingIds, ...destination }: TracedDestination,
  { name, slug, mappingNames }: DestinationName & { mappingNames: ReadonlyMap<string, string> },
  rebuild: Rebuild,
): Promise<TraceDestination> {
  const attempts = await Promise.all(
    numbered(results).map(async ({ result, attempt }): Promise<TraceAttempt> => {
      if (result.request !== null) return { ...result, attempt, requestFrom: 'recorded' }
      const request =
        asPassed && wasSent(result)
          ? await rebuild(event, { ...destination, mappingIds }, result.startedAt)
          : null
      return { ...result, attempt, request, requestFrom: request === null ? 'none' : 'rebuilt' }
    }),
  )
  const mappings = mappingIds?.map((id) => ({ id, name: mappingNames.get(id) ?? id }))
  return { ...destination, name, slug, ...(mappings && { mappings }), attempts }
}

/** Codes of attempts that ended before anything was sent. */
const UNSENT = new Set([
  'INVALID_SETTINGS',
  'SECRETS_UNREADABLE',
  'INTERNAL',
  'INVALID_URL',
  'PRIVATE_TARGET',
])

const wasSent = ({ unattempted, outcome, code }: TracedResult): boolean =>
  !unattempted && outcome !== 'filtered' && !UNSENT.has(code)

/** From 1, and again from 1 after a person had the event sent once more. */
function numbered(results: readonly TracedResult[]): { result: TracedResult; attempt: number }[] {
  let attempt = 0
  return results.map((result) => {
    if (result.outcome === 'requeued') attempt = 0
    else if (!result.unattempted) attempt++
    return { result, attempt }
  })
}

/** By the configuration of its time, if that is still kept. The same request is made once. */
function createRebuild({ deps }: Call): Rebuild {
  const made = new Map<string, Promise<CapturedRequest | null>>()
  return async (event, { destinationId, mappingIds }, at) => {
    const passed = passedOn(event)
    if (passed === null) return null
    try {
      const destination = await destinationConfigAt(deps.db, destinationId, at)
      if (destination === null) return null
      const key = JSON.stringify([event.acceptId, destination])
      let request = made.get(key)
      if (request === undefined) {
        if (made.size >= MAX_REBUILT) return null
        request = deps
          .rebuildRequests({
            destination,
            event: { ...passed, ...(mappingIds && { mappings: mappingIds }) },
          })
          .then(([first]) => first ?? null)
        made.set(key, request)
      }
      return await request
    } catch (error) {
      // A trace without it is worth more than none.
      console.error({ event: 'rebuild of a request failed', destinationId, error: String(error) })
      return null
    }
  }
}

/** The event as destinations get it: as kept, and then what the stages made of it. */
function passedOn(event: TracedBody): DestinationTestRequest['event'] | null {
  if (typeof event.event !== 'object' || event.event === null) return null
  const patches = event.stages.flatMap(({ patch }) => patch ?? [])
  const passed: object = applyJsonPatch(
    event.event,
    patches as Parameters<typeof applyJsonPatch>[1],
  )
  return {
    type: 'type' in passed ? String(passed.type) : '',
    messageId: event.messageId,
    receivedAt: event.receivedAt,
    json: JSON.stringify(passed),
  }
}
