import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { FilterAction } from '../../domain/routing/filter-schema.ts'
import { destinations } from './destinations.ts'
import { sources } from './sources.ts'
import { workspaces } from './workspaces.ts'

/** Deleted filters stay as rows: verdicts in the archive name them. */
export const destinationFilters = sqliteTable(
  'destination_filters',
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
    title: text().notNull(),
    description: text(),
    /** In the filter language; `all` for every event. */
    if: text().notNull(),
    actions: text({ mode: 'json' }).$type<FilterAction[]>().notNull(),
    enabled: integer({ mode: 'boolean' }).notNull(),
    createdAt: text('created_at').notNull(),
    updatedAt: text('updated_at').notNull(),
    deletedAt: text('deleted_at'),
  },
  (table) => [
    index('destination_filters_by_destination').on(table.destinationId, table.createdAt, table.id),
    index('destination_filters_by_source').on(table.sourceId),
  ],
)
export type DestinationFilterRow = typeof destinationFilters.$inferSelect
