import { sqliteTable, text } from 'drizzle-orm/sqlite-core'

export const workspaces = sqliteTable('workspaces', {
  id: text().primaryKey(),
  slug: text().notNull().unique(),
  name: text().notNull(),
  createdAt: text('created_at').notNull(),
})
export type WorkspaceRow = typeof workspaces.$inferSelect
