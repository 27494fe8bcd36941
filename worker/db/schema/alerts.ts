import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { AlertChannel, NotifiedChannel } from '../../domain/alerts/alert.ts'
import type { AlertCondition } from '../../domain/alerts/condition.ts'
import { workspaces } from './workspaces.ts'

export const alerts = sqliteTable(
  'alerts',
  {
    id: text().primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    name: text().notNull(),
    condition: text({ mode: 'json' }).$type<AlertCondition>().notNull(),
    enabled: integer({ mode: 'boolean' }).notNull(),
    channels: text({ mode: 'json' }).$type<AlertChannel[]>().notNull(),
    /** 0: never again. */
    repeatMinutes: integer('repeat_minutes').notNull(),
    /** Where the dashboard was when it was last edited: links in messages lead there. */
    origin: text().notNull(),
    state: text().$type<'ok' | 'firing' | 'unknown'>().notNull(),
    stateSince: text('state_since').notNull(),
    reading: text().notNull(),
    evaluatedAt: text('evaluated_at'),
    /** When it last said that it fires. */
    notifiedAt: text('notified_at'),
    createdAt: text('created_at').notNull(),
    updatedAt: text('updated_at').notNull(),
  },
  (table) => [index('alerts_by_age').on(table.workspaceId, table.createdAt, table.id)],
)
export type AlertRow = typeof alerts.$inferSelect

export const alertHistory = sqliteTable(
  'alert_history',
  {
    id: text().primaryKey(),
    alertId: text('alert_id').notNull(),
    at: text().notNull(),
    change: text().$type<'firing' | 'repeated' | 'resolved'>().notNull(),
    reading: text().notNull(),
    notified: text({ mode: 'json' }).$type<NotifiedChannel[]>().notNull(),
  },
  (table) => [
    index('alert_history_by_alert').on(table.alertId, table.at),
    index('alert_history_by_age').on(table.at),
  ],
)
export type AlertHistoryRow = typeof alertHistory.$inferSelect
