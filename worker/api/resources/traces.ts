import * as v from 'valibot'
import { allSources, type SourceRow } from '../../db/queries/sources.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { DayCursor } from '../../messages/trace-rpc.ts'
import { type TraceAnswer, traceQuerySchema } from '../contract/trace.ts'
import { decodeCursor, encodeCursor } from '../conventions.ts'
import { describeTraces } from '../describe-traces.ts'
import { type Call, type Failure, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail } from '../errors.ts'
import { judgeSource, visibleSources } from '../judge.ts'
import { noteView } from '../note-view.ts'

/** The archive of each is listed before a day is searched. */
const MAX_SOURCES_OF_DAY = 20

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
      if (day !== undefined && sources.value.length > MAX_SOURCES_OF_DAY) {
        return fail('bad-request', 'The workspace has many sources: name one.', 'sourceId')
      }
      const report = await call.deps.traceMessage({
        messageId: call.params.messageId ?? '',
        sourceIds: sources.value.map(({ id }) => id),
        day: day === undefined ? null : { date: day, cursor: place.value },
      })
      const seen = new Set(report.events.map((event) => event.sourceId))
      for (const source of sources.value) {
        if (seen.has(source.id)) noteView(call.deps, call.principal, source)
      }
      const { next, ...search } = report.search
      const answer: TraceAnswer = {
        traces: await describeTraces(call, report.events, sources.value),
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
