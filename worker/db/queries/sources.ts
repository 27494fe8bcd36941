import { and, asc, count, eq, inArray, isNull, ne } from 'drizzle-orm'
import * as v from 'valibot'
import { type SourceSettings, sourceSettingsSchema } from '../../domain/config/snapshot.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Db } from '../client.ts'
import { destinations } from '../schema/destinations.ts'
import {
  type Label,
  type SourceRow,
  sources,
  type WriteKeyRow,
  writeKeys,
} from '../schema/sources.ts'
import { type Actor, auditOf } from './audit.ts'
import { deletedDestination, destinationAudit, liveOf } from './destinations.ts'
import type { Page, PageOf } from './page.ts'
import { type Change, type Decision, type EditDeps, type EditError, edit } from './snapshot.ts'

export type { SourceRow } from '../schema/sources.ts'

/** A source with the keys that work, oldest first. */
export interface Source extends SourceRow {
  writeKeys: string[]
}

export type SourceError =
  | { reason: 'not_found' }
  | { reason: 'slug_taken' }
  | { reason: 'last_write_key' }
  | { reason: 'too_many_write_keys' }
  | { reason: 'unknown_write_key' }

export type SourceOutcome<T> = Promise<Result<T, SourceError | EditError>>

const OLDEST_FIRST = [asc(sources.createdAt), asc(sources.id)]

const live = (workspaceId: string) =>
  and(eq(sources.workspaceId, workspaceId), isNull(sources.deletedAt))

/** Every live source, oldest first, without its keys. */
export const allSources = (db: Db, workspaceId: string): Promise<SourceRow[]> =>
  db
    .select()
    .from(sources)
    .where(live(workspaceId))
    .orderBy(...OLDEST_FIRST)

/** @param visible Which of them the caller may know of; without it, all. */
export async function listSources(
  db: Db,
  workspaceId: string,
  page: Page,
  visible?: (source: SourceRow) => boolean,
): Promise<PageOf<Source>> {
  if (visible !== undefined) {
    const seen = (await allSources(db, workspaceId)).filter(visible)
    const rows = seen.slice(page.offset, page.offset + page.count)
    return { items: await withKeys(db, workspaceId, rows), total: seen.length }
  }
  const where = live(workspaceId)
  const [rows, totals] = await db.batch([
    db
      .select()
      .from(sources)
      .where(where)
      .orderBy(...OLDEST_FIRST)
      .limit(page.count)
      .offset(page.offset),
    db.select({ total: count() }).from(sources).where(where),
  ])
  return { items: await withKeys(db, workspaceId, rows), total: totals[0]?.total ?? 0 }
}

/** @param deleted Whether a deleted source is found too, for what outlives it: its books. */
export async function getSource(
  db: Db,
  workspaceId: string,
  id: string,
  deleted: 'live' | 'deleted too' = 'live',
): Promise<Source | null> {
  const rows = await db
    .select()
    .from(sources)
    .where(
      and(
        eq(sources.workspaceId, workspaceId),
        eq(sources.id, id),
        deleted === 'live' ? isNull(sources.deletedAt) : undefined,
      ),
    )
  const [source] = await withKeys(db, workspaceId, rows)
  return source ?? null
}

/** One query for the keys of all rows, in slices that keep under D1's 100 bound parameters. */
export async function withKeys(db: Db, workspaceId: string, rows: SourceRow[]): Promise<Source[]> {
  const keys: WriteKeyRow[] = []
  for (let at = 0; at < rows.length; at += 90) {
    const ids = rows.slice(at, at + 90).map((row) => row.id)
    keys.push(
      ...(await db
        .select()
        .from(writeKeys)
        .where(
          and(
            eq(writeKeys.workspaceId, workspaceId),
            inArray(writeKeys.sourceId, ids),
            isNull(writeKeys.removedAt),
          ),
        )
        .orderBy(asc(writeKeys.createdAt), asc(writeKeys.hash))),
    )
  }
  return rows.map((row) => ({
    ...row,
    writeKeys: keys.filter((key) => key.sourceId === row.id).map((key) => key.key),
  }))
}

export interface NewSource {
  slug: string
  name: string
  catalogSlug: string
  enabled: boolean
  settings: Partial<SourceSettings>
  writeKey: string
}

/** A new source has one write key. */
export const createSource = (
  deps: EditDeps,
  actor: Actor,
  input: NewSource,
): SourceOutcome<Source> =>
  edit<Source, SourceError>(deps, async () => {
    if (await slugTaken(deps.db, actor.workspaceId, input.slug))
      return err({ reason: 'slug_taken' })
    const now = deps.now()
    const source: SourceRow = {
      id: deps.newId('src'),
      workspaceId: actor.workspaceId,
      slug: input.slug,
      name: input.name,
      catalogSlug: input.catalogSlug,
      enabled: input.enabled,
      settings: v.parse(sourceSettingsSchema, input.settings),
      labels: [],
      createdAt: now,
      updatedAt: now,
      deletedAt: null,
    }
    const created = { ...source, writeKeys: [input.writeKey] }
    return ok({
      value: created,
      change: {
        sources: [source],
        writeKeys: [await keyRow(deps, source, input.writeKey)],
        audit: [sourceAudit(deps, actor, 'Source Created', null, created)],
      },
    })
  })

