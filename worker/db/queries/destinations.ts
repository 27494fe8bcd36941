import { and, asc, count, eq, isNull } from 'drizzle-orm'
import type { SealedSettings } from '../../domain/config/snapshot.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Db } from '../client.ts'
import { type DeliveryOptions, type DestinationRow, destinations } from '../schema/destinations.ts'
import { sources } from '../schema/sources.ts'
import { type Actor, auditOf } from './audit.ts'
import { type MappingContent, newMappings } from './new-mappings.ts'
import type { Page, PageOf } from './page.ts'
import { controlsWithout } from './schema-controls.ts'
import { type EditDeps, type EditError, edit } from './snapshot.ts'

export { destinationConfigOf } from '../build-snapshot.ts'
export type { DestinationRow } from '../schema/destinations.ts'

/** Instances of one kind on one source. */
const MAX_INSTANCES = 25

export type DestinationError =
  | { reason: 'not_found' }
  | { reason: 'source_not_found' }
  | { reason: 'name_taken' }
  | { reason: 'too_many_instances' }

/** Settings after an edit: what is public, what is sealed, and what is shown for what is sealed. */
export interface StoredSettings {
  settings: Record<string, unknown>
  sealed: SealedSettings | null
  masked: Record<string, unknown>
}

const OLDEST_FIRST = [asc(destinations.createdAt), asc(destinations.id)]

const live = (workspaceId: string) =>
  and(eq(destinations.workspaceId, workspaceId), isNull(destinations.deletedAt))

/** Those that are connected to a source now. */
export const liveOf = (workspaceId: string, sourceId: string) =>
  and(live(workspaceId), eq(destinations.sourceId, sourceId))

type Outcome<T, E = never> = Promise<Result<T, DestinationError | EditError | E>>

/** @param sourceIds Only what is connected to these. */
export async function listDestinations(
  db: Db,
  workspaceId: string,
  page: Page,
  { sourceId, sourceIds }: { sourceId?: string; sourceIds?: ReadonlySet<string> } = {},
): Promise<PageOf<DestinationRow>> {
  const where = sourceId === undefined ? live(workspaceId) : liveOf(workspaceId, sourceId)
  if (sourceIds !== undefined) {
    // Not by the database: a list of sources may be longer than a statement has parameters.
    const rows = await db
      .select()
      .from(destinations)
      .where(where)
      .orderBy(...OLDEST_FIRST)
    const seen = rows.filter((row) => sourceIds.has(row.sourceId))
    return { items: seen.slice(page.offset, page.offset + page.count), total: seen.length }
  }
  const [items, totals] = await db.batch([
    db
      .select()
      .from(destinations)
      .where(where)
      .orderBy(...OLDEST_FIRST)
      .limit(page.count)
      .offset(page.offset),
    db.select({ total: count() }).from(destinations).where(where),
  ])
  return { items, total: totals[0]?.total ?? 0 }
}

/** Deleted ones too: the books go on naming them. */
export const allDestinationsOf = (
  db: Db,
  workspaceId: string,
  sourceId: string,
): Promise<DestinationRow[]> =>
  db
    .select()
    .from(destinations)
    .where(and(eq(destinations.workspaceId, workspaceId), eq(destinations.sourceId, sourceId)))
    .orderBy(...OLDEST_FIRST)

export async function getDestination(
  db: Db,
  workspaceId: string,
  id: string,
): Promise<DestinationRow | null> {
  const [row] = await db
    .select()
    .from(destinations)
    .where(and(live(workspaceId), eq(destinations.id, id)))
  return row ?? null
}

export interface NewDestination extends StoredSettings {
  sourceId: string
  catalogSlug: string
  /** Without one it is named after its kind, with a number where that is taken. */
  name: string | undefined
  kindName: string
  enabled: boolean
  delivery: DeliveryOptions
  consentCategories?: string[]
  /** Made with it, in their order. */
  mappings?: MappingContent[]
}

export const createDestination = (
  deps: EditDeps,
  actor: Actor,
  input: NewDestination,
): Outcome<DestinationRow> =>
  edit<DestinationRow, DestinationError>(deps, async () => {
    const [source] = await deps.db
      .select({ id: sources.id })
      .from(sources)
      .where(
        and(
          eq(sources.workspaceId, actor.workspaceId),
          eq(sources.id, input.sourceId),
          isNull(sources.deletedAt),
        ),
      )
    if (source === undefined) return err({ reason: 'source_not_found' })
    const siblings = await liveSiblings(deps.db, actor.workspaceId, input.sourceId)
    const names = new Set(siblings.map((row) => row.name))
    if (input.name !== undefined && names.has(input.name)) return err({ reason: 'name_taken' })
    if (siblings.filter((row) => row.catalogSlug === input.catalogSlug).length >= MAX_INSTANCES) {
      return err({ reason: 'too_many_instances' })
    }
    const now = deps.now()
    const row: DestinationRow = {
      id: deps.newId('dst'),
      workspaceId: actor.workspaceId,
      sourceId: input.sourceId,
      catalogSlug: input.catalogSlug,
      name: input.name ?? freeName(input.kindName, names),
      enabled: input.enabled,
      settings: input.settings,
      sealed: input.sealed,
      masked: input.masked,
      delivery: input.delivery,
      consentCategories: input.consentCategories ?? [],
      createdAt: now,
      updatedAt: now,
      deletedAt: null,
    }
    const { change } = newMappings(deps, actor, row, input.mappings ?? [])
    return ok({
      value: row,
      change: {
        ...change,
        destinations: [row],
        audit: [destinationAudit(deps, actor, 'Integration Created', null, row), ...change.audit],
      },
    })
  })

