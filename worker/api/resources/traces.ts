import * as v from 'valibot'
import { allDestinationsOf } from '../../db/queries/destinations.ts'
import { allSources, type SourceRow } from '../../db/queries/sources.ts'
import { can } from '../../domain/access/can.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { TracedResult } from '../../messages/delivery-trace-rpc.ts'
import type { DayCursor, TracedDestination, TracedEvent } from '../../messages/trace-rpc.ts'
import {
  type Trace,
  type TraceAnswer,
  type TraceAttempt,
  type TraceDestination,
  traceQuerySchema,
} from '../contract/trace.ts'
import { decodeCursor, encodeCursor } from '../conventions.ts'
import { type Call, type Failure, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail } from '../errors.ts'
import { judgeSource, ofSource, visibleSources } from '../judge.ts'

/** Where an event went. An event that is not found is no error: the list is empty then. */
export const traceEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/traces/:messageId',
    needs: ['read', 'source'],
    async handle(call) {
      const query = parseBody(traceQuerySchema, Object.fromEntries(call.query))
      if (!query.ok) return query
      const { sourceId, day, cursor } = query.value
      const place = cursorOf(day, cursor)
      if (!place.ok) return place
      const sources = await sourcesOf(call, sourceId)
      if (!sources.ok) return sources
      const report = await call.deps.traceMessage({
        messageId: call.params.messageId ?? '',
        sourceIds: sources.value.map(({ id }) => id),
        day: day === undefined ? null : { date: day, cursor: place.value },
      })
      const { next, ...search } = report.search
      const answer: TraceAnswer = {
        traces: await describe(call, report.events, sources.value),
        search: { ...search, next: next && encodeCursor(JSON.stringify(next)) },
      }
      return reply(answer)
    },
  },
]

const cursorSchema = v.strictObject({
  sourceId: v.string(),
  after: v.string(),
  searched: v.number(),
  total: v.number(),
})

function cursorOf(
  day: string | undefined,
  cursor: string | undefined,
): Result<DayCursor | null, Failure> {
  if (cursor === undefined) return ok(null)
  if (day === undefined) return fail('bad-request', 'A cursor goes with its day.', 'day')
  const text = decodeCursor(cursor)
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), cursorSchema), text)
  return parsed.success
    ? ok(parsed.output)
    : fail('bad-request', 'Not a cursor that this search has given out.', 'cursor')
}

/** Where the caller may look: what others sent is not found, like what nobody sent. */
async function sourcesOf(
  call: Call,
  sourceId: string | undefined,
): Promise<Result<SourceRow[], Failure>> {
  if (sourceId !== undefined) {
    const source = await judgeSource(call, sourceId, 'read', 'source', 'deleted too')
    return source.ok ? ok([source.value]) : err(source.error)
  }
  const all = await allSources(call.deps.db, call.principal.workspaceId)
  return ok(all.filter(visibleSources(call.principal) ?? (() => true)))
}

/** Adds what only the database knows. */
async function describe(
  { deps, principal }: Call,
  events: readonly TracedEvent[],
  sources: readonly SourceRow[],
): Promise<Trace[]> {
  const names = new Map<string, DestinationName>()
  const involved = sources.filter(({ id }) => events.some(({ sourceId }) => sourceId === id))
  for (const source of involved) {
    if (!can(principal, 'read', ofSource('destination', source))) continue
    for (const row of await allDestinationsOf(deps.db, principal.workspaceId, source.id)) {
      const { name, catalogSlug, deletedAt } = row
      names.set(row.id, { name, slug: deletedAt === null ? catalogSlug : '' })
    }
  }
  return events.map(({ destinations, ...event }) => ({
    ...event,
    sourceName: involved.find(({ id }) => id === event.sourceId)?.name ?? '',
    profile: null,
    destinations: destinations.flatMap((destination) => {
      const name = names.get(destination.destinationId)
      return name === undefined ? [] : [traceDestination(destination, name)]
    }),
  }))
}

interface DestinationName {
  name: string
  slug: string
}

function traceDestination(
  { results, ...destination }: TracedDestination,
  { name, slug }: DestinationName,
): TraceDestination {
  return { ...destination, name, slug, attempts: traceAttempts(results) }
}

/** Numbered from 1, and again from 1 after a person had the event sent once more. */
function traceAttempts(results: readonly TracedResult[]): TraceAttempt[] {
  let attempt = 0
  return results.map((result): TraceAttempt => {
    if (result.outcome === 'requeued') attempt = 0
    else if (!result.unattempted) attempt++
    return { ...result, attempt, requestFrom: result.request === null ? 'none' : 'recorded' }
  })
}
