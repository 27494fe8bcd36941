import { sql } from 'drizzle-orm'
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type { SourceSettings } from '../../domain/config/snapshot.ts'
import { workspaces } from './workspaces.ts'

export interface Label {
  key: string
  value: string
}

/** Deleted sources stay as rows, because their write keys must still be recognised. */
export const sources = sqliteTable(
  'sources',
  {
    id: text().primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    /** The source's own slug; free for another source once this one is deleted. */
    slug: text().notNull(),
    name: text().notNull(),
    /** Slug of the catalog entry, e.g. `javascript`; fixed at creation. */
    catalogSlug: text('catalog_slug').notNull(),
    enabled: integer({ mode: 'boolean' }).notNull(),
    settings: text({ mode: 'json' }).$type<SourceSettings>().notNull(),
    labels: text({ mode: 'json' }).$type<Label[]>().notNull(),
    createdAt: text('created_at').notNull(),
    updatedAt: text('updated_at').notNull(),
    deletedAt: text('deleted_at'),
  },
  (table) => [
    uniqueIndex('sources_live_slug')
      .on(table.workspaceId, table.slug)
      .where(sql`deleted_at IS NULL`),
    index('sources_by_age').on(table.workspaceId, table.createdAt, table.id),
  ],
)
export type SourceRow = typeof sources.$inferSelect

/** Keys are removed by a mark, never by a delete: a removed key is known, and never issued again. */
export const writeKeys = sqliteTable(
  'write_keys',
  {
    /** SHA-256 of the key, hex: what the data path looks a caller up by. */
    hash: text().primaryKey(),
    /** The key itself. It is public (pages show it), so owners may read it back. */
    key: text().notNull(),
    sourceId: text('source_id')
      .notNull()
      .references(() => sources.id),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    createdAt: text('created_at').notNull(),
    removedAt: text('removed_at'),
  },
  (table) => [index('write_keys_by_source').on(table.workspaceId, table.sourceId)],
)
export type WriteKeyRow = typeof writeKeys.$inferSelect
