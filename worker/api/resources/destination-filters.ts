import {
  createFilter,
  type DestinationFilterRow,
  deleteFilter,
  type FilterError,
  getFilter,
  listFilters,
  updateFilter,
} from '../../db/queries/destination-filters.ts'
import type { EditError } from '../../db/queries/snapshot.ts'
import type { Result } from '../../domain/result.ts'
import { applyFilters } from '../../domain/routing/destination-filter.ts'
import {
  createFilterSchema,
  type DestinationFilterAnswer,
  previewFilterSchema,
  updateFilterSchema,
} from '../contract/destination-filters.ts'
import { SUCCESS } from '../contract/envelope.ts'
import { pagination, parseWindow } from '../conventions.ts'
import { editFailure, type Failure, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail, notFound } from '../errors.ts'
import { judgeDestination } from '../judge.ts'

/** Who may edit a destination may edit its filters. The paths are upstream's, singular and all. */
export const destinationFilterEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'POST',
    // Before the others: `filters` is no destination.
    path: '/destination/filters/preview',
    // It shows nothing but what it is given, so whoever may see any destination may ask.
    needs: ['read', 'workspace'],
    async handle({ deps, body }) {
      const input = parseBody(previewFilterSchema, body)
      if (!input.ok) return input
      const { filter, payload } = input.value
      const done = applyFilters(payload, [{ id: 'preview', ...filter }], deps.hashShare)
      const result = {
        passed: payload,
        changed: 'event' in done ? done.event : null,
        filtered: null,
      }
      return reply({ inputPayload: payload, result: result[done.effect] })
    },
  },
  {
    method: 'GET',
    path: '/destination/:id/filters',
    needs: ['read', 'destination'],
    async handle(call) {
      const window = parseWindow(call.query)
      if (!window.ok) return window
      const destination = await judgeDestination(call, call.params.id ?? '', 'read')
      if (!destination.ok) return destination
      const { workspaceId, id } = destination.value
      const { items, total } = await listFilters(call.deps.db, workspaceId, id, window.value)
      return reply({ filters: items.map(showFilter), pagination: pagination(window.value, total) })
    },
  },
  {
    method: 'POST',
    path: '/destination/:id/filters',
    needs: ['write', 'destination'],
    async handle(call) {
      const destination = await judgeDestination(call, call.params.id ?? '', 'write')
      if (!destination.ok) return destination
      const input = parseBody(createFilterSchema, call.body)
      if (!input.ok) return input
      const { description = null, ...content } = input.value
      const created = await createFilter(call.deps, call.principal, destination.value.id, {
        ...content,
        description,
      })
      return answer(created)
    },
  },
  {
    method: 'GET',
    path: '/destination/:id/filters/:filterId',
    needs: ['read', 'destination'],
    async handle(call) {
      const destination = await judgeDestination(call, call.params.id ?? '', 'read')
      if (!destination.ok) return destination
      const { workspaceId, id } = destination.value
      const row = await getFilter(call.deps.db, workspaceId, id, call.params.filterId ?? '')
      return row === null ? notFound('filter') : reply({ filter: showFilter(row) })
    },
  },
  {
    method: 'PATCH',
    path: '/destination/:id/filters/:filterId',
    needs: ['write', 'destination'],
    async handle(call) {
      const { deps, principal, params, body } = call
      const destination = await judgeDestination(call, params.id ?? '', 'write')
      if (!destination.ok) return destination
      const input = parseBody(updateFilterSchema, body)
      if (!input.ok) return input
      const { id } = destination.value
      return answer(await updateFilter(deps, principal, id, params.filterId ?? '', input.value))
    },
  },
  {
    method: 'DELETE',
    path: '/destination/:id/filters/:filterId',
    needs: ['write', 'destination'],
    async handle(call) {
      const { deps, principal, params } = call
      const destination = await judgeDestination(call, params.id ?? '', 'write')
      if (!destination.ok) return destination
      const { id } = destination.value
      const deleted = await deleteFilter(deps, principal, id, params.filterId ?? '')
      return deleted.ok ? reply(SUCCESS) : filterFailure(deleted.error)
    },
  },
]

const answer = (result: Result<DestinationFilterRow, FilterError | EditError>) =>
  result.ok ? reply({ filter: showFilter(result.value) }) : filterFailure(result.error)

const showFilter = (row: DestinationFilterRow): DestinationFilterAnswer => ({
  id: row.id,
  sourceId: row.sourceId,
  destinationId: row.destinationId,
  title: row.title,
  ...(row.description !== null && { description: row.description }),
  if: row.if,
  actions: row.actions,
  enabled: row.enabled,
  createdAt: row.createdAt,
  updatedAt: row.updatedAt,
})

function filterFailure(error: FilterError | EditError): Result<never, Failure> {
  switch (error.reason) {
    case 'destination_not_found':
      return notFound('destination')
    case 'not_found':
      return notFound('filter')
    case 'other_source':
      return fail('bad-request', 'The destination is not connected to this source.', 'sourceId')
    case 'too_many_filters':
      return fail('conflict', 'A destination may have ten filters.')
    default:
      return editFailure(error)
  }
}
