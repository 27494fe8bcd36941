import { mappingNamesOf } from '../../db/queries/destination-mappings.ts'
import type { SourceCounts } from '../../domain/balance.ts'
import { filteredByRoute } from '../../domain/delivery-overview/filtered-by-route.ts'
import { buildOverview, overviewQuestions } from '../../domain/delivery-overview/overview.ts'
import {
  parseWindow,
  type Window,
  type WindowInput,
  windowBefore,
} from '../../domain/delivery-overview/window.ts'
import type { Result } from '../../domain/result.ts'
import type { ApiDeps } from '../api-deps.ts'
import {
  type DeliveryOverviewAnswer,
  deliveryOverviewQuerySchema,
} from '../contract/delivery-overview.ts'
import { type Failure, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail } from '../errors.ts'
import { judgeDestination } from '../judge.ts'
import { byHour } from './books.ts'

const HOUR_MS = 3_600_000

/** What became of a destination's events over time, for the dashboard. Not in the upstream API. */
export const deliveryOverviewEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/destinations/:id/delivery-overview',
    needs: ['read', 'destination'],
    async handle(call) {
      const { deps } = call
      const input = parseBody(deliveryOverviewQuerySchema, Object.fromEntries(call.query))
      if (!input.ok) return input
      const window = windowOf(input.value, deps.now())
      if (!window.ok) return window
      const row = await judgeDestination(call, call.params.id ?? '', 'read')
      if (!row.ok) return row
      const { id, sourceId } = row.value
      const before = windowBefore(window.value, Date.parse(deps.now()))
      const [answers, counts, mappings] = await Promise.all([
        deps.deliveryLog(id).metrics(overviewQuestions(window.value, before)),
        sourceCounts(deps, sourceId, [window.value, ...(before === null ? [] : [before])]),
        mappingNamesOf(deps.db, call.principal.workspaceId, sourceId),
      ])
      const filtered = filteredByRoute(id, counts)
      const overview: DeliveryOverviewAnswer = buildOverview({
        window: window.value,
        before,
        answers,
        filtered,
        mappingNames: new Map(mappings.map((mapping) => [mapping.id, mapping.name])),
      })
      return reply({ overview })
    },
  },
]

export function windowOf(input: WindowInput, now: string): Result<Window, Failure> {
  const window = parseWindow(input, Date.parse(now))
  return window.ok ? window : fail('bad-request', window.error.message, window.error.field)
}

/** What a source's logs counted in some windows, by hour; minutes are not told apart there. */
export async function sourceCounts(
  deps: Pick<ApiDeps, 'sourceMonitor'>,
  sourceId: string,
  windows: readonly Window[],
): Promise<Map<string, SourceCounts[]>> {
  if (windows.some(({ granularity }) => granularity === 'MINUTE')) return new Map()
  const from = Math.min(...windows.map((window) => window.from))
  const to = Math.max(...windows.map((window) => window.to))
  const range = { from: hourOf(from), to: hourOf(to + HOUR_MS - 1) }
  const logs = await deps.sourceMonitor(sourceId).totals(range)
  return byHour(
    logs.flatMap((log) => Object.entries(log.hours)),
    sourceId,
  )
}

const hourOf = (ms: number): string => new Date(ms).toISOString().slice(0, 13)
