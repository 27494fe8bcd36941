import * as v from 'valibot'
import type { AuditFilterInput } from '../../api/audit.ts'

const text = v.fallback(v.optional(v.string()), undefined)
const day = v.fallback(v.optional(v.pipe(v.string(), v.isoDate())), undefined)

/** The page's address: its filters, its place in the list, and the event that is open. */
export const auditSearchSchema = v.object({
  q: text,
  type: text,
  actor: text,
  resourceType: text,
  /** Days, both included, in the reader's time zone. */
  from: day,
  to: day,
  cursor: text,
  event: text,
})
export type AuditSearch = v.InferOutput<typeof auditSearchSchema>

export const toFilter = ({ q, type, actor, resourceType, from, to }: AuditSearch) =>
  withoutAbsent({
    text: q,
    type,
    actor,
    resourceType,
    startTime: from && startOf(from, 0),
    endTime: to && startOf(to, 1),
  })

/** Midnight here of the day that many days after it. */
function startOf(isoDay: string, daysLater: number): string {
  const [year = 0, month = 1, date = 1] = isoDay.split('-').map(Number)
  return new Date(year, month - 1, date + daysLater).toISOString()
}

function withoutAbsent(filter: Record<string, string | undefined>): AuditFilterInput {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined))
}
