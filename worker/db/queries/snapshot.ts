import { desc, eq, getTableColumns, inArray, isNotNull, isNull, sql } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import type { Manifest } from '../../domain/config/snapshot.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { buildSnapshot, type DescribeDestination, type SnapshotRows } from '../build-snapshot.ts'
import type { Db } from '../client.ts'
import { insertRows } from '../insert-rows.ts'
import { type AuditRow, audit } from '../schema/audit.ts'
import { type DestinationFilterRow, destinationFilters } from '../schema/destination-filters.ts'
import {
  type DestinationMappingRow,
  destinationMappings,
  destinationMappingVersions,
  type MappingVersionRow,
} from '../schema/destination-mappings.ts'
import { type DestinationRow, destinations } from '../schema/destinations.ts'
import { type SchemaControlsRow, schemaControls } from '../schema/schema-controls.ts'
import { snapshotParts, snapshotVersions } from '../schema/snapshots.ts'
import { type SourceRow, sources, type WriteKeyRow, writeKeys } from '../schema/sources.ts'
import {
  type PlanRuleRow,
  planRules,
  type SchemaSettingsRow,
  schemaSettings,
  type TrackingPlanRow,
  trackingPlans,
} from '../schema/tracking-plans.ts'
import { type TransformationRow, transformations } from '../schema/transformations.ts'
import { rulesChanged } from './plan-rules.ts'

const MAX_TRIES = 8
/** A D1 row holds 2 MB; half of that leaves room to see it coming. */
const MAX_PART_BYTES = 1_000_000

export interface EditDeps {
  db: Db
  /** ISO 8601 UTC with milliseconds. */
  now(): string
  newId(prefix: string): string
  sha256(text: string): Promise<string>
  describeDestination: DescribeDestination
}

/** Whole rows as they shall be after the edit; a row with a known id replaces the old one. */
export interface Change {
  sources?: SourceRow[]
  writeKeys?: WriteKeyRow[]
  destinations?: DestinationRow[]
  schemaControls?: SchemaControlsRow[]
  destinationFilters?: DestinationFilterRow[]
  destinationMappings?: DestinationMappingRow[]
  /** Only ever added. */
  mappingVersions?: MappingVersionRow[]
  transformations?: TransformationRow[]
  schemaSettings?: SchemaSettingsRow[]
  trackingPlans?: TrackingPlanRow[]
  /** All rules of these plans, as they are and as they shall be. */
  planRules?: PlanRulesChange[]
  /** What else is to be written with it: nothing that a snapshot is built of. */
  also?: (db: Db) => BatchItem<'sqlite'>[]
  audit: AuditRow[]
}

export interface PlanRulesChange {
  planId: string
  before: readonly PlanRuleRow[]
  after: readonly PlanRuleRow[]
}

/** `value` is the answer; a null change means that there is nothing to do. */
export type Decision<T, E> = Result<{ value: T; change: Change | null }, E>

export type EditError =
  /** Other edits kept coming first. */
  | { reason: 'busy' }
  /** A part of the configuration would outgrow its row. */
  | { reason: 'too_large' }

/**
 * Decides by what the database holds and commits rows, audit entries and the next snapshot in one
 * transaction. All edits of a deployment come one after another: each claims the version after the
 * one it read first, so if anything changed meanwhile, the commit fails and `decide` runs again on
 * fresh rows. Hence what `decide` has checked still holds when its change is committed.
 */
export async function edit<T, E>(
  deps: EditDeps,
  decide: () => Promise<Decision<T, E>>,
): Promise<Result<T, E | EditError>> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const previous = await newestVersion(deps.db)
    const decision = await decide()
    if (!decision.ok) return decision
    const { value, change } = decision.value
    if (change === null) return ok(value)
    const committed = await commit(deps, previous, change, false)
    if (committed === 'done') return ok(value)
    if (committed === 'too_large') return err({ reason: 'too_large' })
  }
  return err({ reason: 'busy' })
}

/**
 * Builds every part anew, for when what the rows mean has changed: a new release whose catalog
 * describes a destination differently. Writes nothing when the parts come out the same.
 */
export async function republish(deps: EditDeps): Promise<Result<void, EditError>> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const previous = await newestVersion(deps.db)
    const committed = await commit(deps, previous, { audit: [] }, true)
    if (committed === 'done') return ok(undefined)
    if (committed === 'too_large') return err({ reason: 'too_large' })
  }
  return err({ reason: 'busy' })
}

interface Version {
  version: number
  manifest: Manifest
}

async function newestVersion(db: Db): Promise<Version | null> {
  const [row] = await db
    .select({ version: snapshotVersions.version, manifest: snapshotVersions.manifest })
    .from(snapshotVersions)
    .orderBy(desc(snapshotVersions.version))
    .limit(1)
  return row ?? null
}

