import { allDestinationsOf } from '../../db/queries/destinations.ts'
import { allSources, type SourceRow } from '../../db/queries/sources.ts'
import { loadTeam } from '../../db/queries/team.ts'
import { destinationBooks, type SourceCounts } from '../../domain/balance.ts'
import { breakdownOf, sourceNumbers } from '../../domain/overview.ts'
import type { HourRange } from '../api-deps.ts'
import { booksQuerySchema } from '../contract/books.ts'
import { CHECKLIST_ITEMS, type ChecklistAnswer } from '../contract/me.ts'
import type { SourceOverviewAnswer, SourceStatusAnswer } from '../contract/source-status.ts'
import { type Call, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { judgeSource } from '../judge.ts'
import { byHour, hourAt, rangeOf, timeOf } from './books.ts'

const HOUR_MS = 3_600_000
const STATUS_HOURS = 31 * 24
/** Each costs a call to its monitor; whoever has more has long done what the list asks for. */
const CHECKLIST_SOURCES = 20

export const overviewEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/sources/:id/status',
    needs: ['read', 'source'],
    async handle(call) {
      const source = await judgeSource(call, call.params.id ?? '', 'read')
      if (!source.ok) return source
      return reply({ status: await statusOf(call, source.value.id) })
    },
  },
  {
    method: 'GET',
    path: '/sources/:id/overview',
    needs: ['read', 'source'],
    async handle(call) {
      const source = await judgeSource(call, call.params.id ?? '', 'read', 'source', 'deleted too')
      if (!source.ok) return source
      const input = parseBody(booksQuerySchema, Object.fromEntries(call.query))
      if (!input.ok) return input
      const range = rangeOf(input.value, call.deps.now())
      if (!range.ok) return range
      return reply({ overview: await overviewOf(call, source.value.id, range.value) })
    },
  },
  {
    method: 'GET',
    path: '/checklist',
    needs: ['read', 'workspace'],
    async handle(call) {
      const done = await whatIsDone(call)
      const answer: ChecklistAnswer = {
        items: CHECKLIST_ITEMS.map((id) => ({ id, done: done[id] })),
      }
      return reply(answer)
    },
  },
]

async function countsOf({ deps }: Call, sourceId: string, range: HourRange) {
  const logs = await deps.sourceMonitor(sourceId).totals(range)
  return byHour(
    logs.flatMap((log) => Object.entries(log.hours)),
    sourceId,
  )
}

const rangeUntilNow = (now: string, hours: number): HourRange => {
  const to = timeOf(now.slice(0, 13)) + HOUR_MS
  return { from: hourAt(to - hours * HOUR_MS), to: hourAt(to) }
}

async function statusOf(call: Call, sourceId: string): Promise<SourceStatusAnswer> {
  const now = call.deps.now()
  const counts = await countsOf(call, sourceId, rangeUntilNow(now, STATUS_HOURS))
  const hours = [...counts]
    .filter(([, list]) => list.some(({ received }) => received > 0))
    .map(([hour]) => hour)
    .sort()
  const lastTwo = [hourAt(timeOf(now.slice(0, 13)) - HOUR_MS), now.slice(0, 13)]
  const recent = lastTwo.flatMap((hour) => counts.get(hour) ?? [])
  const { received, failedOnIngest, filteredAtSource, passed } = sourceNumbers(recent)
  return {
    firstEventHour: hours[0] ?? null,
    lastEventHour: hours.at(-1) ?? null,
    firstEventAt: timesOf(counts.get(hours[0] ?? ''), 'first')[0] ?? null,
    lastEventAt: timesOf(counts.get(hours.at(-1) ?? ''), 'last').at(-1) ?? null,
    lastHour: { received, failedOnIngest, filteredAtSource, passed },
    types: breakdownOf([...counts.values()].flat()).byType.map(({ type }) => type),
  }
}

/** Earliest first; what older versions counted has none. */
const timesOf = (logs: readonly SourceCounts[] = [], end: 'first' | 'last'): string[] =>
  logs.flatMap((counts) => counts[end] ?? []).sort()

async function overviewOf(
  call: Call,
  sourceId: string,
  range: HourRange,
): Promise<SourceOverviewAnswer> {
  const counts = await countsOf(call, sourceId, range)
  const everything = [...counts.values()].flat()
  const series: SourceOverviewAnswer['series'] = []
  for (let time = timeOf(range.from); time < timeOf(range.to); time += HOUR_MS) {
    const hour = hourAt(time)
    series.push({ hour, ...sourceNumbers(counts.get(hour) ?? []) })
  }
  return { ...range, totals: sourceNumbers(everything), series, ...breakdownOf(everything) }
}

/** Of the whole workspace, whoever asks: it says yes or no, and nothing of any source. */
async function whatIsDone(call: Call): Promise<Record<(typeof CHECKLIST_ITEMS)[number], boolean>> {
  const { deps, principal } = call
  const [team, sources] = await Promise.all([
    loadTeam(deps.db, principal.workspaceId),
    allSources(deps.db, principal.workspaceId),
  ])
  const range = rangeUntilNow(deps.now(), STATUS_HOURS)
  const seen = await Promise.all(
    sources.slice(-CHECKLIST_SOURCES).map((source) => lookAt(call, source, range)),
  )
  const types = new Set(seen.flatMap((source) => source.types))
  return {
    'invite-teammates': team.members.length > 1 || team.invitations.length > 0,
    'add-source': sources.length > 0,
    'add-page-tracking': types.has('page') || types.has('screen'),
    'identify-users': types.has('identify'),
    'track-events': types.has('track'),
    'add-destination': seen.some((source) => source.hasDestination),
    'deliver-an-event': seen.some((source) => source.delivered),
    debug: seen.some((source) => source.watched),
  }
}

async function lookAt(call: Call, source: SourceRow, range: HourRange) {
  const { deps, principal } = call
  const [counts, destinations, watched] = await Promise.all([
    countsOf(call, source.id, range),
    allDestinationsOf(deps.db, principal.workspaceId, source.id),
    deps.sourceMonitor(source.id).wasWatched(),
  ])
  const all: SourceCounts[] = [...counts.values()].flat()
  const live = destinations.filter((row) => row.deletedAt === null)
  const delivered = await Promise.all(
    live.map(async (row) => {
      const totals = await deps.deliveryLog(row.id).totals(range)
      const delivery = byHour(Object.entries(totals.hours), source.id)
      const books = destinationBooks(row.id, all, [...delivery.values()].flat())
      return books.outcomes.delivered.count > 0
    }),
  )
  return {
    types: breakdownOf(all).byType.map(({ type }) => type),
    hasDestination: live.length > 0,
    delivered: delivered.includes(true),
    watched,
  }
}
