import * as v from 'valibot'
import type { LiveFilter } from '../../domain/live/live-event.ts'
import { liveFilterSchema } from '../../domain/live/live-event.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { type RecentEventsAnswer, recentEventsQuerySchema } from '../contract/live.ts'
import { type Failure, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { issuesToErrors } from '../errors.ts'
import { judgeSource } from '../judge.ts'
import { noteView } from '../note-view.ts'

export const recentEventsEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/sources/:id/recent-events',
    needs: ['read', 'source'],
    async handle(call) {
      const source = await judgeSource(call, call.params.id ?? '', 'read')
      if (!source.ok) return source
      const query = parseBody(recentEventsQuerySchema, Object.fromEntries(call.query))
      if (!query.ok) return query
      const { limit, ...conditions } = query.value
      const filter = filterOf(conditions)
      if (!filter.ok) return filter
      noteView(call.deps, call.principal, source.value)
      const monitor = call.deps.sourceMonitor(source.value.id)
      const { events, since } = await monitor.recent({ limit, filter: filter.value })
      return reply({ events, complete: since === null, since } satisfies RecentEventsAnswer)
    },
  },
]

type Conditions = Omit<v.InferOutput<typeof recentEventsQuerySchema>, 'limit'>

/** As a watcher of the WebSocket would send it. */
function filterOf({ type, state, ...rest }: Conditions): Result<LiveFilter, Failure> {
  const parsed = v.safeParse(liveFilterSchema, {
    ...rest,
    ...(type !== undefined && { types: listOf(type) }),
    ...(state !== undefined && { states: listOf(state) }),
  })
  return parsed.success ? ok(parsed.output) : err(issuesToErrors(parsed.issues))
}

const listOf = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
