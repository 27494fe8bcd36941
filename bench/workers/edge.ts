/** The edge Worker with its bindings and objects counted. */
import * as objects from '../../durable-objects/index.ts'
import type { EdgeEnv } from '../../worker/env.ts'
import type { DeliveryLogRpc } from '../../worker/messages/delivery-log-rpc.ts'
import type { IngestLogRpc } from '../../worker/messages/ingest-log-rpc.ts'
import type { MessageIndexRpc } from '../../worker/messages/message-index-rpc.ts'
import type { SourceMonitorRpc } from '../../worker/messages/source-monitor-rpc.ts'
import { edge } from '../../worker/wiring/edge.ts'
import { COUNTS_PATH } from '../lib/counts.ts'
import { count, countCalls, countedEnv, countStorage, readCounts } from './counting.ts'

countCalls(objects.IngestLog.prototype, 'IngestLog', [
  'append',
  'read',
  'acknowledge',
  'fail',
  'totals',
  'alarm',
] satisfies (keyof IngestLogRpc | 'alarm')[])
countCalls(objects.MessageIndex.prototype, 'MessageIndex', [
  'claim',
  'locate',
  'status',
] satisfies (keyof MessageIndexRpc)[])
countCalls(objects.DeliveryLog.prototype, 'DeliveryLog', [
  'append',
  'read',
  'settle',
  'totals',
  'failed',
  'requeue',
  'status',
  'alarm',
] satisfies (keyof DeliveryLogRpc | 'alarm')[])
countCalls(objects.SourceMonitor.prototype, 'SourceMonitor', [
  'report',
  'totals',
] satisfies (keyof SourceMonitorRpc)[])

export class IngestLog extends objects.IngestLog {
  constructor(ctx: DurableObjectState, env: EdgeEnv) {
    countStorage(ctx, 'IngestLog')
    super(ctx, countedEnv(env))
  }
}

export class MessageIndex extends objects.MessageIndex {
  constructor(ctx: DurableObjectState, env: EdgeEnv) {
    countStorage(ctx, 'MessageIndex')
    super(ctx, countedEnv(env))
  }
}

export class DeliveryLog extends objects.DeliveryLog {
  constructor(ctx: DurableObjectState, env: EdgeEnv) {
    countStorage(ctx, 'DeliveryLog')
    super(ctx, countedEnv(env))
  }
}

export class SourceMonitor extends objects.SourceMonitor {
  constructor(ctx: DurableObjectState, env: EdgeEnv) {
    countStorage(ctx, 'SourceMonitor')
    super(ctx, countedEnv(env))
  }
}

export { Maintenance, Trace } from '../../worker/edge.ts'

export default {
  async fetch(request: Request, env: EdgeEnv, ctx: ExecutionContext): Promise<Response> {
    if (new URL(request.url).pathname === COUNTS_PATH) return Response.json(readCounts())
    count('workerRequests', 'edge fetch')
    return edge.fetch(request, countedEnv(env), ctx)
  },

  async queue(batch: MessageBatch, env: EdgeEnv, ctx: ExecutionContext): Promise<void> {
    count('workerRequests', 'edge queue')
    for (const message of batch.messages) {
      if (message.attempts > 1) count('queueOperations', 'EVENTS retry')
    }
    await edge.queue(batch, countedEnv(env), ctx)
  },
}
