import * as v from 'valibot'

export const auditEventSchema = v.object({
  id: v.string(),
  timestamp: v.string(),
  type: v.string(),
  actor: v.string(),
  resourceId: v.string(),
  resourceType: v.string(),
  resourceName: v.string(),
  /** The resource before and after, without secrets. Not in the upstream API. */
  before: v.unknown(),
  after: v.unknown(),
})
export type AuditEventAnswer = v.InferOutput<typeof auditEventSchema>
