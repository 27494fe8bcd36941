import * as v from 'valibot'
import { PLAN_TYPES, RULE_TYPES } from '../../domain/protocols/tracking-plan.ts'
import { nameSchema } from './sources.ts'

/**
 * Tracking plans, in the upstream API's shapes and paths (`/tracking-plans[/:id[/rules|/sources]]`). What is
 * not upstream's is marked `Own`. Upstream's calls change the plan that is in force at once; people in
 * the dashboard edit its draft, which changes nothing until it is merged.
 */

const jsonSchemaSchema = v.record(v.string(), v.unknown())

export const createPlanSchema = v.strictObject({
  name: nameSchema,
  description: v.optional(v.pipe(v.string(), v.maxLength(2000)), ''),
  type: v.picklist(PLAN_TYPES),
  /** Own: what it begins with. */
  from: v.optional(
    v.variant('kind', [
      v.strictObject({
        kind: v.literal('schema'),
        sourceIds: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(20)),
        period: v.picklist(['24h', '7d', '30d']),
      }),
      v.strictObject({ kind: v.literal('plan'), planId: v.string() }),
    ]),
  ),
})

export const updatePlanSchema = v.strictObject({
  name: v.optional(nameSchema),
  description: v.optional(v.pipe(v.string(), v.maxLength(2000))),
})

export const planSchema = v.object({
  id: v.string(),
  name: v.string(),
  slug: v.string(),
  description: v.string(),
  type: v.picklist(PLAN_TYPES),
  createdAt: v.string(),
  updatedAt: v.string(),
  /** Own. */
  ruleCount: v.number(),
  /** Own: connected sources. */
  sourceCount: v.number(),
  /** Own: changes of the draft that wait to be merged. */
  draftChanges: v.number(),
})
export type PlanAnswer = v.InferOutput<typeof planSchema>

/** Names a rule. `key` is absent for IDENTIFY, GROUP and COMMON. */
export const ruleNameSchema = v.strictObject({
  type: v.picklist(RULE_TYPES),
  key: v.optional(v.pipe(v.string(), v.maxLength(1000))),
  version: v.pipe(v.number(), v.integer()),
})
export type RuleName = v.InferOutput<typeof ruleNameSchema>

export const upsertRuleSchema = v.strictObject({
  ...ruleNameSchema.entries,
  /** Renames. */
  newKey: v.optional(v.pipe(v.string(), v.maxLength(1000))),
  jsonSchema: jsonSchemaSchema,
})
/** `PATCH /tracking-plans/:id/rules` and (Own) `PATCH /tracking-plans/:id/draft/rules` -> `{ draft }`. */
export const updateRulesSchema = v.strictObject({ rules: v.array(upsertRuleSchema) })
/** `PUT /tracking-plans/:id/rules`: all others go. */
export const replaceRulesSchema = v.strictObject({
  rules: v.array(v.strictObject({ ...ruleNameSchema.entries, jsonSchema: jsonSchemaSchema })),
})
/**
 * `DELETE /tracking-plans/:id/rules?rules[0][type]=...`, as upstream's library sends it, and (Own)
 * `POST /tracking-plans/:id/draft/remove` -> `{ draft }`.
 */
export const removeRulesSchema = v.strictObject({ rules: v.array(ruleNameSchema) })

export const ruleSchema = v.object({
  type: v.picklist(RULE_TYPES),
  key: v.optional(v.string()),
  version: v.number(),
  jsonSchema: jsonSchemaSchema,
  createdAt: v.string(),
  updatedAt: v.string(),
  deprecatedAt: v.string(),
})
export type RuleAnswer = v.InferOutput<typeof ruleSchema>

/** Own: `GET /tracking-plans/:id/outline?view=live|draft`: every rule in a line, without its schema. */
export const planOutlineSchema = v.array(
  v.object({
    type: v.picklist(RULE_TYPES),
    key: v.string(),
    version: v.number(),
    description: v.string(),
    labels: v.record(v.string(), v.string()),
    /** Declared properties or traits, nested ones not counted. */
    properties: v.number(),
    required: v.number(),
    deprecatedAt: v.string(),
    updatedAt: v.string(),
    /** What the draft does to it; `none` in the live view. */
    draft: v.picklist(['none', 'added', 'changed', 'removed']),
    /** Id of the library that it is kept in step with; then it cannot be edited here. */
    libraryId: v.nullable(v.string()),
  }),
)
export type PlanOutline = v.InferOutput<typeof planOutlineSchema>
export type OutlineRule = PlanOutline[number]

