import { and, asc, count, desc, eq, isNull } from 'drizzle-orm'
import { MAX_MAPPINGS, MAX_MAPPINGS_BYTES, mappingBytes } from '../../domain/config/mapping.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Db } from '../client.ts'
import {
  type DestinationMappingRow,
  destinationMappings,
  destinationMappingVersions,
  type MappingVersionRow,
} from '../schema/destination-mappings.ts'
import type { DestinationRow } from '../schema/destinations.ts'
import type { Actor } from './audit.ts'
import { getDestination } from './destinations.ts'
import { type MappingContent, mappingAudit, newMappings, versionOf } from './new-mappings.ts'
import type { Page, PageOf } from './page.ts'
import { type EditDeps, type EditError, edit } from './snapshot.ts'

export type { DestinationMappingRow, MappingVersionRow } from '../schema/destination-mappings.ts'
export type { MappingContent } from './new-mappings.ts'

export type MappingError =
  | { reason: 'destination_not_found' }
  | { reason: 'not_found' }
  | { reason: 'too_many_mappings' }
  /** All of the destination's together. */
  | { reason: 'mappings_too_large' }
  /** The new order does not name each mapping once. */
  | { reason: 'not_all_named' }

type Outcome<T> = Promise<Result<T, MappingError | EditError>>

const live = (workspaceId: string, destinationId: string) =>
  and(
    eq(destinationMappings.workspaceId, workspaceId),
    eq(destinationMappings.destinationId, destinationId),
    isNull(destinationMappings.deletedAt),
  )

const IN_ORDER = [asc(destinationMappings.position), asc(destinationMappings.id)]

export async function listMappings(
  db: Db,
  workspaceId: string,
  destinationId: string,
  page: Page,
): Promise<PageOf<DestinationMappingRow>> {
  const where = live(workspaceId, destinationId)
  const [items, totals] = await db.batch([
    db
      .select()
      .from(destinationMappings)
      .where(where)
      .orderBy(...IN_ORDER)
      .limit(page.count)
      .offset(page.offset),
    db.select({ total: count() }).from(destinationMappings).where(where),
  ])
  return { items, total: totals[0]?.total ?? 0 }
}

/** All of them, in their order. */
export const allMappingsOf = (
  db: Db,
  workspaceId: string,
  destinationId: string,
): Promise<DestinationMappingRow[]> =>
  db
    .select()
    .from(destinationMappings)
    .where(live(workspaceId, destinationId))
    .orderBy(...IN_ORDER)

export async function getMapping(
  db: Db,
  workspaceId: string,
  destinationId: string,
  id: string,
): Promise<DestinationMappingRow | null> {
  const [row] = await db
    .select()
    .from(destinationMappings)
    .where(and(live(workspaceId, destinationId), eq(destinationMappings.id, id)))
  return row ?? null
}

/** Of every mapping that a source's destinations ever had: what happened names deleted ones too. */
export const mappingNamesOf = (
  db: Db,
  workspaceId: string,
  sourceId: string,
): Promise<{ id: string; name: string }[]> =>
  db
    .select({ id: destinationMappings.id, name: destinationMappings.name })
    .from(destinationMappings)
    .where(
      and(
        eq(destinationMappings.workspaceId, workspaceId),
        eq(destinationMappings.sourceId, sourceId),
      ),
    )

/** Newest first. */
export async function listMappingVersions(
  db: Db,
  workspaceId: string,
  mappingId: string,
  page: Page,
): Promise<PageOf<MappingVersionRow>> {
  const where = and(
    eq(destinationMappingVersions.workspaceId, workspaceId),
    eq(destinationMappingVersions.mappingId, mappingId),
  )
  const [items, totals] = await db.batch([
    db
      .select()
      .from(destinationMappingVersions)
      .where(where)
      .orderBy(desc(destinationMappingVersions.version))
      .limit(page.count)
      .offset(page.offset),
    db.select({ total: count() }).from(destinationMappingVersions).where(where),
  ])
  return { items, total: totals[0]?.total ?? 0 }
}

/** It comes last. */
export const createMapping = (
  deps: EditDeps,
  actor: Actor,
  destinationId: string,
  content: MappingContent,
): Outcome<DestinationMappingRow> =>
  edit<DestinationMappingRow, MappingError>(deps, async () => {
    const found = await withDestination(deps, actor, destinationId)
    return found.ok ? added(deps, actor, found.value, content) : found
  })

/** The copy is switched off, so that nothing is sent twice before somebody has changed it. */
export const duplicateMapping = (
  deps: EditDeps,
  actor: Actor,
  destinationId: string,
  id: string,
): Outcome<DestinationMappingRow> =>
  edit<DestinationMappingRow, MappingError>(deps, async () => {
    const found = await withDestination(deps, actor, destinationId)
    if (!found.ok) return found
    const original = found.value.mappings.find((row) => row.id === id)
    if (original === undefined) return err({ reason: 'not_found' })
    const name = `${original.name} (Copy)`.slice(0, 255)
    return added(deps, actor, found.value, { ...original, name, enabled: false })
  })

