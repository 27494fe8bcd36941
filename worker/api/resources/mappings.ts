import {
  createMapping,
  type DestinationMappingRow,
  deleteMapping,
  duplicateMapping,
  getMapping,
  listMappings,
  listMappingVersions,
  type MappingError,
  type MappingVersionRow,
  orderMappings,
  updateMapping,
} from '../../db/queries/destination-mappings.ts'
import type { DestinationRow } from '../../db/queries/destinations.ts'
import type { EditError } from '../../db/queries/snapshot.ts'
import type { CatalogDetail } from '../../domain/catalog/destination-detail.ts'
import { MAX_MAPPINGS, MAX_MAPPINGS_BYTES } from '../../domain/config/mapping.ts'
import { ok, type Result } from '../../domain/result.ts'
import { checkMapping, contentOf } from '../check-mapping.ts'
import { SUCCESS } from '../contract/envelope.ts'
import {
  createMappingSchema,
  type MappingAnswer,
  type MappingVersionAnswer,
  orderMappingsSchema,
  updateMappingSchema,
} from '../contract/mappings.ts'
import { pagination, parseWindow } from '../conventions.ts'
import {
  type Call,
  editFailure,
  type Failure,
  parseBody,
  type Reply,
  reply,
  type WorkspaceEndpoint,
} from '../endpoint.ts'
import { fail, notFound } from '../errors.ts'
import { judgeDestination } from '../judge.ts'
import { actionIdOf } from '../show-actions.ts'

const LIST = '/destinations/:id/subscriptions'
const ONE = '/destinations/:id/subscriptions/:mappingId'

/** Who may edit a destination may edit its mappings, which the upstream API calls subscriptions. */
export const mappingEndpoints: readonly WorkspaceEndpoint[] = [
  { method: 'GET', path: LIST, needs: ['read', 'destination'], handle: list },
  { method: 'POST', path: LIST, needs: ['write', 'destination'], handle: create },
  { method: 'PUT', path: `${LIST}/order`, needs: ['write', 'destination'], handle: order },
  { method: 'GET', path: ONE, needs: ['read', 'destination'], handle: read },
  { method: 'PATCH', path: ONE, needs: ['write', 'destination'], handle: update },
  { method: 'DELETE', path: ONE, needs: ['write', 'destination'], handle: remove },
  {
    method: 'POST',
    path: `${ONE}/duplicate`,
    needs: ['write', 'destination'],
    handle: duplicate,
  },
  { method: 'GET', path: `${ONE}/versions`, needs: ['read', 'destination'], handle: versions },
]

type Answer = Promise<Result<Reply, Failure>>

const judge = (call: Call, action: 'read' | 'write') =>
  judgeDestination(call, call.params.id ?? '', action)

async function list(call: Call): Answer {
  const window = parseWindow(call.query)
  if (!window.ok) return window
  const destination = await judge(call, 'read')
  if (!destination.ok) return destination
  const { workspaceId, id } = destination.value
  const { items, total } = await listMappings(call.deps.db, workspaceId, id, window.value)
  return reply({
    subscriptions: items.map((row) => showMapping(row, destination.value)),
    pagination: pagination(window.value, total),
  })
}

async function create(call: Call): Answer {
  const destination = await judge(call, 'write')
  if (!destination.ok) return destination
  const input = parseBody(createMappingSchema, call.body)
  if (!input.ok) return input
  const detail = await detailOf(call, destination.value)
  if (!detail.ok) return detail
  const content = contentOf(detail.value, input.value)
  if (!content.ok) return content
  const checked = await checkMapping(call.deps, detail.value, content.value)
  if (!checked.ok) return checked
  const { id } = destination.value
  const created = await createMapping(call.deps, call.principal, id, checked.value)
  if (!created.ok) return mappingFailure(created.error)
  return reply({ destinationSubscription: showMapping(created.value, destination.value) })
}

async function read(call: Call): Answer {
  const destination = await judge(call, 'read')
  if (!destination.ok) return destination
  const { workspaceId, id } = destination.value
  const row = await getMapping(call.deps.db, workspaceId, id, call.params.mappingId ?? '')
  return row === null
    ? notFound('mapping')
    : reply({ subscription: showMapping(row, destination.value) })
}

