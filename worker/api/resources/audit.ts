import { type AuditFilter, auditFilters, auditRow, listAudit } from '../../db/queries/audit.ts'
import { editAccess } from '../../db/queries/team.ts'
import type { AuditRow } from '../../db/schema/audit.ts'
import { ok, type Result } from '../../domain/result.ts'
import { type AuditEventAnswer, auditFilterSchema } from '../contract/audit.ts'
import { pagination, parseWindow } from '../conventions.ts'
import { csvReply } from '../csv.ts'
import {
  accessFailure,
  type Call,
  type Failure,
  parseBody,
  reply,
  type WorkspaceEndpoint,
} from '../endpoint.ts'

const MAX_EXPORTED = 10_000

export const auditEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/audit-events',
    needs: ['read', 'audit'],
    async handle({ deps, principal, query }) {
      const window = parseWindow(query)
      if (!window.ok) return window
      const filter = parseFilter(query)
      if (!filter.ok) return filter
      const { items, total } = await listAudit(
        deps.db,
        principal.workspaceId,
        filter.value,
        window.value,
      )
      return reply({
        events: items.map(showAuditEvent),
        pagination: pagination(window.value, total),
      })
    },
  },
  {
    method: 'GET',
    path: '/audit-events/filters',
    needs: ['read', 'audit'],
    async handle({ deps, principal }) {
      return reply({ filters: await auditFilters(deps.db, principal.workspaceId) })
    },
  },
  {
    method: 'GET',
    path: '/audit-events/export',
    needs: ['read', 'audit'],
    handle: exportEvents,
  },
]

function parseFilter(query: URLSearchParams): Result<AuditFilter, Failure> {
  const given = Object.fromEntries([...query].filter(([, value]) => value !== ''))
  const filter = parseBody(auditFilterSchema, given)
  if (!filter.ok) return filter
  const { startTime, endTime, actor, ...rest } = filter.value
  return ok({ ...rest, from: startTime, to: endTime, actorId: actor })
}

/** That somebody took the trail along is part of it. */
async function exportEvents({ deps, principal, query }: Call) {
  const filter = parseFilter(query)
  if (!filter.ok) return filter
  const { workspaceId } = principal
  const page = { offset: 0, count: MAX_EXPORTED }
  const { items } = await listAudit(deps.db, workspaceId, filter.value, page)
  const logged = await editAccess(deps, workspaceId, () => {
    const entry = {
      type: 'Audit Trail Exported',
      resourceType: 'WORKSPACE',
      resourceId: workspaceId,
      resourceName: '',
      before: null,
      after: { filter: filter.value, events: items.length },
    }
    const change = { team: null, statements: [], audit: [auditRow(deps, principal, entry)] }
    return ok({ value: undefined, change })
  })
  if (!logged.ok) return accessFailure(logged.error)
  return ok(
    csvReply(
      'audit-trail.csv',
      [
        'Time',
        'Event',
        'Actor',
        'Actor e-mail',
        'Actor id',
        'Resource type',
        'Resource',
        'Resource id',
        'Address',
        'User agent',
        'Before',
        'After',
      ],
      items.map((row) => [
        row.at,
        row.type,
        row.actorName,
        row.actorEmail,
        row.actorId,
        row.resourceType,
        row.resourceName,
        row.resourceId,
        row.ip,
        row.userAgent,
        row.before === null ? '' : JSON.stringify(row.before),
        row.after === null ? '' : JSON.stringify(row.after),
      ]),
    ),
  )
}

const showAuditEvent = (row: AuditRow): AuditEventAnswer => ({
  id: row.id,
  timestamp: row.at,
  type: row.type,
  actor: row.actorId,
  ...(row.actorEmail !== '' && { actorEmail: row.actorEmail }),
  resourceId: row.resourceId,
  resourceType: row.resourceType,
  resourceName: row.resourceName,
  actorKind: row.actorKind,
  actorName: row.actorName,
  ip: row.ip,
  userAgent: row.userAgent,
  before: row.before,
  after: row.after,
})
