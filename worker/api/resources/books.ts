import { allDestinationsOf } from '../../db/queries/destinations.ts'
import { listSources, type Source } from '../../db/queries/sources.ts'
import {
  type DeliveryCounts,
  destinationBooks,
  type SourceCounts,
  sourceBooks,
} from '../../domain/balance.ts'
import { ok, type Result } from '../../domain/result.ts'
import { testBooks } from '../../domain/test-books.ts'
import type { HourRange } from '../api-deps.ts'
import { type BooksAnswer, booksQuerySchema } from '../contract/books.ts'
import { type Call, type Failure, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail } from '../errors.ts'
import { judgeSource, visibleSources } from '../judge.ts'

const HOUR_MS = 3_600_000
const DEFAULT_HOURS = 24
const MAX_HOURS = 31 * 24
/** Each source costs a call to its monitor, and one to the log of each of its destinations. */
const MAX_SOURCES = 20

/**
 * What became of every event, per hour of `receivedAt`. The logs are asked one after another, so an
 * event that moves on meanwhile can be missing, or be there already, on one side of an equation.
 */
export const booksEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/books',
    needs: ['read', 'source'],
    async handle(call) {
      const input = parseBody(booksQuerySchema, Object.fromEntries(call.query))
      if (!input.ok) return input
      const range = rangeOf(input.value, call.deps.now())
      if (!range.ok) return range
      const sources = await sourcesOf(call, input.value.sourceId)
      if (!sources.ok) return sources
      const books = await Promise.all(
        sources.value.map((source) => booksOf(call, source, range.value)),
      )
      const answer: BooksAnswer = {
        ...range.value,
        sources: books.map(({ source }) => source),
        destinations: books.flatMap(({ destinations }) => destinations),
      }
      return reply(answer)
    },
  },
]

export function rangeOf(
  input: { from?: string | undefined; to?: string | undefined },
  now: string,
): Result<HourRange, Failure> {
  const to = input.to === undefined ? timeOf(now.slice(0, 13)) + HOUR_MS : timeOf(input.to)
  const from = input.from === undefined ? to - DEFAULT_HOURS * HOUR_MS : timeOf(input.from)
  if (from >= to) return fail('bad-request', 'Must be later than from.', 'to')
  if (to - from > MAX_HOURS * HOUR_MS) {
    return fail('bad-request', `At most ${MAX_HOURS} hours before to.`, 'from')
  }
  return ok({ from: hourAt(from), to: hourAt(to) })
}

export const timeOf = (hour: string): number => Date.parse(`${hour}:00:00.000Z`)
export const hourAt = (time: number): string => new Date(time).toISOString().slice(0, 13)

async function sourcesOf(
  call: Call,
  sourceId: string | undefined,
): Promise<Result<Source[], Failure>> {
  const { deps, principal } = call
  if (sourceId !== undefined) {
    const source = await judgeSource(call, sourceId, 'read', 'source', 'deleted too')
    return source.ok ? ok([source.value]) : source
  }
  const all = await listSources(
    deps.db,
    principal.workspaceId,
    { offset: 0, count: MAX_SOURCES },
    visibleSources(principal),
  )
  if (all.total > MAX_SOURCES) {
    return fail('bad-request', 'The workspace has many sources: name one.', 'sourceId')
  }
  return ok(all.items)
}

async function booksOf({ deps, principal }: Call, source: Source, range: HourRange) {
  const [logs, destinations] = await Promise.all([
    deps.sourceMonitor(source.id).totals(range),
    allDestinationsOf(deps.db, principal.workspaceId, source.id),
  ])
  const counts = byHour(
    logs.flatMap((log) => Object.entries(log.hours)),
    source.id,
  )
  return {
    source: {
      sourceId: source.id,
      name: source.name,
      ...sourceBooks(all(counts)),
      hours: perHour([...counts.keys()], (hour) => sourceBooks(counts.get(hour) ?? [])),
    },
    destinations: await Promise.all(
      destinations.map(async (row) => {
        const log = deps.deliveryLog(row.id)
        const [totals, tests] = await Promise.all([log.totals(range), log.tests(range)])
        const delivery = byHour(Object.entries(totals.hours), source.id)
        return {
          destinationId: row.id,
          sourceId: source.id,
          name: row.name,
          ...destinationBooks(row.id, all(counts), all(delivery)),
          hours: perHour([...counts.keys(), ...delivery.keys()], (hour) =>
            destinationBooks(row.id, counts.get(hour) ?? [], delivery.get(hour) ?? []),
          ),
          tests: {
            ...testBooks(Object.values(tests)),
            hours: perHour(Object.keys(tests), (hour) => testBooks([tests[hour] ?? {}])),
          },
        }
      }),
    ),
  }
}

/** What the logs counted for one source, by hour. */
export function byHour<T extends SourceCounts | DeliveryCounts>(
  hours: [string, Record<string, T>][],
  sourceId: string,
): Map<string, T[]> {
  const found = new Map<string, T[]>()
  for (const [hour, bySource] of hours) {
    const counts = bySource[sourceId]
    if (counts !== undefined) found.set(hour, [...(found.get(hour) ?? []), counts])
  }
  return found
}

const all = <T>(byHour: Map<string, T[]>): T[] => [...byHour.values()].flat()

const perHour = <T>(hours: string[], build: (hour: string) => T): ({ hour: string } & T)[] =>
  [...new Set(hours)].sort().map((hour) => ({ hour, ...build(hour) }))
