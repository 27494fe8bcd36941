import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { SealedSettings } from '../../domain/config/snapshot.ts'
import { sources } from './sources.ts'
import { workspaces } from './workspaces.ts'

/** How a destination's log paces itself; absent fields mean the defaults. */
export interface DeliveryOptions {
  concurrency?: number
  retryWindowHours?: number
  rateLimitPerS?: number
  lingerMs?: number
}

/** Deleted destinations stay as rows without settings, because the books still name them. */
export const destinations = sqliteTable(
  'destinations',
  {
    id: text().primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    sourceId: text('source_id')
      .notNull()
      .references(() => sources.id),
    /** Slug of the catalog entry, e.g. `webhooks`; fixed at creation. */
    catalogSlug: text('catalog_slug').notNull(),
    name: text().notNull(),
    enabled: integer({ mode: 'boolean' }).notNull(),
    /** What is not secret. */
    settings: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    /** The secret settings, under the delivery Worker's key; this side cannot open it. */
    sealed: text({ mode: 'json' }).$type<SealedSettings>(),
    /** Stand-ins that the API shows for what is sealed. */
    masked: text({ mode: 'json' }).$type<Record<string, unknown>>().notNull(),
    delivery: text({ mode: 'json' }).$type<DeliveryOptions>().notNull(),
    /** Ids of consent categories: an event's preferences have to allow all of them. */
    consentCategories: text('consent_categories', { mode: 'json' })
      .$type<string[]>()
      .notNull()
      .default([]),
    createdAt: text('created_at').notNull(),
    updatedAt: text('updated_at').notNull(),
    deletedAt: text('deleted_at'),
  },
  (table) => [
    index('destinations_by_age').on(table.workspaceId, table.createdAt, table.id),
    index('destinations_by_source').on(table.workspaceId, table.sourceId),
  ],
)
export type DestinationRow = typeof destinations.$inferSelect