interface Found {
  destination: DestinationRow
  mappings: DestinationMappingRow[]
}

async function withDestination(
  deps: EditDeps,
  { workspaceId }: Actor,
  destinationId: string,
): Promise<Result<Found, MappingError>> {
  const destination = await getDestination(deps.db, workspaceId, destinationId)
  if (destination === null) return err({ reason: 'destination_not_found' })
  return ok({ destination, mappings: await allMappingsOf(deps.db, workspaceId, destinationId) })
}

function added(
  deps: EditDeps,
  actor: Actor,
  { destination, mappings }: Found,
  content: MappingContent,
) {
  if (mappings.length >= MAX_MAPPINGS) return err({ reason: 'too_many_mappings' as const })
  if (isTooMuch([...mappings, content])) return err({ reason: 'mappings_too_large' as const })
  const next = 1 + Math.max(-1, ...mappings.map(({ position }) => position))
  const { rows, change } = newMappings(deps, actor, destination, [content], next)
  const [value] = rows
  if (value === undefined) throw new Error('no row was made')
  return ok({ value, change })
}

/** They share a row of the configuration. */
export const isTooMuch = (contents: readonly Pick<MappingContent, 'mapping'>[]): boolean =>
  contents.reduce((sum, { mapping }) => sum + mappingBytes(mapping), 0) > MAX_MAPPINGS_BYTES

export type MappingPatch = {
  [K in keyof Omit<MappingContent, 'action'>]?: MappingContent[K] | undefined
}

export const updateMapping = (
  deps: EditDeps,
  actor: Actor,
  destinationId: string,
  id: string,
  patch: MappingPatch,
): Outcome<DestinationMappingRow> =>
  edit<DestinationMappingRow, MappingError>(deps, async () => {
    const all = await allMappingsOf(deps.db, actor.workspaceId, destinationId)
    const before = all.find((row) => row.id === id)
    if (before === undefined) return err({ reason: 'not_found' })
    const after: DestinationMappingRow = {
      ...before,
      name: patch.name ?? before.name,
      enabled: patch.enabled ?? before.enabled,
      trigger: patch.trigger ?? before.trigger,
      mapping: patch.mapping ?? before.mapping,
      version: before.version + 1,
      updatedAt: deps.now(),
    }
    const types = changesOf(before, after)
    if (types.length === 0) return ok({ value: before, change: null })
    const others = all.filter((row) => row !== before)
    if (patch.mapping !== undefined && isTooMuch([...others, after])) {
      return err({ reason: 'mappings_too_large' })
    }
    return ok({
      value: after,
      change: {
        destinationMappings: [after],
        mappingVersions: [versionOf(after)],
        audit: types.map((type) => mappingAudit(deps, actor, type, before, after)),
      },
    })
  })

function changesOf(before: DestinationMappingRow, after: DestinationMappingRow): string[] {
  const content = (row: DestinationMappingRow) =>
    JSON.stringify([row.name, row.trigger, row.mapping])
  const types: string[] = []
  if (content(before) !== content(after)) types.push('Mapping Modified')
  if (before.enabled !== after.enabled) {
    types.push(after.enabled ? 'Mapping Enabled' : 'Mapping Disabled')
  }
  return types
}

/** @param ids Every mapping of the destination, in its new place. */
export const orderMappings = (
  deps: EditDeps,
  actor: Actor,
  destinationId: string,
  ids: readonly string[],
): Outcome<DestinationMappingRow[]> =>
  edit<DestinationMappingRow[], MappingError>(deps, async () => {
    const all = await allMappingsOf(deps.db, actor.workspaceId, destinationId)
    const byId = new Map(all.map((row) => [row.id, row]))
    const now = deps.now()
    const sorted = ids.flatMap((id, position) => {
      const row = byId.get(id)
      return row === undefined ? [] : { ...row, position, updatedAt: now }
    })
    if (sorted.length !== all.length || new Set(ids).size !== ids.length) {
      return err({ reason: 'not_all_named' })
    }
    const moved = sorted.filter((row) => byId.get(row.id)?.position !== row.position)
    if (moved.length === 0) return ok({ value: all, change: null })
    return ok({
      value: sorted,
      change: {
        destinationMappings: moved,
        audit: moved.map((row) =>
          mappingAudit(deps, actor, 'Mapping Moved', byId.get(row.id) ?? null, row),
        ),
      },
    })
  })

export const deleteMapping = (
  deps: EditDeps,
  actor: Actor,
  destinationId: string,
  id: string,
): Outcome<void> =>
  edit<void, MappingError>(deps, async () => {
    const before = await getMapping(deps.db, actor.workspaceId, destinationId, id)
    if (before === null) return err({ reason: 'not_found' })
    const now = deps.now()
    return ok({
      value: undefined,
      change: {
        destinationMappings: [{ ...before, enabled: false, updatedAt: now, deletedAt: now }],
        audit: [mappingAudit(deps, actor, 'Mapping Deleted', before, null)],
      },
    })
  })
