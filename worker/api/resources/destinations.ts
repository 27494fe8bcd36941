import {
  createDestination,
  type DestinationError,
  type DestinationRow,
  deleteDestination,
  listDestinations,
  type StoredSettings,
  updateDestination,
} from '../../db/queries/destinations.ts'
import type { EditError } from '../../db/queries/snapshot.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { ApiDeps, DestinationKind } from '../api-deps.ts'
import {
  createDestinationSchema,
  type DestinationAnswer,
  updateDestinationSchema,
} from '../contract/destinations.ts'
import { SUCCESS } from '../contract/envelope.ts'
import { pagination, parseWindow } from '../conventions.ts'
import { planSettings } from '../destination-settings.ts'
import { editFailure, type Failure, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail, notFound } from '../errors.ts'
import { judgeDestination, judgeSource, sourcesWithVisibleDestinations } from '../judge.ts'
import { startingMappings } from '../starting-mappings.ts'
import { findDestinationKind, showDestinationKindOf } from './catalog.ts'

const DEFAULT_DELIVERY = { concurrency: 4, retryWindowHours: 4, rateLimitPerS: 0, lingerMs: 0 }

export const destinationEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/destinations',
    needs: ['read', 'destination'],
    async handle(call) {
      const { deps, principal, query } = call
      const window = parseWindow(query)
      if (!window.ok) return window
      const sourceIds = await sourcesWithVisibleDestinations(call)
      const { items, total } = await listDestinations(
        deps.db,
        principal.workspaceId,
        window.value,
        sourceIds === undefined ? {} : { sourceIds },
      )
      return reply({
        destinations: items.map((row) => showDestination(row, deps.destinationKinds)),
        pagination: pagination(window.value, total),
      })
    },
  },
  {
    method: 'POST',
    path: '/destinations',
    needs: ['write', 'destination'],
    async handle(call) {
      const { deps, principal, body } = call
      const input = parseBody(createDestinationSchema, body)
      if (!input.ok) return input
      const source = await judgeSource(call, input.value.sourceId, 'write', 'destination')
      if (!source.ok) {
        // Named in the body, an unknown source is a wrong field and not a missing page.
        return source.error[0].type === 'not-found'
          ? fail('bad-request', 'There is no such source.', 'sourceId')
          : source
      }
      const kind = findDestinationKind(deps.destinationKinds, input.value.metadataId)
      if (kind === undefined) {
        return fail('bad-request', 'There is no such destination in the catalog.', 'metadataId')
      }
      const none = { settings: {}, masked: {}, sealed: null }
      const stored = await storeSettings(deps, kind, none, input.value.settings)
      if (!stored.ok) return stored
      const mappings = await startingMappings(deps, kind, input.value.mappings)
      if (!mappings.ok) return mappings
      const { sourceId, name, enabled, delivery, consentCategories } = input.value
      const created = await createDestination(deps, principal, {
        ...stored.value,
        sourceId,
        catalogSlug: kind.slug,
        name,
        kindName: kind.name,
        enabled,
        delivery: {
          ...(kind.defaultLingerMs !== undefined && { lingerMs: kind.defaultLingerMs }),
          ...definedOnly(delivery),
        },
        consentCategories,
        mappings: mappings.value,
      })
      if (!created.ok) return destinationFailure(created.error)
      return reply({ destination: showDestination(created.value, deps.destinationKinds) })
    },
  },
  {
    method: 'GET',
    path: '/destinations/:id',
    needs: ['read', 'destination'],
    async handle(call) {
      const row = await judgeDestination(call, call.params.id ?? '', 'read')
      if (!row.ok) return row
      return reply({ destination: showDestination(row.value, call.deps.destinationKinds) })
    },
  },
  {
    method: 'PATCH',
    path: '/destinations/:id',
    needs: ['write', 'destination'],
    async handle(call) {
      const { deps, principal, params, body } = call
      const judged = await judgeDestination(call, params.id ?? '', 'write')
      if (!judged.ok) return judged
      const input = parseBody(updateDestinationSchema, body)
      if (!input.ok) return input
      const { name, enabled, settings, delivery, consentCategories } = input.value
      const patch = {
        name: name ?? undefined,
        enabled,
        consentCategories,
        delivery: delivery && definedOnly(delivery),
      }
      const updated = await updateDestination(
        deps,
        principal,
        params.id ?? '',
        patch,
        async (before): Promise<Result<StoredSettings, RefusedSettings>> => {
          if (settings === undefined) return ok(storedOf(before))
          const kind = findDestinationKind(deps.destinationKinds, before.catalogSlug)
          const stored =
            kind === undefined
              ? fail('conflict', 'This destination has left the catalog.')
              : await storeSettings(deps, kind, before, settings)
          return stored.ok
            ? stored
            : { ok: false, error: { reason: 'refused', errors: stored.error } }
        },
      )
      if (!updated.ok) return destinationFailure(updated.error)
      return reply({ destination: showDestination(updated.value, deps.destinationKinds) })
    },
  },
  {
    method: 'DELETE',
    path: '/destinations/:id',
    needs: ['write', 'destination'],
    async handle(call) {
      const { deps, principal, params } = call
      const judged = await judgeDestination(call, params.id ?? '', 'write')
      if (!judged.ok) return judged
      const deleted = await deleteDestination(deps, principal, params.id ?? '')
      if (!deleted.ok) return destinationFailure(deleted.error)
      return reply(SUCCESS)
    },
  },
]

interface RefusedSettings {
  reason: 'refused'
  errors: Failure
}

/** Checks an edit of settings, and seals the secrets that it brings. */
async function storeSettings(
  deps: ApiDeps,
  kind: DestinationKind,
  current: StoredSettings,
  edit: Record<string, unknown>,
): Promise<Result<StoredSettings, Failure>> {
  const plan = planSettings(kind, current, edit)
  if (!plan.ok) return plan
  const { settings, secrets, kept, masked } = plan.value
  const keptBoxes = Object.fromEntries(
    Object.entries(current.sealed ?? {}).filter(([name]) => kept.includes(name)),
  )
  const newBoxes = Object.keys(secrets).length === 0 ? {} : await deps.seal(secrets)
  const sealed = { ...keptBoxes, ...newBoxes }
  return ok({ settings, masked, sealed: Object.keys(sealed).length === 0 ? null : sealed })
}

const storedOf = ({ settings, sealed, masked }: DestinationRow): StoredSettings => ({
  settings,
  sealed,
  masked,
})

export const showDestination = (
  row: DestinationRow,
  kinds: readonly DestinationKind[],
): DestinationAnswer => ({
  id: row.id,
  name: row.name,
  enabled: row.enabled,
  metadata: showDestinationKindOf(kinds, row.catalogSlug),
  sourceId: row.sourceId,
  settings: { ...row.settings, ...row.masked },
  delivery: { ...DEFAULT_DELIVERY, ...row.delivery },
  consentCategories: row.consentCategories,
})

function destinationFailure(
  error: DestinationError | EditError | RefusedSettings,
): Result<never, Failure> {
  switch (error.reason) {
    case 'refused':
      return { ok: false, error: error.errors }
    case 'not_found':
      return notFound('destination')
    case 'source_not_found':
      return fail('bad-request', 'There is no such source.', 'sourceId')
    case 'name_taken':
      return fail('conflict', 'Another destination of this source has this name.', 'name')
    case 'too_many_instances':
      return fail('conflict', 'This source has as many destinations of this kind as it may have.')
    default:
      return editFailure(error)
  }
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

const definedOnly = <T extends object>(record: T): Defined<T> =>
  Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== undefined),
  ) as Defined<T>
