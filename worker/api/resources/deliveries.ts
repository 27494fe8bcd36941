import { getDestination } from '../../db/queries/destinations.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { DeliveryLogView } from '../api-deps.ts'
import { requeueSchema } from '../contract/deliveries.ts'
import { encodeCursor, parseCursorWindow } from '../conventions.ts'
import { type Call, type Endpoint, type Failure, parseBody, reply } from '../endpoint.ts'
import { notFound } from '../errors.ts'

/** What the log of a destination knows of its deliveries. Not in the upstream API. */
export const deliveryEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/destinations/:id/status',
    needs: ['read', 'destination'],
    async handle(call) {
      const log = await logOf(call)
      return log.ok ? reply({ status: await log.value.status() }) : log
    },
  },
  {
    method: 'GET',
    path: '/destinations/:id/failed-deliveries',
    needs: ['read', 'destination'],
    async handle(call) {
      const window = parseCursorWindow(call.query)
      if (!window.ok) return window
      const log = await logOf(call)
      if (!log.ok) return log
      const { items, next, total } = await log.value.failed(window.value)
      return reply({
        failedDeliveries: items,
        pagination: {
          current: encodeCursor(window.value.cursor ?? ''),
          ...(next !== null && { next: encodeCursor(next) }),
          totalEntries: total,
        },
      })
    },
  },
  {
    method: 'POST',
    path: '/destinations/:id/failed-deliveries/requeue',
    needs: ['write', 'destination'],
    async handle(call) {
      const input = parseBody(requeueSchema, call.body ?? {})
      if (!input.ok) return input
      const log = await logOf(call)
      if (!log.ok) return log
      return reply({ requeued: await log.value.requeue(input.value.ids ?? null) })
    },
  },
]

/** Looked up first: naming an object would create it, and its id says nothing of the workspace. */
async function logOf({ deps, principal, params }: Call): Promise<Result<DeliveryLogView, Failure>> {
  const row = await getDestination(deps.db, principal.workspaceId, params.id ?? '')
  return row === null ? notFound('destination') : ok(deps.deliveryLog(row.id))
}
