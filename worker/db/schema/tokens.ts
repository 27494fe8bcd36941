import { sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Grant } from '../../domain/access/can.ts'
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
  grants: text({ mode: 'json' }).$type<Grant[]>().notNull(),
  createdAt: text('created_at').notNull(),
  lastUsedAt: text('last_used_at'),
  revokedAt: text('revoked_at'),
})
export type TokenRow = typeof tokens.$inferSelect
