import { getSchemaControls } from '../../db/queries/schema-controls.ts'
import type { RouteTarget } from '../../domain/config/snapshot.ts'
import type { LiveEvent } from '../../domain/live/live-event.ts'
import { previewFilter } from '../../domain/routing/preview-filter.ts'
import {
  type PreviewedEvent,
  type PreviewFiltersAnswer,
  previewFiltersSchema,
} from '../contract/destination-filters.ts'
import { parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail } from '../errors.ts'
import { judgeDestination, judgeSource } from '../judge.ts'
import { noteView } from '../note-view.ts'

/** What a filter would have done lately, before anybody switches it on. Not in the upstream API. */
export const filterPreviewEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'POST',
    path: '/destinations/:id/filters/preview',
    needs: ['read', 'destination'],
    async handle(call) {
      const { deps, principal } = call
      const destination = await judgeDestination(call, call.params.id ?? '', 'read')
      if (!destination.ok) return destination
      // It tells of events, which is for those who may see the source.
      const source = await judgeSource(call, destination.value.sourceId, 'read')
      if (!source.ok) return source
      const input = parseBody(previewFiltersSchema, call.body)
      if (!input.ok) return input
      const { id, catalogSlug, consentCategories } = destination.value
      const kind = deps.describeDestination(catalogSlug)
      if (kind === undefined) return fail('conflict', 'This destination has left the catalog.')
      const { integrationName, supportedTypes } = kind
      const target: RouteTarget = {
        destinationId: id,
        slug: catalogSlug,
        enabled: true,
        integrationName,
        supportedTypes,
        consentCategories,
      }
      noteView(deps, principal, source.value)
      const [recent, controls] = await Promise.all([
        deps
          .sourceMonitor(source.value.id)
          .recent({ limit: input.value.limit, filter: { states: ['allowed'] } }),
        getSchemaControls(deps.db, principal.workspaceId, source.value.id),
      ])
      const events = recent.events.flatMap((event): PreviewedEvent[] => {
        if (event.json === null) return []
        const fields = JSON.parse(event.json) as Record<string, unknown>
        const preview = previewFilter(fields, target, input.value.filter, controls, deps.hashShare)
        return preview === null ? [] : [{ ...headOf(event), ...preview }]
      })
      return reply({ events, counts: countsOf(events) } satisfies PreviewFiltersAnswer)
    },
  },
]

const headOf = ({ acceptId, messageId, receivedAt, type, name }: LiveEvent) => ({
  acceptId,
  messageId,
  receivedAt,
  type,
  name,
})

function countsOf(events: readonly PreviewedEvent[]): PreviewFiltersAnswer['counts'] {
  const counts = { pass: 0, drop: 0, change: 0 }
  for (const { result } of events) counts[result]++
  return counts
}
