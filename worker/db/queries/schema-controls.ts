import { and, eq, isNull } from 'drizzle-orm'
import {
  type ControlChange,
  type ControlProblem,
  changeControls,
  withoutDestinations,
} from '../../domain/protocols/change-controls.ts'
import { NO_CONTROLS, type SourceControls } from '../../domain/protocols/schema-controls.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import type { Db } from '../client.ts'
import { destinations } from '../schema/destinations.ts'
import { type SchemaControlsRow, schemaControls } from '../schema/schema-controls.ts'
import { sources } from '../schema/sources.ts'
import { type Actor, auditRow } from './audit.ts'
import { type EditDeps, type EditError, edit } from './snapshot.ts'

export type SchemaControlsError = { reason: 'not_found' } | ControlProblem

/** What the source lets through; everything, unless it was told otherwise. */
export async function getSchemaControls(
  db: Db,
  workspaceId: string,
  sourceId: string,
): Promise<SourceControls> {
  const row = await findRow(db, workspaceId, sourceId)
  return row?.controls ?? NO_CONTROLS
}

/** All of the changes hold afterwards, or none. */
export const changeSchemaControls = (
  deps: EditDeps,
  actor: Actor,
  sourceId: string,
  changes: readonly ControlChange[],
): Promise<Result<SourceControls, SchemaControlsError | EditError>> =>
  edit<SourceControls, SchemaControlsError>(deps, async () => {
    const { workspaceId } = actor
    const [[source], connected, before] = await Promise.all([
      deps.db
        .select({ name: sources.name })
        .from(sources)
        .where(
          and(
            eq(sources.workspaceId, workspaceId),
            eq(sources.id, sourceId),
            isNull(sources.deletedAt),
          ),
        ),
      deps.db
        .select({ id: destinations.id })
        .from(destinations)
        .where(
          and(
            eq(destinations.workspaceId, workspaceId),
            eq(destinations.sourceId, sourceId),
            isNull(destinations.deletedAt),
          ),
        ),
      getSchemaControls(deps.db, workspaceId, sourceId),
    ])
    if (source === undefined) return err({ reason: 'not_found' })
    const after = changeControls(before, changes, new Set(connected.map(({ id }) => id)))
    if (!after.ok) return after
    if (after.value === before) return ok({ value: before, change: null })
    return ok({
      value: after.value,
      change: {
        schemaControls: [{ sourceId, workspaceId, controls: after.value, updatedAt: deps.now() }],
        audit: [
          auditRow(deps, actor, {
            type: 'Source Schema Controls Modified',
            resourceType: 'SOURCE',
            resourceId: sourceId,
            resourceName: source.name,
            ...differing(before, after.value),
          }),
        ],
      },
    })
  })

/** The row as it shall be once a destination is deleted; empty when no control names it. */
export async function controlsWithout(
  deps: Pick<EditDeps, 'db' | 'now'>,
  { workspaceId, sourceId, id }: { workspaceId: string; sourceId: string; id: string },
): Promise<SchemaControlsRow[]> {
  const row = await findRow(deps.db, workspaceId, sourceId)
  if (row === undefined) return []
  const controls = withoutDestinations(row.controls, (destinationId) => destinationId === id)
  return controls === row.controls ? [] : [{ ...row, controls, updatedAt: deps.now() }]
}

async function findRow(
  db: Db,
  workspaceId: string,
  sourceId: string,
): Promise<SchemaControlsRow | undefined> {
  const [row] = await db
    .select()
    .from(schemaControls)
    .where(and(eq(schemaControls.workspaceId, workspaceId), eq(schemaControls.sourceId, sourceId)))
  return row
}

/** The trail tells what changed: the rest may be thousands of names. */
function differing(
  before: SourceControls,
  after: SourceControls,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const changed = (Object.keys(after) as (keyof SourceControls)[]).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  )
  const pick = (from: SourceControls, other: SourceControls) =>
    Object.fromEntries(changed.map((key) => [key, missingIn(from[key], other[key])]))
  return { before: pick(before, after), after: pick(after, before) }
}

/** Of a list, the entries that the other one has not; anything else as it is. */
function missingIn(from: unknown, other: unknown): unknown {
  if (!Array.isArray(from) || !Array.isArray(other)) return from
  const known = new Set(other.map((entry) => JSON.stringify(entry)))
  return from.filter((entry) => !known.has(JSON.stringify(entry)))
}