async function commit(
  deps: EditDeps,
  previous: Version | null,
  change: Change,
  everything: boolean,
): Promise<'done' | 'conflict' | 'too_large'> {
  const rows = await rowsAfter(deps.db, change, previous?.manifest ?? null, everything)
  const base = everything ? null : (previous?.manifest ?? null)
  const { manifest, parts } = await buildSnapshot(rows, base, deps.describeDestination, deps.sha256)
  const bytes = (text: string) => new TextEncoder().encode(text).length
  if ([...parts.values()].some((body) => bytes(body) > MAX_PART_BYTES)) return 'too_large'
  const unchanged = previous !== null && sameManifest(manifest, previous.manifest)
  if (unchanged && everything) return 'done'

  const createdAt = deps.now()
  const statements: [BatchItem<'sqlite'>, ...BatchItem<'sqlite'>[]] = [
    // First, so that an edit that comes too late is told by this and by no other constraint. Also
    // when no part has changed: the number is what keeps edits apart.
    deps.db
      .insert(snapshotVersions)
      .values({ version: (previous?.version ?? 0) + 1, manifest, createdAt }),
    ...rowStatements(deps.db, change),
    ...[...parts].map(([id, body]) =>
      deps.db.insert(snapshotParts).values({ id, body, createdAt }).onConflictDoNothing(),
    ),
  ]
  try {
    await deps.db.batch(statements)
    return 'done'
  } catch (cause) {
    if (isVersionConflict(cause)) return 'conflict'
    throw cause
  }
}

function rowStatements(db: Db, change: Change): BatchItem<'sqlite'>[] {
  return [
    ...(change.sources ?? []).map((row) =>
      db.insert(sources).values(row).onConflictDoUpdate({ target: sources.id, set: row }),
    ),
    ...(change.writeKeys ?? []).map((row) =>
      db
        .insert(writeKeys)
        .values(row)
        .onConflictDoUpdate({ target: writeKeys.hash, set: { removedAt: row.removedAt } }),
    ),
    ...(change.destinations ?? []).map((row) =>
      db.insert(destinations).values(row).onConflictDoUpdate({ target: destinations.id, set: row }),
    ),
    ...(change.schemaControls ?? []).map((row) =>
      db
        .insert(schemaControls)
        .values(row)
        .onConflictDoUpdate({ target: schemaControls.sourceId, set: row }),
    ),
    ...(change.destinationFilters ?? []).map((row) =>
      db
        .insert(destinationFilters)
        .values(row)
        .onConflictDoUpdate({ target: destinationFilters.id, set: row }),
    ),
    // Many at once: a destination is made with all mappings that it comes with.
    ...chunked(change.destinationMappings ?? []).map((rows) =>
      db.insert(destinationMappings).values(rows).onConflictDoUpdate({
        target: destinationMappings.id,
        set: MAPPING_AS_GIVEN,
      }),
    ),
    ...chunked(change.mappingVersions ?? []).map((rows) =>
      db.insert(destinationMappingVersions).values(rows),
    ),
    ...insertRows(db, transformations, change.transformations ?? [], ['id']),
    ...insertRows(db, trackingPlans, change.trackingPlans ?? [], ['id']),
    ...insertRows(db, schemaSettings, change.schemaSettings ?? [], ['sourceId']),
    ...(change.planRules ?? []).flatMap((rules) => rulesChanged(db, rules)),
    ...(change.also?.(db) ?? []),
    ...chunked(change.audit).map((rows) => db.insert(audit).values(rows)),
  ]
}

/** A statement takes 100 values, and these rows have up to 16. */
const ROWS_PER_STATEMENT = 6

const chunked = <T>(rows: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(rows.length / ROWS_PER_STATEMENT) }, (_, at) =>
    rows.slice(at * ROWS_PER_STATEMENT, (at + 1) * ROWS_PER_STATEMENT),
  )

const MAPPING_AS_GIVEN = Object.fromEntries(
  Object.entries(getTableColumns(destinationMappings)).map(([key, column]) => [
    key,
    sql.raw(`excluded."${column.name}"`),
  ]),
)

