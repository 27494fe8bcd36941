import { index, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { workspaces } from './workspaces.ts'

/** Who changed what. Written in the transaction of the change; rows are only ever added. */
export const audit = sqliteTable(
  'audit',
  {
    id: text().primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    at: text().notNull(),
    /** e.g. `Source Created`. */
    type: text().notNull(),
    actorKind: text('actor_kind').notNull(),
    actorId: text('actor_id').notNull(),
    /** As they were then: the trail must not change with the account. */
    actorName: text('actor_name').notNull().default(''),
    actorEmail: text('actor_email').notNull().default(''),
    /** Where it was done from; empty when unknown. */
    ip: text().notNull().default(''),
    userAgent: text('user_agent').notNull().default(''),
    resourceType: text('resource_type').notNull(),
    resourceId: text('resource_id').notNull(),
    resourceName: text('resource_name').notNull(),
    /** The resource without its secrets; null where there was none. */
    before: text({ mode: 'json' }).$type<unknown>(),
    after: text({ mode: 'json' }).$type<unknown>(),
  },
  (table) => [index('audit_by_time').on(table.workspaceId, table.at, table.id)],
)
export type AuditRow = typeof audit.$inferSelect