export interface DestinationPatch {
  name?: string | undefined
  enabled?: boolean | undefined
  delivery?: DeliveryOptions | undefined
  consentCategories?: string[] | undefined
}

/**
 * @param settle Decides the settings from those stored now; it may be called again when another
 *   edit came first.
 */
export const updateDestination = <E>(
  deps: EditDeps,
  actor: Actor,
  id: string,
  patch: DestinationPatch,
  settle: (before: DestinationRow) => Promise<Result<StoredSettings, E>>,
): Outcome<DestinationRow, E> =>
  edit<DestinationRow, DestinationError | E>(deps, async () => {
    const before = await getDestination(deps.db, actor.workspaceId, id)
    if (before === null) return err({ reason: 'not_found' })
    const siblings = await liveSiblings(deps.db, actor.workspaceId, before.sourceId)
    if (siblings.some((row) => row.id !== id && row.name === patch.name)) {
      return err({ reason: 'name_taken' })
    }
    const stored = await settle(before)
    if (!stored.ok) return stored
    const after: DestinationRow = {
      ...before,
      ...stored.value,
      name: patch.name ?? before.name,
      enabled: patch.enabled ?? before.enabled,
      delivery: { ...before.delivery, ...patch.delivery },
      consentCategories: patch.consentCategories ?? before.consentCategories,
      updatedAt: deps.now(),
    }
    const types = changesOf(before, after)
    if (types.length === 0) return ok({ value: before, change: null })
    return ok({
      value: after,
      change: {
        destinations: [after],
        audit: types.map((type) => destinationAudit(deps, actor, type, before, after)),
      },
    })
  })

/** A new sealed value differs even when the secret is the same, so it counts as a change. */
function changesOf(before: DestinationRow, after: DestinationRow): string[] {
  const content = (row: DestinationRow) =>
    JSON.stringify([
      row.name,
      row.settings,
      row.sealed,
      row.masked,
      row.delivery,
      row.consentCategories,
    ])
  const types: string[] = []
  if (content(before) !== content(after)) types.push('Integration Modified')
  if (before.enabled !== after.enabled) {
    types.push(after.enabled ? 'Integration Enabled' : 'Integration Disabled')
  }
  return types
}

export const deleteDestination = (deps: EditDeps, actor: Actor, id: string): Outcome<void> =>
  edit<void, DestinationError>(deps, async () => {
    const before = await getDestination(deps.db, actor.workspaceId, id)
    if (before === null) return err({ reason: 'not_found' })
    return ok({
      value: undefined,
      change: {
        destinations: [deletedDestination(before, deps.now())],
        schemaControls: await controlsWithout(deps, before),
        audit: [destinationAudit(deps, actor, 'Integration Deleted', before, null)],
      },
    })
  })

/** What stays of a deleted destination: its name for the books, nothing that could be sent with. */
export const deletedDestination = (row: DestinationRow, now: string): DestinationRow => ({
  ...row,
  enabled: false,
  settings: {},
  sealed: null,
  masked: {},
  updatedAt: now,
  deletedAt: now,
})

const liveSiblings = (db: Db, workspaceId: string, sourceId: string) =>
  db
    .select({
      id: destinations.id,
      name: destinations.name,
      catalogSlug: destinations.catalogSlug,
    })
    .from(destinations)
    .where(liveOf(workspaceId, sourceId))

function freeName(kindName: string, taken: ReadonlySet<string>): string {
  if (!taken.has(kindName)) return kindName
  let n = 2
  while (taken.has(`${kindName} ${n}`)) n++
  return `${kindName} ${n}`
}

/** As the API shows it: secrets are stand-ins. */
export const destinationAudit = auditOf<DestinationRow>(
  'DESTINATION',
  ({ name }) => name,
  (row) => ({
    name: row.name,
    sourceId: row.sourceId,
    metadata: row.catalogSlug,
    enabled: row.enabled,
    settings: { ...row.settings, ...row.masked },
    delivery: row.delivery,
    consentCategories: row.consentCategories,
  }),
)

/** Id of each live destination -> the id of its source. */
export async function sourcesOfDestinations(
  db: Db,
  workspaceId: string,
): Promise<Map<string, string>> {
  const rows = await db
    .select({ id: destinations.id, sourceId: destinations.sourceId })
    .from(destinations)
    .where(and(eq(destinations.workspaceId, workspaceId), isNull(destinations.deletedAt)))
  return new Map(rows.map(({ id, sourceId }) => [id, sourceId]))
}
