import { and, count, desc, eq } from 'drizzle-orm'
import type { BatchItem } from 'drizzle-orm/batch'
import {
  byRuleId,
  changesBetween,
  type RuleChange,
  type RuleContent,
  ruleId,
} from '../../domain/protocols/plan-draft.ts'
import type { Db } from '../client.ts'
import { insertRows } from '../insert-rows.ts'
import {
  type PlanChangelogRow,
  type PlanChangeRow,
  type PlanRuleRow,
  planChangelog,
  planChanges,
} from '../schema/tracking-plans.ts'
import type { Actor } from './audit.ts'
import type { Page, PageOf } from './page.ts'
import type { EditDeps } from './snapshot.ts'

export type { PlanChangelogRow, PlanChangeRow } from '../schema/tracking-plans.ts'

/** A rule as it shall be in force. */
export interface NewRule extends RuleContent {
  /** The library that it is kept in step with. */
  libraryId?: string | null
}
export type NewRules = readonly NewRule[]

export interface Step {
  via: PlanChangelogRow['via']
  message?: string
  /** Id of a rule -> the key it had before. */
  renamed?: ReadonlyMap<string, string>
}

export interface Logged {
  rows: PlanRuleRow[]
  changes: RuleChange[]
  /** Null when nothing changes. */
  entry: PlanChangelogRow | null
  also: (db: Db) => BatchItem<'sqlite'>[]
}

/** The rows of a plan's rules as they shall be, and its changelog's entry of that. */
export function logged(
  deps: Pick<EditDeps, 'now' | 'newId'>,
  actor: Pick<Actor, 'name'>,
  planId: string,
  before: readonly PlanRuleRow[],
  after: NewRules,
  { via, message = '', renamed }: Step,
): Logged {
  const now = deps.now()
  const changes = changesBetween(byRuleId(before.map(contentOf)), byRuleId(after), renamed)
  const stored = byRuleId(before)
  const rows = after.map((rule): PlanRuleRow => rowOf(planId, rule, stored, renamed, now))
  if (changes.length === 0) return { rows, changes, entry: null, also: () => [] }
  const entry: PlanChangelogRow = {
    id: deps.newId('pch'),
    planId,
    at: now,
    by: actor.name,
    message,
    via,
    added: changes.filter(({ change }) => change === 'added').length,
    changed: changes.filter(({ change }) => change === 'changed').length,
    removed: changes.filter(({ change }) => change === 'removed').length,
  }
  const changeRows = changes.map(
    ({ conflict, ...change }, position): PlanChangeRow => ({
      ...change,
      entryId: entry.id,
      position,
    }),
  )
  return {
    rows,
    changes,
    entry,
    also: (db) => [
      ...insertRows(db, planChangelog, [entry]),
      ...insertRows(db, planChanges, changeRows),
    ],
  }
}

export const contentOf = ({ type, key, version, jsonSchema }: PlanRuleRow): RuleContent => ({
  type,
  key,
  version,
  jsonSchema,
})

function rowOf(
  planId: string,
  rule: NewRule,
  stored: ReadonlyMap<string, PlanRuleRow>,
  renamed: Step['renamed'],
  now: string,
): PlanRuleRow {
  const { type, key, version, jsonSchema, libraryId = null } = rule
  const old = stored.get(ruleId({ ...rule, key: renamed?.get(ruleId(rule)) ?? key }))
  const same =
    old !== undefined &&
    old.key === key &&
    JSON.stringify(old.jsonSchema) === JSON.stringify(jsonSchema)
  return {
    planId,
    type,
    key,
    version,
    jsonSchema,
    libraryId,
    createdAt: old?.createdAt ?? now,
    updatedAt: same ? old.updatedAt : now,
    // `deprecated` says of a schema that it should not be used any more.
    deprecatedAt: jsonSchema.deprecated === true ? (old?.deprecatedAt ?? now) : null,
  }
}

/** Newest first. */
export async function listChangelog(
  db: Db,
  planId: string,
  page: Page,
): Promise<PageOf<PlanChangelogRow>> {
  const where = eq(planChangelog.planId, planId)
  const [items, totals] = await db.batch([
    db
      .select()
      .from(planChangelog)
      .where(where)
      .orderBy(desc(planChangelog.at), desc(planChangelog.id))
      .limit(page.count)
      .offset(page.offset),
    db.select({ total: count() }).from(planChangelog).where(where),
  ])
  return { items, total: totals[0]?.total ?? 0 }
}

export async function getChangelogEntry(
  db: Db,
  planId: string,
  id: string,
): Promise<{ entry: PlanChangelogRow; changes: PlanChangeRow[] } | null> {
  const [entries, changes] = await db.batch([
    db
      .select()
      .from(planChangelog)
      .where(and(eq(planChangelog.planId, planId), eq(planChangelog.id, id))),
    db.select().from(planChanges).where(eq(planChanges.entryId, id)).orderBy(planChanges.position),
  ])
  const [entry] = entries
  return entry === undefined ? null : { entry, changes }
}
