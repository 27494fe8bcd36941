import * as v from 'valibot'
import type { MappingConfig } from '../domain/config/mapping.ts'
import {
  type DestinationConfig,
  destinationConfigSchema,
  type Manifest,
  type PlanPart,
  type RouteTarget,
  type SourceConfig,
  sourceConfigSchema,
  type WriteKeyDirectory,
  type WriteKeyStatus,
} from '../domain/config/snapshot.ts'
import type { PlanRule } from '../domain/protocols/tracking-plan.ts'
import type { TargetFilter } from '../domain/routing/filter-schema.ts'
import type { Transformation } from '../domain/transformations/transformation.ts'
import type { DestinationFilterRow } from './schema/destination-filters.ts'
import type { DestinationMappingRow } from './schema/destination-mappings.ts'
import type { DestinationRow } from './schema/destinations.ts'
import type { SchemaControlsRow } from './schema/schema-controls.ts'
import type { SourceRow, WriteKeyRow } from './schema/sources.ts'
import type { PlanRuleRow, SchemaSettingsRow, TrackingPlanRow } from './schema/tracking-plans.ts'
import type { TransformationRow } from './schema/transformations.ts'

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
  /** All transformations of these sources, deleted ones included. */
  transformations: TransformationRow[]
  /** Of every source that has a plan, and of those that have just lost theirs. */
  settings: SchemaSettingsRow[]
  /** Every plan. */
  plans: TrackingPlanRow[]
  /** Plan id -> its rules, of plans whose parts are to be built anew. */
  rules: ReadonlyMap<string, PlanRuleRow[]>
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
  const store = async (part: WriteKeyDirectory | SourceConfig | DestinationConfig | PlanPart) => {
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
  const plans = await plansOf(rows, manifest, previous, store)
  if (Object.keys(plans).length > 0) manifest.plans = plans
  return { manifest, parts }
}

export const partIds = (manifest: Manifest): string[] => [
  manifest.directory,
  ...Object.values(manifest.sources),
  ...Object.values(manifest.destinations),
  ...Object.values(manifest.plans ?? {}).flat(),
]

/** Part ids of the plans that live sources are connected to. */
async function plansOf(
  { settings, rules }: Pick<SnapshotRows, 'settings' | 'rules'>,
  manifest: Pick<Manifest, 'sources'>,
  previous: Manifest | null,
  store: (part: PlanPart) => Promise<string>,
): Promise<Record<string, string[]>> {
  const connected = settings.flatMap(({ sourceId, planId }) =>
    planId !== null && Object.hasOwn(manifest.sources, sourceId) ? [planId] : [],
  )
  const found: Record<string, string[]> = {}
  for (const planId of [...new Set(connected)].sort()) {
    const anew = rules.get(planId)
    if (anew === undefined) {
      found[planId] = previous?.plans?.[planId] ?? []
      continue
    }
    found[planId] = []
    for (const part of inParts(anew.toSorted(byRuleName).map(planRuleOf))) {
      found[planId].push(await store({ kind: 'plan', planId, rules: part }))
    }
  }
  return found
}

/** Characters; in UTF-8 at most three times as many bytes, of which a row of the snapshot takes 1 MB. */
const PLAN_PART_CHARS = 300_000

function inParts(rules: readonly PlanRule[]): PlanRule[][] {
  const found: PlanRule[][] = []
  let room = 0
  for (const rule of rules) {
    const chars = JSON.stringify(rule).length
    if (chars > room) {
      found.push([])
      room = PLAN_PART_CHARS
    }
    found.at(-1)?.push(rule)
    room -= chars
  }
  return found
}

const planRuleOf = (row: PlanRuleRow): PlanRule => ({
  type: row.type,
  key: row.key,
  version: row.version,
  jsonSchema: row.jsonSchema,
  deprecated: row.deprecatedAt !== null,
})

function byRuleName(a: PlanRuleRow, b: PlanRuleRow): number {
  if (a.type !== b.type) return a.type < b.type ? -1 : 1
  if (a.key !== b.key) return a.key < b.key ? -1 : 1
  return a.version - b.version
}

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
  rows: SnapshotRows,
  describe: DescribeDestination,
): SourceConfig => {
  const { controls, filters, mappings } = rows
  const transforming = transformationsOf(rows.transformations, row.id)
  const plan = planOf(rows, row.id)
  const atSource = transforming(null)
  return v.parse(sourceConfigSchema, {
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
      const changes = transforming(destination.catalogSlug)
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
        ...(changes.length > 0 && { transformations: changes }),
      }
    }),
    schema: controls.find(({ sourceId }) => sourceId === row.id)?.controls,
    ...(plan && { plan }),
    ...(atSource.length > 0 && { transformations: atSource }),
  })
}

function planOf({ settings, plans }: SnapshotRows, id: string): SourceConfig['plan'] {
  const own = settings.find(({ sourceId }) => sourceId === id)
  const plan = plans.find((row) => row.id === own?.planId && row.deletedAt === null)
  return own && plan && { planId: plan.id, name: plan.name, enforcement: own.enforcement }
}

/** The enabled ones of a source, oldest first; null: of its own scope. */
const transformationsOf =
  (rows: readonly TransformationRow[], sourceId: string) =>
  (destinationSlug: string | null): Transformation[] =>
    rows
      .filter(
        (row) =>
          row.sourceId === sourceId &&
          row.destinationSlug === destinationSlug &&
          row.enabled &&
          row.deletedAt === null,
      )
      .sort((a, b) =>
        a.createdAt === b.createdAt ? byId(a, b) : a.createdAt < b.createdAt ? -1 : 1,
      )
      .map((row) => ({ id: row.id, if: row.if, ...row.parts }))

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
