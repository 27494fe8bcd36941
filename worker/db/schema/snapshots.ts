import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Manifest } from '../../domain/config/snapshot.ts'

/**
 * The configuration that the data path reads. Each edit adds a version in its own transaction; two
 * edits that started from the same version collide on the primary key, and the second runs again.
 */
export const snapshotVersions = sqliteTable(
  'snapshot_versions',
  {
    version: integer().primaryKey(),
    manifest: text({ mode: 'json' }).$type<Manifest>().notNull(),
    createdAt: text('created_at').notNull(),
  },
  (table) => [index('snapshot_versions_by_age').on(table.createdAt)],
)

/** Parts are shared by the versions that hold the same content. */
export const snapshotParts = sqliteTable('snapshot_parts', {
  /** SHA-256 of the body, hex. */
  id: text().primaryKey(),
  body: text().notNull(),
  createdAt: text('created_at').notNull(),
})
