import type { DestinationMappingRow, MappingVersionRow } from '../schema/destination-mappings.ts'
import type { DestinationRow } from '../schema/destinations.ts'
import { type Actor, auditOf } from './audit.ts'
import type { Change, EditDeps } from './snapshot.ts'

/** What people decide about a mapping. */
export interface MappingContent {
  name: string
  /** Key of the action; it stays as it is. */
  action: string
  enabled: boolean
  trigger: string
  mapping: Record<string, unknown>
}

/**
 * The rows and audit entries of mappings that are new, in their order.
 * @param after How many the destination has before them.
 */
export function newMappings(
  deps: Pick<EditDeps, 'now' | 'newId'>,
  actor: Actor,
  destination: Pick<DestinationRow, 'id' | 'sourceId' | 'workspaceId'>,
  contents: readonly MappingContent[],
  after = 0,
): { rows: DestinationMappingRow[]; change: Change } {
  const now = deps.now()
  const rows = contents.map(
    ({ name, action, enabled, trigger, mapping }, index): DestinationMappingRow => ({
      id: deps.newId('map'),
      workspaceId: destination.workspaceId,
      sourceId: destination.sourceId,
      destinationId: destination.id,
      name,
      action,
      enabled,
      trigger,
      mapping,
      version: 1,
      position: after + index,
      createdAt: now,
      updatedAt: now,
      deletedAt: null,
    }),
  )
  return {
    rows,
    change: {
      destinationMappings: rows,
      mappingVersions: rows.map(versionOf),
      audit: rows.map((row) => mappingAudit(deps, actor, 'Mapping Created', null, row)),
    },
  }
}

/** What is kept of a mapping as it is now. */
export const versionOf = (row: DestinationMappingRow): MappingVersionRow => ({
  mappingId: row.id,
  version: row.version,
  workspaceId: row.workspaceId,
  name: row.name,
  enabled: row.enabled,
  trigger: row.trigger,
  mapping: row.mapping,
  createdAt: row.updatedAt,
})

export const mappingAudit = auditOf<DestinationMappingRow>(
  'DESTINATION_MAPPING',
  ({ name }) => name,
  (row) => ({
    destinationId: row.destinationId,
    name: row.name,
    action: row.action,
    enabled: row.enabled,
    trigger: row.trigger,
    mapping: row.mapping,
    position: row.position,
  }),
)
