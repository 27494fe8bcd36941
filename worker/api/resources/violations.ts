import type * as v from 'valibot'
import { sourcesOfPlan } from '../../db/queries/plan-sources.ts'
import { can } from '../../domain/access/can.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { ListedViolation, ViolationPoint } from '../../messages/violations-rpc.ts'
import { SUCCESS } from '../contract/envelope.ts'
import {
  setViolationStateSchema,
  type ViolationAnswer,
  type ViolationDetail,
  type ViolationSummary,
  violationsQuerySchema,
} from '../contract/violations.ts'
import { type Call, type Failure, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { notFound } from '../errors.ts'
import { judgeSource, ofSource } from '../judge.ts'
import { findPlan } from '../plan-failure.ts'
import { replyPage } from '../reply-page.ts'

const TOP_EVENTS = 10
/** A plan of many sources asks so many monitors at once. */
const MONITORS_AT_ONCE = 6

/** What tracking plans found. */
export const violationEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/sources/:id/violations',
    needs: ['read', 'source'],
    async handle(call) {
      const asked = await askedOf(call)
      if (!asked.ok) return asked
      const { sourceId, query } = asked.value
      const { violations } = await call.deps.sourceMonitor(sourceId).violationList(query.period)
      return replyViolations(call, query, [{ sourceId, violations }])
    },
  },
  {
    method: 'GET',
    path: '/tracking-plans/:id/violations',
    needs: ['read', 'tracking-plan'],
    async handle(call) {
      const { deps, principal } = call
      const query = parseQuery(call)
      if (!query.ok) return query
      const plan = await findPlan(call)
      if (!plan.ok) return plan
      const { sourceId: wanted, period } = query.value
      const connected = await sourcesOfPlan(deps.db, principal.workspaceId, plan.value.id)
      const open = connected
        .filter((source) => can(principal, 'read', ofSource('source', source)))
        .filter(({ id }) => wanted === undefined || id === wanted)
        .map(({ id }) => id)
      const found: Found[] = []
      const lane = async () => {
        for (let sourceId = open.pop(); sourceId !== undefined; sourceId = open.pop()) {
          const { violations } = await deps.sourceMonitor(sourceId).violationList(period)
          // Of a plan that it had before, it may have violations as well.
          const own = violations.filter(({ planId }) => planId === plan.value.id)
          found.push({ sourceId, violations: own })
        }
      }
      await Promise.all(Array.from({ length: MONITORS_AT_ONCE }, lane))
      return replyViolations(call, query.value, found)
    },
  },
  {
    method: 'GET',
    // Before a single one: `summary` is no id.
    path: '/sources/:id/violations/summary',
    needs: ['read', 'source'],
    async handle(call) {
      const asked = await askedOf(call)
      if (!asked.ok) return asked
      const { sourceId, query } = asked.value
      const list = await call.deps.sourceMonitor(sourceId).violationList(query.period)
      const byEvent = new Map<string, number>()
      for (const { event, count } of list.violations) {
        byEvent.set(event, (byEvent.get(event) ?? 0) + count)
      }
      const summary: ViolationSummary = {
        violating: list.violating,
        events: list.series.reduce((sum, { events }) => sum + events, 0),
        blocked: list.blocked,
        omitted: list.omitted,
        distinct: list.violations.length,
        series: list.series.map(({ at, count, events }) => ({ at, violating: count, events })),
        topEvents: [...byEvent]
          .map(([event, count]) => ({ event, count }))
          .sort((a, b) => b.count - a.count || (a.event < b.event ? -1 : 1))
          .slice(0, TOP_EVENTS),
        unlisted: list.unlisted,
        incomplete: list.incomplete,
      }
      return reply({ summary })
    },
  },
  {
    method: 'GET',
    path: '/sources/:id/violations/:violationId',
    needs: ['read', 'source'],
    async handle(call) {
      const asked = await askedOf(call)
      if (!asked.ok) return asked
      const { sourceId, query } = asked.value
      const id = call.params.violationId ?? ''
      const { period } = query
      const found = await call.deps.sourceMonitor(sourceId).violation({ id, period })
      if (found === null) return notFound('violation')
      return reply({ violation: showDetail(sourceId, found.violation, found.series) })
    },
  },
  {
    method: 'PATCH',
    path: '/sources/:id/violations',
    needs: ['write', 'source'],
    async handle(call) {
      const source = await judgeSource(call, call.params.id ?? '', 'write')
      if (!source.ok) return source
      const input = parseBody(setViolationStateSchema, call.body)
      if (!input.ok) return input
      const monitor = call.deps.sourceMonitor(source.value.id)
      await monitor.markViolations({ ...input.value, by: call.principal.name })
      return reply(SUCCESS)
    },
  },
]

