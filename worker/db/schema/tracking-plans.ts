import { sql } from 'drizzle-orm'
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core'
import type {
  Enforcement,
  JsonSchema,
  PlanType,
  RuleType,
} from '../../domain/protocols/tracking-plan.ts'
import { sources } from './sources.ts'
import { workspaces } from './workspaces.ts'

/** Deleted plans stay as rows: the changelog and the archive's verdicts name them. Their rules go. */
export const trackingPlans = sqliteTable(
  'tracking_plans',
  {
    id: text().primaryKey(),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    name: text().notNull(),
    slug: text().notNull(),
    description: text().notNull(),
    type: text().$type<PlanType>().notNull(),
    createdAt: text('created_at').notNull(),
    updatedAt: text('updated_at').notNull(),
    deletedAt: text('deleted_at'),
  },
  (table) => [
    uniqueIndex('tracking_plans_live_slug')
      .on(table.workspaceId, table.slug)
      .where(sql`deleted_at IS NULL`),
    index('tracking_plans_by_age').on(table.workspaceId, table.createdAt, table.id),
  ],
)
export type TrackingPlanRow = typeof trackingPlans.$inferSelect

const ruleName = {
  planId: text('plan_id')
    .notNull()
    .references(() => trackingPlans.id),
  type: text().$type<RuleType>().notNull(),
  /** Empty for rules that have none. */
  key: text().notNull(),
  version: integer().notNull(),
}

/** The rules in force. */
export const planRules = sqliteTable(
  'tracking_plan_rules',
  {
    ...ruleName,
    jsonSchema: text('json_schema', { mode: 'json' }).$type<JsonSchema>().notNull(),
    createdAt: text('created_at').notNull(),
    updatedAt: text('updated_at').notNull(),
    deprecatedAt: text('deprecated_at'),
    /** The library that it is kept in step with. */
    libraryId: text('library_id'),
  },
  (table) => [primaryKey({ columns: [table.planId, table.type, table.key, table.version] })],
)
export type PlanRuleRow = typeof planRules.$inferSelect

/** What the plan's draft does to its rules: a row per rule that is to be added, changed or removed. */
export const planDraftRules = sqliteTable(
  'tracking_plan_draft_rules',
  {
    ...ruleName,
    /** As it shall be; null: it shall go. */
    jsonSchema: text('json_schema', { mode: 'json' }).$type<JsonSchema>(),
    /** Key that the live rule has, where the draft gives it another one. */
    previousKey: text('previous_key'),
    /** The live rule's schema as it was when this was drafted, as JSON; empty: there was none. */
    base: text().notNull(),
    updatedAt: text('updated_at').notNull(),
    /** Name of who drafted it. */
    updatedBy: text('updated_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.planId, table.type, table.key, table.version] })],
)
export type PlanDraftRuleRow = typeof planDraftRules.$inferSelect

/** What was done to the rules in force, by one step each. */
export const planChangelog = sqliteTable(
  'tracking_plan_changelog',
  {
    id: text().primaryKey(),
    planId: text('plan_id')
      .notNull()
      .references(() => trackingPlans.id),
    at: text().notNull(),
    by: text().notNull(),
    message: text().notNull(),
    via: text().$type<'draft' | 'api' | 'library' | 'creation'>().notNull(),
    added: integer().notNull(),
    changed: integer().notNull(),
    removed: integer().notNull(),
  },
  (table) => [index('tracking_plan_changelog_by_age').on(table.planId, table.at)],
)
export type PlanChangelogRow = typeof planChangelog.$inferSelect

export const planChanges = sqliteTable(
  'tracking_plan_changes',
  {
    entryId: text('entry_id')
      .notNull()
      .references(() => planChangelog.id),
    position: integer().notNull(),
    change: text().$type<'added' | 'changed' | 'removed'>().notNull(),
    type: text().$type<RuleType>().notNull(),
    key: text().notNull(),
    version: integer().notNull(),
    previousKey: text('previous_key'),
    before: text({ mode: 'json' }).$type<JsonSchema>(),
    after: text({ mode: 'json' }).$type<JsonSchema>(),
  },
  (table) => [primaryKey({ columns: [table.entryId, table.position] })],
)
export type PlanChangeRow = typeof planChanges.$inferSelect

/** Libraries that a plan is kept in step with. */
export const planLibraries = sqliteTable(
  'tracking_plan_libraries',
  {
    planId: text('plan_id')
      .notNull()
      .references(() => trackingPlans.id),
    libraryId: text('library_id')
      .notNull()
      .references(() => trackingPlans.id),
    /** Of a property library: keys of the events that have its properties; null: all track events. */
    into: text({ mode: 'json' }).$type<string[]>(),
    createdAt: text('created_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.planId, table.libraryId] }),
    index('tracking_plan_libraries_by_library').on(table.libraryId),
  ],
)
export type PlanLibraryRow = typeof planLibraries.$inferSelect

/**
 * The plan of a source, and what is done with events that break it. A source without a row has no plan and
 * lets everything through; the settings outlive a plan that is disconnected.
 */
export const schemaSettings = sqliteTable(
  'schema_settings',
  {
    sourceId: text('source_id')
      .primaryKey()
      .references(() => sources.id),
    workspaceId: text('workspace_id')
      .notNull()
      .references(() => workspaces.id),
    planId: text('plan_id').references(() => trackingPlans.id),
    enforcement: text({ mode: 'json' }).$type<Enforcement>().notNull(),
    connectedAt: text('connected_at'),
    updatedAt: text('updated_at').notNull(),
  },
  (table) => [index('schema_settings_by_plan').on(table.planId)],
)
export type SchemaSettingsRow = typeof schemaSettings.$inferSelect
