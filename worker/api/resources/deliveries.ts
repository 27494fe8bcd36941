import * as v from 'valibot'
import type { Action } from '../../domain/access/resource.ts'
import { ok, type Result } from '../../domain/result.ts'
import type { DeliveryLogView } from '../api-deps.ts'
import { failureCodeSchema, requeueSchema } from '../contract/deliveries.ts'
import { deliverySamplesQuerySchema } from '../contract/delivery-overview.ts'
import { encodeCursor, parseCursorWindow } from '../conventions.ts'
import { type Call, type Failure, parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail, notFound } from '../errors.ts'
import { judgeDestination } from '../judge.ts'
import { replyPage } from '../reply-page.ts'

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
    method: 'POST',
    path: '/destinations/:id/resume',
    needs: ['write', 'destination'],
    async handle(call) {
      const log = await logOf(call, 'write')
      if (!log.ok) return log
      const resumed = await log.value.resumeDelivery()
      return reply({ resumed, status: await log.value.status() })
    },
  },
  {
    method: 'GET',
    path: '/destinations/:id/failed-deliveries',
    needs: ['read', 'destination'],
    async handle(call) {
      const window = parseCursorWindow(call.query)
      if (!window.ok) return window
      const code = call.query.get('code') || null
      if (code !== null && !v.is(failureCodeSchema, code)) {
        return fail('bad-request', 'A code of the list, of at most 200 characters.', 'code')
      }
      const log = await logOf(call, 'read')
      if (!log.ok) return log
      const { items, next, total, codes } = await log.value.failed({ ...window.value, code })
      return reply({
        failedDeliveries: items,
        codes: Object.entries(codes)
          .map(([name, count]) => ({ code: name, count }))
          .sort((a, b) => b.count - a.count || a.code.localeCompare(b.code)),
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
      const { ids = null, code = null } = input.value
      const job = await log.value.requeue({ ids, code })
      return reply({ requeued: job.total, job })
    },
  },
  {
    method: 'GET',
    path: '/destinations/:id/requeue-jobs',
    needs: ['read', 'destination'],
    async handle(call) {
      const log = await logOf(call, 'read')
      if (!log.ok) return log
      return replyPage(call.query, 'jobs', await log.value.requeueJobs(), (job) => job)
    },
  },
  {
    method: 'GET',
    path: '/destinations/:id/requeue-jobs/:jobId',
    needs: ['read', 'destination'],
    async handle(call) {
      const log = await logOf(call, 'read')
      if (!log.ok) return log
      const job = await log.value.requeueJob(call.params.jobId ?? '')
      return job === null ? notFound('requeue job') : reply({ job })
    },
  },
  {
    method: 'POST',
    path: '/destinations/:id/requeue-jobs/:jobId/cancel',
    needs: ['write', 'destination'],
    async handle(call) {
      const log = await logOf(call, 'write')
      if (!log.ok) return log
      const job = await log.value.cancelRequeue(call.params.jobId ?? '')
      return job === null ? notFound('requeue job') : reply({ job })
    },
  },
  {
    method: 'GET',
    path: '/destinations/:id/delivery-samples',
    needs: ['read', 'destination'],
    async handle(call) {
      const input = parseBody(deliverySamplesQuerySchema, Object.fromEntries(call.query))
      if (!input.ok) return input
      const log = await logOf(call, 'read')
      if (!log.ok) return log
      const { outcome, code = null } = input.value
      return reply({ samples: await log.value.samples({ outcome, code }) })
    },
  },
]

/** Looked up first: naming an object would create it, and its id says nothing of the workspace. */
async function logOf(call: Call, action: Action): Promise<Result<DeliveryLogView, Failure>> {
  const row = await judgeDestination(call, call.params.id ?? '', action)
  return row.ok ? ok(call.deps.deliveryLog(row.value.id)) : row
}