/** The source, if the caller may see it, and what is asked of its violations. */
async function askedOf(call: Call): Promise<Result<{ sourceId: string; query: Query }, Failure>> {
  const source = await judgeSource(call, call.params.id ?? '', 'read')
  if (!source.ok) return source
  const query = parseQuery(call)
  return query.ok ? ok({ sourceId: source.value.id, query: query.value }) : query
}

const parseQuery = ({ query }: Call) => {
  const known = [...query].filter(([key]) => !key.startsWith('pagination'))
  return parseBody(violationsQuerySchema, Object.fromEntries(known))
}
type Query = v.InferOutput<typeof violationsQuerySchema>

interface Found {
  sourceId: string
  violations: readonly ListedViolation[]
}

function replyViolations(call: Call, query: Query, found: readonly Found[]) {
  const all = found
    .flatMap(({ sourceId, violations }) => violations.map((one) => showViolation(sourceId, one)))
    .filter((violation) => matches(violation, query))
    .sort((a, b) =>
      a.lastSeen === b.lastSeen ? b.count - a.count : a.lastSeen < b.lastSeen ? 1 : -1,
    )
  return replyPage(call.query, 'violations', all, (violation) => violation)
}

function matches(violation: ViolationAnswer, query: Query): boolean {
  const { state, event, type, q, library, appVersion } = query
  if (state !== 'all' && violation.state !== state) return false
  if (event !== undefined && violation.event !== event) return false
  if (type !== undefined && violation.type !== type) return false
  if (library !== undefined && !violation.libraries.includes(library)) return false
  if (appVersion !== undefined && !violation.appVersions.includes(appVersion)) return false
  const words = q.trim().toLowerCase()
  return [violation.event, violation.field, violation.description].some((text) =>
    text.toLowerCase().includes(words),
  )
}

const isoTime = (at: number): string => new Date(at).toISOString()

function showViolation(sourceId: string, found: ListedViolation): ViolationAnswer {
  const { mark, last } = found
  // What is resolved and seen again is not resolved.
  const reopened = mark?.state === 'resolved' && last > mark.at
  return {
    id: found.id,
    sourceId,
    planId: found.planId,
    ruleType: found.ruleType,
    event: found.event,
    version: found.version,
    type: found.type,
    field: found.field,
    description: found.description,
    count: found.count,
    firstSeen: isoTime(found.firstEver),
    lastSeen: isoTime(last),
    libraries: found.libraries,
    appVersions: found.appVersions,
    state: mark === null || reopened ? 'open' : mark.state,
    stateBy: mark === null || reopened ? null : mark.by,
    stateAt: mark === null || reopened ? null : isoTime(mark.at),
  }
}

const showDetail = (
  sourceId: string,
  found: ListedViolation,
  series: readonly ViolationPoint[],
): ViolationDetail => ({
  ...showViolation(sourceId, found),
  series: series.map(({ at, count }) => ({ at, count })),
  samples: found.samples.map(({ acceptId, messageId, at, outcome }) => ({
    acceptId,
    messageId,
    receivedAt: isoTime(at),
    outcome,
  })),
})
