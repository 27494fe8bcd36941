import * as v from 'valibot'
import { listAudit } from '../../db/queries/audit.ts'
import type { AuditRow } from '../../db/schema/audit.ts'
import type { AuditEventAnswer } from '../contract/audit.ts'
import { pagination, parseWindow } from '../conventions.ts'
import { type Endpoint, parseBody, reply } from '../endpoint.ts'

const timeSchema = v.optional(
  v.pipe(
    v.string(),
    v.check((text) => !Number.isNaN(Date.parse(text)), 'Not a date (ISO 8601).'),
    v.transform((text) => new Date(text).toISOString()),
  ),
)

const filterSchema = v.object({
  startTime: timeSchema,
  endTime: timeSchema,
  resourceId: v.optional(v.string()),
  resourceType: v.optional(v.string()),
})

export const auditEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/audit-events',
    needs: ['read', 'audit'],
    async handle({ deps, principal, query }) {
      const window = parseWindow(query)
      if (!window.ok) return window
      const filter = parseBody(filterSchema, Object.fromEntries(query))
      if (!filter.ok) return filter
      const { startTime, endTime, resourceId, resourceType } = filter.value
      const { items, total } = await listAudit(
        deps.db,
        principal.workspaceId,
        { from: startTime, to: endTime, resourceId, resourceType },
        window.value,
      )
      return reply({
        events: items.map(showAuditEvent),
        pagination: pagination(window.value, total),
      })
    },
  },
]

const showAuditEvent = (row: AuditRow): AuditEventAnswer => ({
  id: row.id,
  timestamp: row.at,
  type: row.type,
  actor: row.actorId,
  resourceId: row.resourceId,
  resourceType: row.resourceType,
  resourceName: row.resourceName,
  before: row.before,
  after: row.after,
})