async function update(call: Call): Answer {
  const destination = await judge(call, 'write')
  if (!destination.ok) return destination
  const input = parseBody(updateMappingSchema, call.body)
  if (!input.ok) return input
  const { name, trigger, enabled, settings } = input.value.input
  const { workspaceId, id } = destination.value
  const mappingId = call.params.mappingId ?? ''
  if (settings !== undefined) {
    const row = await getMapping(call.deps.db, workspaceId, id, mappingId)
    if (row === null) return notFound('mapping')
    const detail = await detailOf(call, destination.value)
    if (!detail.ok) return detail
    const checked = await checkMapping(call.deps, detail.value, { ...row, mapping: settings })
    if (!checked.ok) return inUpdate(checked)
  }
  const patch = { name, trigger, enabled, mapping: settings }
  return answer(
    await updateMapping(call.deps, call.principal, id, mappingId, patch),
    destination.value,
  )
}

/** Upstream's update has its fields one level further down. */
const inUpdate = ({ error: [first, ...others] }: { error: Failure }): Result<never, Failure> => {
  const moved = (one: Failure[0]) => ({
    ...one,
    ...(one.field?.startsWith('settings') && { field: `input.${one.field}` }),
  })
  return { ok: false, error: [moved(first), ...others.map(moved)] }
}

async function duplicate(call: Call): Answer {
  const destination = await judge(call, 'write')
  if (!destination.ok) return destination
  const { deps, principal, params } = call
  const copied = await duplicateMapping(
    deps,
    principal,
    destination.value.id,
    params.mappingId ?? '',
  )
  return answer(copied, destination.value)
}

async function order(call: Call): Answer {
  const destination = await judge(call, 'write')
  if (!destination.ok) return destination
  const input = parseBody(orderMappingsSchema, call.body)
  if (!input.ok) return input
  const { id } = destination.value
  const ordered = await orderMappings(call.deps, call.principal, id, input.value.ids)
  if (!ordered.ok) return mappingFailure(ordered.error)
  return reply({ subscriptions: ordered.value.map((row) => showMapping(row, destination.value)) })
}

async function remove(call: Call): Answer {
  const destination = await judge(call, 'write')
  if (!destination.ok) return destination
  const { deps, principal, params } = call
  const { id } = destination.value
  const deleted = await deleteMapping(deps, principal, id, params.mappingId ?? '')
  return deleted.ok ? reply(SUCCESS) : mappingFailure(deleted.error)
}

async function versions(call: Call): Answer {
  const window = parseWindow(call.query)
  if (!window.ok) return window
  const destination = await judge(call, 'read')
  if (!destination.ok) return destination
  const { workspaceId, id } = destination.value
  const { db } = call.deps
  const row = await getMapping(db, workspaceId, id, call.params.mappingId ?? '')
  if (row === null) return notFound('mapping')
  const { items, total } = await listMappingVersions(db, workspaceId, row.id, window.value)
  return reply({ versions: items.map(showVersion), pagination: pagination(window.value, total) })
}

/** The catalog's entry of a stored destination. */
export async function detailOf(
  { deps }: Call,
  { catalogSlug }: DestinationRow,
): Promise<Result<CatalogDetail, Failure>> {
  const detail = await deps.catalogDetail(catalogSlug)
  return detail === null
    ? fail('bad-request', 'This destination has no actions, and takes no mappings.')
    : ok(detail)
}

const answer = (
  result: Result<DestinationMappingRow, MappingError | EditError>,
  destination: DestinationRow,
) =>
  result.ok
    ? reply({ subscription: showMapping(result.value, destination) })
    : mappingFailure(result.error)

const showMapping = (
  row: DestinationMappingRow,
  { catalogSlug }: Pick<DestinationRow, 'catalogSlug'>,
): MappingAnswer => ({
  id: row.id,
  name: row.name,
  actionId: actionIdOf(catalogSlug, row.action),
  actionSlug: row.action,
  destinationId: row.destinationId,
  enabled: row.enabled,
  trigger: row.trigger,
  settings: row.mapping,
  position: row.position,
  version: row.version,
  updatedAt: row.updatedAt,
})

const showVersion = (row: MappingVersionRow): MappingVersionAnswer => ({
  version: row.version,
  name: row.name,
  enabled: row.enabled,
  trigger: row.trigger,
  settings: row.mapping,
  createdAt: row.createdAt,
})

function mappingFailure(error: MappingError | EditError): Result<never, Failure> {
  switch (error.reason) {
    case 'destination_not_found':
      return notFound('destination')
    case 'not_found':
      return notFound('mapping')
    case 'too_many_mappings':
      return fail('conflict', `A destination may have ${MAX_MAPPINGS} mappings.`)
    case 'mappings_too_large':
      return fail(
        'conflict',
        `The mappings of a destination may have ${MAX_MAPPINGS_BYTES / 1024} KB together.`,
      )
    case 'not_all_named':
      return fail('bad-request', 'Name every mapping of the destination, each once.', 'ids')
    default:
      return editFailure(error)
  }
}
