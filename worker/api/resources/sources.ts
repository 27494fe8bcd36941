import { listDestinations } from '../../db/queries/destinations.ts'
import type { EditError } from '../../db/queries/snapshot.ts'
import {
  createSource,
  deleteSource,
  listSources,
  type Source,
  type SourceError,
  updateSource,
} from '../../db/queries/sources.ts'
import { can, type Principal } from '../../domain/access/can.ts'
import type { SourceSettings } from '../../domain/config/snapshot.ts'
import type { Result } from '../../domain/result.ts'
import { SUCCESS } from '../contract/envelope.ts'
import { createSourceSchema, type SourceAnswer, updateSourceSchema } from '../contract/sources.ts'
import { pagination, parseWindow } from '../conventions.ts'
import { editFailure, type Failure, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail, notFound } from '../errors.ts'
import { judgeSource, ofSource, visibleSources } from '../judge.ts'
import { findSourceKind, showSourceKindOf } from './catalog.ts'
import { showDestination } from './destinations.ts'

export const sourceEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/sources',
    needs: ['read', 'source'],
    async handle({ deps, principal, query }) {
      const window = parseWindow(query)
      if (!window.ok) return window
      const { items, total } = await listSources(
        deps.db,
        principal.workspaceId,
        window.value,
        visibleSources(principal),
      )
      return reply({
        sources: items.map((source) => showSource(source, principal)),
        pagination: pagination(window.value, total),
      })
    },
  },
  {
    method: 'POST',
    path: '/sources',
    needs: ['create', 'source'],
    async handle({ deps, principal, body }) {
      const input = parseBody(createSourceSchema, body)
      if (!input.ok) return input
      const { slug, name, enabled, metadataId, settings } = input.value
      const kind = findSourceKind(metadataId)
      if (kind === undefined) {
        return fail('bad-request', 'There is no such source in the catalog.', 'metadataId')
      }
      const created = await createSource(deps, principal, {
        slug,
        name: name ?? slug,
        catalogSlug: kind.slug,
        enabled,
        settings: definedSettings(settings),
        writeKey: deps.newWriteKey(),
      })
      if (!created.ok) return sourceFailure(created.error)
      return reply({ source: showSource(created.value, principal) }, 201)
    },
  },
  {
    method: 'GET',
    path: '/sources/:id',
    needs: ['read', 'source'],
    async handle(call) {
      const source = await judgeSource(call, call.params.id ?? '', 'read')
      if (!source.ok) return source
      return reply({ source: showSource(source.value, call.principal), trackingPlanId: null })
    },
  },
  {
    method: 'PATCH',
    path: '/sources/:id',
    needs: ['write', 'source'],
    async handle(call) {
      const { deps, principal, params, body } = call
      const judged = await judgeSource(call, params.id ?? '', 'write')
      if (!judged.ok) return judged
      const patch = parseBody(updateSourceSchema, body)
      if (!patch.ok) return patch
      const updated = await updateSource(deps, principal, params.id ?? '', patch.value)
      if (!updated.ok) return sourceFailure(updated.error)
      return reply({ source: showSource(updated.value, principal) })
    },
  },
  {
    method: 'DELETE',
    path: '/sources/:id',
    needs: ['write', 'source'],
    async handle(call) {
      const { deps, principal, params } = call
      const judged = await judgeSource(call, params.id ?? '', 'write')
      if (!judged.ok) return judged
      const deleted = await deleteSource(deps, principal, params.id ?? '')
      if (!deleted.ok) return sourceFailure(deleted.error)
      return reply(SUCCESS)
    },
  },
  {
    method: 'GET',
    path: '/sources/:id/connected-destinations',
    needs: ['read', 'destination'],
    async handle(call) {
      const { deps, principal, params, query } = call
      const window = parseWindow(query)
      if (!window.ok) return window
      const source = await judgeSource(call, params.id ?? '', 'read', 'destination')
      if (!source.ok) return source
      const page = await listDestinations(deps.db, principal.workspaceId, window.value, {
        sourceId: source.value.id,
      })
      return reply({
        destinations: page.items.map((row) => showDestination(row, deps.destinationKinds)),
        pagination: pagination(window.value, page.total),
      })
    },
  },
]

export const showSource = (source: Source, principal: Principal): SourceAnswer => ({
  id: source.id,
  slug: source.slug,
  name: source.name,
  metadata: showSourceKindOf(source.catalogSlug),
  workspaceId: source.workspaceId,
  enabled: source.enabled,
  writeKeys: can(principal, 'write', ofSource('write-key', source)) ? source.writeKeys : [],
  settings: source.settings,
  labels: source.labels,
})

export function sourceFailure(error: SourceError | EditError): Result<never, Failure> {
  switch (error.reason) {
    case 'not_found':
      return notFound('source')
    case 'slug_taken':
      return fail('conflict', 'Another source of this workspace has this slug.', 'slug')
    case 'last_write_key':
      return fail('conflict', 'A source keeps at least one write key. Add the new one first.')
    case 'too_many_write_keys':
      return fail('conflict', 'This source has as many write keys as a source may have.')
    case 'unknown_write_key':
      return notFound('write key of this source')
    default:
      return editFailure(error)
  }
}

/** A new source has nothing to clear, so null and absent are the same. */
const definedSettings = (
  settings: {
    [K in keyof SourceSettings]?: SourceSettings[K] | null | undefined
  },
): Partial<SourceSettings> =>
  Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== null && value !== undefined),
  )
