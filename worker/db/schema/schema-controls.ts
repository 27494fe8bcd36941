import { sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { SourceControls } from '../../domain/protocols/schema-controls.ts'
import { sources } from './sources.ts'
import { workspaces } from './workspaces.ts'

/**
 * What the sources let through. Beside their rows, since they can be large, and lists of sources do
 * not show them. A source that was never told anything has no row.
 */
export const schemaControls = sqliteTable('schema_controls', {
  sourceId: text('source_id')
    .primaryKey()
    .references(() => sources.id),
  workspaceId: text('workspace_id')
    .notNull()
    .references(() => workspaces.id),
  controls: text({ mode: 'json' }).$type<SourceControls>().notNull(),
  updatedAt: text('updated_at').notNull(),
})
export type SchemaControlsRow = typeof schemaControls.$inferSelect