/** The rows that the snapshot is built from, read and overlaid with the change. */
async function rowsAfter(
  db: Db,
  change: Change,
  previous: Manifest | null,
  asked: boolean,
): Promise<SnapshotRows> {
  const everything = asked || previous === null
  const renamed = (change.trackingPlans ?? []).map((row) => row.id)
  const ofRenamed =
    renamed.length === 0
      ? []
      : await db
          .select({ sourceId: schemaSettings.sourceId })
          .from(schemaSettings)
          .where(inArray(schemaSettings.planId, renamed))
  const touched = [
    ...new Set([
      ...(change.sources ?? []).map((row) => row.id),
      ...(change.destinations ?? []).map((row) => row.sourceId),
      ...(change.writeKeys ?? []).map((row) => row.sourceId),
      ...(change.schemaControls ?? []).map((row) => row.sourceId),
      ...(change.destinationFilters ?? []).map((row) => row.sourceId),
      ...(change.destinationMappings ?? []).map((row) => row.sourceId),
      ...(change.transformations ?? []).map((row) => row.sourceId),
      ...(change.schemaSettings ?? []).map((row) => row.sourceId),
      ...ofRenamed.map((row) => row.sourceId),
    ]),
  ]
  const [
    keyRows,
    sourceRows,
    destinationRows,
    controlRows,
    filterRows,
    mappingRows,
    transformationRows,
    settingsRows,
    planRows,
  ] = await db.batch([
    db
      .select({
        hash: writeKeys.hash,
        sourceId: writeKeys.sourceId,
        workspaceId: writeKeys.workspaceId,
        removedAt: writeKeys.removedAt,
        enabled: sources.enabled,
        deletedAt: sources.deletedAt,
      })
      .from(writeKeys)
      .innerJoin(sources, eq(sources.id, writeKeys.sourceId)),
    db
      .select()
      .from(sources)
      .where(everything ? undefined : inArray(sources.id, touched)),
    db
      .select()
      .from(destinations)
      .where(everything ? undefined : inArray(destinations.sourceId, touched)),
    db
      .select()
      .from(schemaControls)
      .where(everything ? undefined : inArray(schemaControls.sourceId, touched)),
    db
      .select()
      .from(destinationFilters)
      .where(everything ? undefined : inArray(destinationFilters.sourceId, touched)),
    db
      .select()
      .from(destinationMappings)
      .where(everything ? undefined : inArray(destinationMappings.sourceId, touched)),
    db
      .select()
      .from(transformations)
      .where(everything ? undefined : inArray(transformations.sourceId, touched)),
    // All of them: which plans are connected at all decides which rules the snapshot has.
    db.select().from(schemaSettings).where(isNotNull(schemaSettings.planId)),
    db.select().from(trackingPlans).where(isNull(trackingPlans.deletedAt)),
  ])
  const allSources = overlay(sourceRows, change.sources ?? [], (row) => row.id)
  const settings = overlay(settingsRows, change.schemaSettings ?? [], (row) => row.sourceId)
  const plans = overlay(planRows, change.trackingPlans ?? [], (row) => row.id)
  const connected = new Set(settings.flatMap(({ planId }) => planId ?? []))
  const toRead = [...connected].filter(
    (id) =>
      (everything || previous?.plans?.[id] === undefined) &&
      !change.planRules?.some(({ planId }) => planId === id),
  )
  const ruleRows =
    toRead.length === 0
      ? []
      : await db.select().from(planRules).where(inArray(planRules.planId, toRead))
  const rules = new Map(
    toRead.map((id) => [id, ruleRows.filter(({ planId }) => planId === id)] as const),
  )
  for (const { planId, after } of change.planRules ?? []) rules.set(planId, [...after])
  const sourceById = new Map(allSources.map((row) => [row.id, row]))
  const changedKeys = (change.writeKeys ?? []).map((row) => ({
    hash: row.hash,
    sourceId: row.sourceId,
    workspaceId: row.workspaceId,
    removedAt: row.removedAt,
    enabled: true,
    deletedAt: null,
  }))
  return {
    keys: overlay(keyRows, changedKeys, (row) => row.hash).map((row) => {
      const source = sourceById.get(row.sourceId)
      return source === undefined
        ? row
        : { ...row, enabled: source.enabled, deletedAt: source.deletedAt }
    }),
    sources: allSources,
    destinations: overlay(destinationRows, change.destinations ?? [], (row) => row.id),
    controls: overlay(controlRows, change.schemaControls ?? [], (row) => row.sourceId),
    filters: overlay(filterRows, change.destinationFilters ?? [], (row) => row.id),
    mappings: overlay(mappingRows, change.destinationMappings ?? [], (row) => row.id),
    transformations: overlay(transformationRows, change.transformations ?? [], (row) => row.id),
    settings,
    plans,
    rules,
  }
}

const overlay = <T>(rows: T[], newer: T[], key: (row: T) => string): T[] => [
  ...new Map([...rows, ...newer].map((row) => [key(row), row])).values(),
]

const sameManifest = (a: Manifest, b: Manifest): boolean =>
  a.directory === b.directory &&
  sameEntries(a.sources, b.sources) &&
  sameEntries(a.destinations, b.destinations) &&
  JSON.stringify(Object.entries(a.plans ?? {}).sort()) ===
    JSON.stringify(Object.entries(b.plans ?? {}).sort())

const sameEntries = (a: Record<string, string>, b: Record<string, string>): boolean =>
  Object.keys(a).length === Object.keys(b).length &&
  Object.entries(a).every(([key, value]) => b[key] === value)

/** D1 says `UNIQUE constraint failed: snapshot_versions.version`; drizzle may wrap it as a cause. */
function isVersionConflict(cause: unknown): boolean {
  for (let error = cause; error instanceof Error; error = error.cause) {
    if (error.message.includes('UNIQUE constraint failed: snapshot_versions.version')) return true
  }
  return false
}
