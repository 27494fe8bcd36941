import * as v from 'valibot'
import type { MappingConfig } from '../domain/config/mapping.ts'
import {
  type DestinationConfig,
  destinationConfigSchema,
  type Manifest,
  type RouteTarget,
  type SourceConfig,
  sourceConfigSchema,
  type WriteKeyDirectory,
  type WriteKeyStatus,
} from '../domain/config/snapshot.ts'
import type { TargetFilter } from '../domain/routing/filter-schema.ts'
import type { DestinationFilterRow } from './schema/destination-filters.ts'
import type { DestinationMappingRow } from './schema/destination-mappings.ts'
import type { DestinationRow } from './schema/destinations.ts'
import type { SchemaControlsRow } from './schema/schema-controls.ts'
import type { SourceRow, WriteKeyRow } from './schema/sources.ts'

/** What the catalog says of a destination's kind; undefined when it has left the catalog. */
export type DescribeDestination = (slug: string) =>
  | (Pick<RouteTarget, 'integrationName' | 'supportedTypes'> & {
      /** Events reach it through mappings. */
      hasActions?: boolean
    })
  | undefined

export interface SnapshotRows {
  /** Every write key of the deployment, each with the state of its source. */
  keys: DirectoryRow[]
  /** The sources to build anew; the others keep their parts. Deleted ones leave the snapshot. */
  sources: SourceRow[]
  /** All destinations of these sources, deleted ones included. */
  destinations: DestinationRow[]
  /** Of these sources; one that has none lets everything through. */
  controls: SchemaControlsRow[]
  /** All filters of their destinations, deleted ones included. */
  filters: DestinationFilterRow[]
  /** All mappings of their destinations, deleted ones included. */
  mappings: DestinationMappingRow[]
}

export interface DirectoryRow
  extends Pick<WriteKeyRow, 'hash' | 'sourceId' | 'workspaceId' | 'removedAt'> {
  enabled: boolean
  deletedAt: string | null
}

export interface BuiltSnapshot {
  manifest: Manifest
  /** Part id -> JSON, of the parts that the previous manifest does not hold. */
  parts: Map<string, string>
}

/**
 * The next version of the configuration, from rows as they will be after the edit. The same rows
 * give the same parts, whatever order they come in, so that an unchanged part keeps its id.
 *
 * @param sha256 In hex.
 */
export async function buildSnapshot(
  rows: SnapshotRows,
  previous: Manifest | null,
  describe: DescribeDestination,
  sha256: (text: string) => Promise<string>,
): Promise<BuiltSnapshot> {
  const known = new Set(previous === null ? [] : partIds(previous))
  const parts = new Map<string, string>()
  const store = async (part: WriteKeyDirectory | SourceConfig | DestinationConfig) => {
    const body = JSON.stringify(part)
    const id = await sha256(body)
    if (!known.has(id)) parts.set(id, body)
    return id
  }

  const manifest: Manifest = {
    v: 1,
    directory: await store(directoryOf(rows.keys)),
    sources: { ...previous?.sources },
    destinations: { ...previous?.destinations },
  }
  for (const source of rows.sources) {
    const all = rows.destinations.filter((row) => row.sourceId === source.id).sort(byId)
    for (const destination of all) delete manifest.destinations[destination.id]
    delete manifest.sources[source.id]
    if (source.deletedAt !== null) continue
    const live = all.filter((row) => row.deletedAt === null)
    for (const row of live) {
      const hasActions = describe(row.catalogSlug)?.hasActions === true
      const mappings = hasActions ? mappingsOf(rows.mappings, row) : null
      manifest.destinations[row.id] = await store(destinationConfigOf(row, mappings))
    }
    manifest.sources[source.id] = await store(sourceConfigOf(source, live, rows, describe))
  }
  return { manifest, parts }
}

