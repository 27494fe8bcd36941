import type { Action } from '../../domain/access/resource.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { DeliveryLogView } from '../api-deps.ts'
import { requeueSchema } from '../contract/deliveries.ts'
import { encodeCursor, parseCursorWindow } from '../conventions.ts'
import { type Call, type Failure, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { judgeDestination } from '../judge.ts'

/** What the log of a destination knows of its deliveries. Not in the upstream API. */
export const deliveryEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/destinations/:id/status',
    needs: ['read', 'destination'],
    async handle(call) {
      const log = await logOf(call, 'read')
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
      const log = await logOf(call, 'read')
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
      const log = await logOf(call, 'write')
      if (!log.ok) return log
      return reply({ requeued: await log.value.requeue(input.value.ids ?? null) })
    },
  },
]

/** Looked up first: naming an object would create it, and its id says nothing of the workspace. */
async function logOf(call: Call, action: Action): Promise<Result<DeliveryLogView, Failure>> {
  const row = await judgeDestination(call, call.params.id ?? '', action)
  return row.ok ? ok(call.deps.deliveryLog(row.value.id)) : row
}