/** One change of a draft or of the changelog. `before` and `after` are schemas; null: there is none. */
export const ruleChangeSchema = v.object({
  change: v.picklist(['added', 'changed', 'removed']),
  type: v.picklist(RULE_TYPES),
  key: v.string(),
  version: v.number(),
  /** Of a changed rule that has another key now. */
  previousKey: v.nullable(v.string()),
  before: v.nullable(jsonSchemaSchema),
  after: v.nullable(jsonSchemaSchema),
  /** The live rule was changed after this change was drafted. */
  conflict: v.boolean(),
})
export type RuleChange = v.InferOutput<typeof ruleChangeSchema>

/** Own: `GET /tracking-plans/:id/draft` -> `{ draft }`. `DELETE` discards all of it. */
export const draftSchema = v.object({
  changes: v.array(ruleChangeSchema),
  updatedAt: v.nullable(v.string()),
  updatedBy: v.nullable(v.string()),
})
export type DraftAnswer = v.InferOutput<typeof draftSchema>

/** Own: `GET /tracking-plans/:id/rule?type=&key=&version=` -> `{ rule }`. */
export const ruleDetailSchema = v.object({
  type: v.picklist(RULE_TYPES),
  key: v.string(),
  version: v.number(),
  /** Null: not in force. */
  live: v.nullable(jsonSchemaSchema),
  /** As it would be with the draft merged; null: it would go. */
  draft: v.nullable(jsonSchemaSchema),
  drafted: v.boolean(),
  previousKey: v.nullable(v.string()),
  libraryId: v.nullable(v.string()),
})
export type RuleDetail = v.InferOutput<typeof ruleDetailSchema>

/** Own: `POST /tracking-plans/:id/draft/revert`: takes changes back out of the draft. */
export const revertDraftSchema = v.strictObject({ rules: v.array(ruleNameSchema) })
/** Own: `POST /tracking-plans/:id/draft/merge` -> `{ entry }`; 409 `draft_conflict` names the rules. */
export const mergeDraftSchema = v.strictObject({
  message: v.optional(v.pipe(v.string(), v.maxLength(1000)), ''),
  overwriteConflicts: v.optional(v.boolean(), false),
})

/** Own: `GET /tracking-plans/:id/changelog`, newest first; `/changelog/:entryId` has `changes` as well. */
export const changelogEntrySchema = v.object({
  id: v.string(),
  at: v.string(),
  /** Who did it: a person's name or a token's. */
  by: v.string(),
  message: v.string(),
  via: v.picklist(['draft', 'api', 'library', 'creation']),
  added: v.number(),
  changed: v.number(),
  removed: v.number(),
  changes: v.optional(v.array(ruleChangeSchema)),
})
export type ChangelogEntry = v.InferOutput<typeof changelogEntrySchema>

/** Own: `POST /tracking-plans/:id/import`: into the draft; nothing of a file with an error is taken. */
export const importPlanSchema = v.strictObject({
  format: v.picklist(['csv', 'json']),
  content: v.pipe(v.string(), v.maxLength(15_000_000)),
  /** Rules that the file does not name are removed. */
  replace: v.optional(v.boolean(), false),
})
export const importResultSchema = v.object({
  added: v.number(),
  changed: v.number(),
  removed: v.number(),
  /** `row` counts from 1, the header row included; 0: the whole file. */
  errors: v.array(v.object({ row: v.number(), column: v.string(), message: v.string() })),
})
export type ImportResult = v.InferOutput<typeof importResultSchema>
// Own: `GET /tracking-plans/:id/export?format=csv|json`: a file.

/** Own: `POST /tracking-plans/:id/draft/from-schema`: rules for events and traits that a source was seen to send. */
export const draftFromSchemaSchema = v.strictObject({
  sourceId: v.string(),
  period: v.picklist(['24h', '7d', '30d']),
  /** Names of track events. */
  events: v.optional(v.array(v.string()), []),
  traits: v.optional(v.array(v.picklist(['identify', 'group'])), []),
})

/** `POST /tracking-plans/:id/sources`. */
export const connectSourceSchema = v.strictObject({ sourceId: v.string() })

/**
 * Own: `GET /tracking-plans/:id/sources/:sourceId/consequences`: what connecting would mean, by the names
 * that the source sent in the last 30 days.
 */
export const consequencesSchema = v.object({
  planned: v.number(),
  unplanned: v.number(),
  /** The first 50 of them, most frequent first. */
  unplannedEvents: v.array(v.object({ name: v.string(), count: v.number() })),
  /** Controls of the source that will rest while a plan is connected. */
  controls: v.object({ blockedEvents: v.number(), blockedTraits: v.number() }),
  /** Plan that it would leave. */
  leaves: v.nullable(v.object({ id: v.string(), name: v.string() })),
})
export type Consequences = v.InferOutput<typeof consequencesSchema>