export const partIds = (manifest: Manifest): string[] => [
  manifest.directory,
  ...Object.values(manifest.sources),
  ...Object.values(manifest.destinations),
]

function directoryOf(rows: DirectoryRow[]): WriteKeyDirectory {
  const sorted = rows.toSorted((a, b) => (a.hash < b.hash ? -1 : 1))
  return {
    kind: 'directory',
    keys: Object.fromEntries(
      sorted.map((row) => [
        row.hash,
        { sourceId: row.sourceId, workspaceId: row.workspaceId, status: statusOf(row) },
      ]),
    ),
  }
}

function statusOf(row: DirectoryRow): WriteKeyStatus {
  if (row.removedAt !== null) return 'removed'
  if (row.deletedAt !== null) return 'deleted'
  return row.enabled ? 'active' : 'disabled'
}

/** Parsed, so that settings stored before a new one existed get its default. */
const sourceConfigOf = (
  row: SourceRow,
  destinations: DestinationRow[],
  { controls, filters, mappings }: Pick<SnapshotRows, 'controls' | 'filters' | 'mappings'>,
  describe: DescribeDestination,
): SourceConfig =>
  v.parse(sourceConfigSchema, {
    kind: 'source',
    sourceId: row.id,
    workspaceId: row.workspaceId,
    slug: row.catalogSlug,
    name: row.name,
    enabled: row.enabled,
    settings: row.settings,
    targets: destinations.map((destination): RouteTarget => {
      const kind = describe(destination.catalogSlug)
      const own = filtersOf(filters, destination)
      return {
        destinationId: destination.id,
        slug: destination.catalogSlug,
        integrationName: kind?.integrationName ?? destination.catalogSlug,
        // Nothing could deliver it, so nothing may be routed to it.
        enabled: destination.enabled && kind !== undefined,
        supportedTypes: kind?.supportedTypes ?? [],
        ...(destination.consentCategories.length > 0 && {
          consentCategories: destination.consentCategories,
        }),
        ...(own.length > 0 && { filters: own }),
        ...(kind?.hasActions && {
          triggers: mappingsOf(mappings, destination)
            .filter(({ enabled }) => enabled)
            .map(({ id, trigger }) => ({ mappingId: id, trigger })),
        }),
      }
    }),
    schema: controls.find(({ sourceId }) => sourceId === row.id)?.controls,
  })

const filtersOf = (rows: DestinationFilterRow[], { id }: DestinationRow): TargetFilter[] =>
  rows
    .filter((row) => row.destinationId === id && row.enabled && row.deletedAt === null)
    .sort(byId)
    .map((row) => ({ id: row.id, if: row.if, actions: row.actions }))

/** Those of one destination that are not deleted, in their order. */
export const mappingsOf = (
  rows: readonly DestinationMappingRow[],
  { id }: Pick<DestinationRow, 'id'>,
): DestinationMappingRow[] =>
  rows
    .filter((row) => row.destinationId === id && row.deletedAt === null)
    .sort((a, b) => a.position - b.position || byId(a, b))

/** @param mappings In their order; null at destinations that have no actions. */
export const destinationConfigOf = (
  row: DestinationRow,
  mappings: readonly DestinationMappingRow[] | null,
): DestinationConfig =>
  v.parse(destinationConfigSchema, {
    kind: 'destination',
    destinationId: row.id,
    sourceId: row.sourceId,
    workspaceId: row.workspaceId,
    slug: row.catalogSlug,
    name: row.name,
    enabled: row.enabled,
    settings: row.settings,
    sealed: row.sealed,
    ...(mappings !== null && { mappings: mappings.map(mappingConfigOf) }),
    ...row.delivery,
  })

const mappingConfigOf = (row: DestinationMappingRow): MappingConfig => ({
  id: row.id,
  name: row.name,
  action: row.action,
  enabled: row.enabled,
  trigger: row.trigger,
  mapping: row.mapping,
  version: row.version,
})

const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1)
