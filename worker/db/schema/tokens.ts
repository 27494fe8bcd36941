import { sql } from 'drizzle-orm'
import { sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Permission } from '../../domain/access/permission.ts'
import { workspaces } from './workspaces.ts'

/** Bearer tokens of the management API. Only the hash is kept: a token is shown once. */
export const tokens = sqliteTable('tokens', {
  id: text().primaryKey(),
  workspaceId: text('workspace_id')
    .notNull()
    .references(() => workspaces.id),
  name: text().notNull(),
  /** SHA-256 of the token, hex. */
  hash: text().notNull().unique(),
  permissions: text({ mode: 'json' }).$type<Permission[]>().notNull().default(sql`'[]'`),
  /** Id of the member or token that made it; empty for the one that came with the installation. */
  createdBy: text('created_by').notNull().default(''),
  createdAt: text('created_at').notNull(),
  lastUsedAt: text('last_used_at'),
  revokedAt: text('revoked_at'),
})
export type TokenRow = typeof tokens.$inferSelect
