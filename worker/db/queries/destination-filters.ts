import { and, asc, count, eq, isNull } from 'drizzle-orm'
import { err, ok, type Result } from '../../domain/result.ts'
import { type FilterAction, MAX_FILTERS } from '../../domain/routing/filter-schema.ts'
import type { Db } from '../client.ts'
import { type DestinationFilterRow, destinationFilters } from '../schema/destination-filters.ts'
import { type Actor, auditOf } from './audit.ts'
import { getDestination } from './destinations.ts'
import type { Page, PageOf } from './page.ts'
import { type EditDeps, type EditError, edit } from './snapshot.ts'

export type { DestinationFilterRow } from '../schema/destination-filters.ts'

export type FilterError =
  | { reason: 'destination_not_found' }
  | { reason: 'not_found' }
  /** The destination belongs to another source than was named. */
  | { reason: 'other_source' }
  | { reason: 'too_many_filters' }

type Outcome<T> = Promise<Result<T, FilterError | EditError>>

const live = (workspaceId: string, destinationId: string) =>
  and(
    eq(destinationFilters.workspaceId, workspaceId),
    eq(destinationFilters.destinationId, destinationId),
    isNull(destinationFilters.deletedAt),
  )

/** Oldest first. */
export async function listFilters(
  db: Db,
  workspaceId: string,
  destinationId: string,
  page: Page,
): Promise<PageOf<DestinationFilterRow>> {
  const where = live(workspaceId, destinationId)
  const [items, totals] = await db.batch([
    db
      .select()
      .from(destinationFilters)
      .where(where)
      .orderBy(asc(destinationFilters.createdAt), asc(destinationFilters.id))
      .limit(page.count)
      .offset(page.offset),
    db.select({ total: count() }).from(destinationFilters).where(where),
  ])
  return { items, total: totals[0]?.total ?? 0 }
}

export async function getFilter(
  db: Db,
  workspaceId: string,
  destinationId: string,
  id: string,
): Promise<DestinationFilterRow | null> {
  const [row] = await db
    .select()
    .from(destinationFilters)
    .where(and(live(workspaceId, destinationId), eq(destinationFilters.id, id)))
  return row ?? null
}

export interface FilterContent {
  title: string
  description: string | null
  if: string
  actions: FilterAction[]
  enabled: boolean
}

export const createFilter = (
  deps: EditDeps,
  actor: Actor,
  destinationId: string,
  { sourceId, ...content }: FilterContent & { sourceId: string },
): Outcome<DestinationFilterRow> =>
  edit<DestinationFilterRow, FilterError>(deps, async () => {
    const destination = await getDestination(deps.db, actor.workspaceId, destinationId)
    if (destination === null) return err({ reason: 'destination_not_found' })
    if (destination.sourceId !== sourceId) return err({ reason: 'other_source' })
    const [existing] = await deps.db
      .select({ total: count() })
      .from(destinationFilters)
      .where(live(actor.workspaceId, destinationId))
    if ((existing?.total ?? 0) >= MAX_FILTERS) return err({ reason: 'too_many_filters' })
    const now = deps.now()
    const row: DestinationFilterRow = {
      id: deps.newId('flt'),
      workspaceId: actor.workspaceId,
      sourceId,
      destinationId,
      ...content,
      createdAt: now,
      updatedAt: now,
      deletedAt: null,
    }
    return ok({
      value: row,
      change: {
        destinationFilters: [row],
        audit: [filterAudit(deps, actor, 'Destination Filter Created', null, row)],
      },
    })
  })

export type FilterPatch = { [K in keyof FilterContent]?: FilterContent[K] | undefined }

export const updateFilter = (
  deps: EditDeps,
  actor: Actor,
  destinationId: string,
  id: string,
  patch: FilterPatch,
): Outcome<DestinationFilterRow> =>
  edit<DestinationFilterRow, FilterError>(deps, async () => {
    const before = await getFilter(deps.db, actor.workspaceId, destinationId, id)
    if (before === null) return err({ reason: 'not_found' })
    const after: DestinationFilterRow = {
      ...before,
      title: patch.title ?? before.title,
      description: patch.description === undefined ? before.description : patch.description,
      if: patch.if ?? before.if,
      actions: patch.actions ?? before.actions,
      enabled: patch.enabled ?? before.enabled,
      updatedAt: deps.now(),
    }
    const types = changesOf(before, after)
    if (types.length === 0) return ok({ value: before, change: null })
    return ok({
      value: after,
      change: {
        destinationFilters: [after],
        audit: types.map((type) => filterAudit(deps, actor, type, before, after)),
      },
    })
  })

function changesOf(before: DestinationFilterRow, after: DestinationFilterRow): string[] {
  const content = (row: DestinationFilterRow) =>
    JSON.stringify([row.title, row.description, row.if, row.actions])
  const types: string[] = []
  if (content(before) !== content(after)) types.push('Destination Filter Modified')
  if (before.enabled !== after.enabled) {
    types.push(after.enabled ? 'Destination Filter Enabled' : 'Destination Filter Disabled')
  }
  return types
}

export const deleteFilter = (
  deps: EditDeps,
  actor: Actor,
  destinationId: string,
  id: string,
): Outcome<void> =>
  edit<void, FilterError>(deps, async () => {
    const before = await getFilter(deps.db, actor.workspaceId, destinationId, id)
    if (before === null) return err({ reason: 'not_found' })
    const now = deps.now()
    return ok({
      value: undefined,
      change: {
        destinationFilters: [{ ...before, enabled: false, updatedAt: now, deletedAt: now }],
        audit: [filterAudit(deps, actor, 'Destination Filter Deleted', before, null)],
      },
    })
  })

const filterAudit = auditOf<DestinationFilterRow>(
  'DESTINATION_FILTER',
  ({ title }) => title,
  (row) => ({
    destinationId: row.destinationId,
    title: row.title,
    description: row.description,
    if: row.if,
    actions: row.actions,
    enabled: row.enabled,
  }),
)
