import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Transformation } from '../../domain/transformations/transformation.ts'
import { sources } from './sources.ts'
import { workspaces } from './workspaces.ts'

/** Deleted transformations stay as rows: verdicts in the archive name them. */
export const transformations = sqliteTable(
  'transformations',
  {
    id: text().primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    sourceId: text('source_id')
      .notNull()
      .references(() => sources.id),
    /** Slug of a kind of destination; null: the source's scope. */
    destinationSlug: text('destination_slug'),
    name: text().notNull(),
    enabled: integer({ mode: 'boolean' }).notNull(),
    /** In the filter language. */
    if: text().notNull(),
    /** All it does, but for its id and its condition. */
    parts: text({ mode: 'json' }).$type<Omit<Transformation, 'id' | 'if'>>().notNull(),
    createdAt: text('created_at').notNull(),
    updatedAt: text('updated_at').notNull(),
    deletedAt: text('deleted_at'),
  },
  (table) => [
    index('transformations_by_age').on(table.workspaceId, table.createdAt, table.id),
    index('transformations_by_source').on(table.sourceId),
  ],
)
export type TransformationRow = typeof transformations.$inferSelect
