import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { destinations } from './destinations.ts'
import { sources } from './sources.ts'
import { workspaces } from './workspaces.ts'

/** Deleted mappings stay as rows: verdicts in the archive name them. */
export const destinationMappings = sqliteTable(
  'destination_mappings',
  {
    id: text().primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    sourceId: text('source_id')
      .notNull()
      .references(() => sources.id),
    destinationId: text('destination_id')
      .notNull()
      .references(() => destinations.id),
    name: text().notNull(),
    /** Key of the action in the destination's definition; fixed at creation. */
    action: text().notNull(),
    enabled: integer({ mode: 'boolean' }).notNull(),
    /** In the filter language. */
    trigger: text().notNull(),
    /** Field key -> literal or directive. */
    mapping: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    /** Goes up by one with each edit. */
    version: integer().notNull(),
    /** Mappings are sorted by it, then by age. */
    position: integer().notNull(),
    createdAt: text('created_at').notNull(),
    updatedAt: text('updated_at').notNull(),
    deletedAt: text('deleted_at'),
  },
  (table) => [
    index('destination_mappings_by_destination').on(table.destinationId, table.position),
    index('destination_mappings_by_source').on(table.sourceId),
  ],
)
export type DestinationMappingRow = typeof destinationMappings.$inferSelect

/** What each edit left, so that a request can be made again by the mapping of its time. */
export const destinationMappingVersions = sqliteTable(
  'destination_mapping_versions',
  {
    mappingId: text('mapping_id')
      .notNull()
      .references(() => destinationMappings.id),
    version: integer().notNull(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    name: text().notNull(),
    enabled: integer({ mode: 'boolean' }).notNull(),
    trigger: text().notNull(),
    mapping: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    createdAt: text('created_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.mappingId, table.version] })],
)
export type MappingVersionRow = typeof destinationMappingVersions.$inferSelect
