import * as v from 'valibot'

const timeSchema = v.optional(
  v.pipe(
    v.string(),
    v.check((text) => !Number.isNaN(Date.parse(text)), 'Not a date (ISO 8601).'),
    v.transform((text) => new Date(text).toISOString()),
  ),
)
const wordSchema = v.optional(v.pipe(v.string(), v.maxLength(255)))

/** Filters of `GET /audit-events` and `GET /audit-events/export`; all that are given have to match. */
export const auditFilterSchema = v.object({
  /** Inclusive. */
  startTime: timeSchema,
  /** Exclusive. */
  endTime: timeSchema,
  resourceId: wordSchema,
  resourceType: wordSchema,
  /** Own, from here on. The event's name, e.g. `Source Created`. */
  type: wordSchema,
  /** Id of the user or token. */
  actor: wordSchema,
  /** Part of the event, the actor's name or address, the resource's name or id. */
  text: wordSchema,
})
export type AuditFilterInput = v.InferInput<typeof auditFilterSchema>

export const auditEventSchema = v.object({
  id: v.string(),
  timestamp: v.string(),
  type: v.string(),
  /** Id of the user or token; `system` for what happens by itself. */
  actor: v.string(),
  actorEmail: v.optional(v.string()),
  resourceId: v.string(),
  resourceType: v.string(),
  resourceName: v.string(),
  /** Own, from here on. */
  actorKind: v.string(),
  actorName: v.string(),
  /** Address and user agent that it was done from; empty when unknown. */
  ip: v.string(),
  userAgent: v.string(),
  /** The resource before and after, without secrets. */
  before: v.unknown(),
  after: v.unknown(),
})
export type AuditEventAnswer = v.InferOutput<typeof auditEventSchema>

/** `GET /audit-events/filters`: what there is to filter by. */
export const auditFiltersSchema = v.object({
  types: v.array(v.string()),
  actors: v.array(v.object({ id: v.string(), kind: v.string(), name: v.string() })),
  resourceTypes: v.array(v.string()),
})
export type AuditFiltersAnswer = v.InferOutput<typeof auditFiltersSchema>