/** @param decide Gets the source as it is now; again, when another edit came first. */
export const editSource = <T>(
  deps: EditDeps,
  actor: Actor,
  id: string,
  decide: (before: Source) => Promise<Decision<T, SourceError>>,
): SourceOutcome<T> =>
  edit<T, SourceError>(deps, async () => {
    const before = await getSource(deps.db, actor.workspaceId, id)
    return before === null ? err({ reason: 'not_found' }) : decide(before)
  })

export interface SourcePatch {
  name?: string | undefined
  slug?: string | undefined
  enabled?: boolean | undefined
  /** Merged per key; null brings a setting's default back. */
  settings?: Record<string, unknown> | undefined
  /** All that the source shall carry. */
  labels?: Label[] | undefined
}

export const updateSource = (
  deps: EditDeps,
  actor: Actor,
  id: string,
  patch: SourcePatch,
): SourceOutcome<Source> =>
  editSource<Source>(deps, actor, id, async (before) => {
    if (patch.slug !== undefined && (await slugTaken(deps.db, actor.workspaceId, patch.slug, id))) {
      return err({ reason: 'slug_taken' })
    }
    const settings = v.parse(
      sourceSettingsSchema,
      withoutNulls({ ...before.settings, ...patch.settings }),
    )
    const after: Source = {
      ...before,
      name: patch.name ?? before.name,
      slug: patch.slug ?? before.slug,
      enabled: patch.enabled ?? before.enabled,
      settings,
      labels: patch.labels ?? before.labels,
      updatedAt: deps.now(),
    }
    const types = changesOf(before, after)
    if (types.length === 0) return ok({ value: before, change: null })
    return ok({
      value: after,
      change: {
        sources: [rowOf(after)],
        audit: types.map((type) => sourceAudit(deps, actor, type, before, after)),
      },
    })
  })

function changesOf(before: Source, after: Source): string[] {
  const types: string[] = []
  const content = ({ name, slug, labels }: Source) => JSON.stringify([name, slug, labels])
  if (content(before) !== content(after)) types.push('Source Modified')
  if (JSON.stringify(before.settings) !== JSON.stringify(after.settings)) {
    types.push('Source Settings Modified')
  }
  if (before.enabled !== after.enabled) {
    types.push(after.enabled ? 'Source Enabled' : 'Source Disabled')
  }
  return types
}

/** Its destinations go with it. Its keys stay known, so that late callers are told apart from strangers. */
export const deleteSource = (deps: EditDeps, actor: Actor, id: string): SourceOutcome<void> =>
  editSource<void>(deps, actor, id, async (before) => {
    const now = deps.now()
    const connected = await deps.db.select().from(destinations).where(liveOf(actor.workspaceId, id))
    const change: Change = {
      sources: [{ ...rowOf(before), updatedAt: now, deletedAt: now }],
      destinations: connected.map((row) => deletedDestination(row, now)),
      audit: [
        sourceAudit(deps, actor, 'Source Deleted', before, null),
        ...connected.map((row) => destinationAudit(deps, actor, 'Integration Deleted', row, null)),
      ],
    }
    return ok({ value: undefined, change })
  })

async function slugTaken(
  db: Db,
  workspaceId: string,
  slug: string,
  exceptId = '',
): Promise<boolean> {
  const rows = await db
    .select({ id: sources.id })
    .from(sources)
    .where(and(live(workspaceId), eq(sources.slug, slug), ne(sources.id, exceptId)))
    .limit(1)
  return rows.length > 0
}

/** Of a new key. */
export const keyRow = async (
  deps: EditDeps,
  source: Pick<SourceRow, 'id' | 'workspaceId'>,
  key: string,
): Promise<WriteKeyRow> => ({
  hash: await deps.sha256(key),
  key,
  sourceId: source.id,
  workspaceId: source.workspaceId,
  createdAt: deps.now(),
  removedAt: null,
})

const rowOf = ({ writeKeys: _, ...row }: Source): SourceRow => row

/** Write keys are cut: the trail needs to tell them apart, not to hand them out. */
export const sourceAudit = auditOf<Source>(
  'SOURCE',
  ({ name }) => name,
  (source) => ({
    slug: source.slug,
    name: source.name,
    metadata: source.catalogSlug,
    enabled: source.enabled,
    settings: source.settings,
    labels: source.labels,
    writeKeys: source.writeKeys.map((key) => `${key.slice(0, 4)}…`),
  }),
)

const withoutNulls = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(record).filter(([, value]) => value !== null && value !== undefined),
  )
