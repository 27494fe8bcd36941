/** The delivery Worker with its invocations counted; its calls are counted by the objects they reach. */

import type { DeliveryEnv } from '../../worker/env.ts'
import { delivery } from '../../worker/wiring/delivery.ts'
import { COUNTS_PATH } from '../lib/counts.ts'
import { count, readCounts } from './counting.ts'

export { Attempt, DeliveryService } from '../../worker/wiring/delivery.ts'

export default {
  async fetch(request: Request, env: DeliveryEnv): Promise<Response> {
    if (new URL(request.url).pathname === COUNTS_PATH) return Response.json(readCounts())
    return delivery.fetch(request, env)
  },

  async queue(batch: MessageBatch, env: DeliveryEnv, ctx: ExecutionContext): Promise<void> {
    count('workerRequests', 'delivery queue')
    for (const message of batch.messages) {
      if (message.attempts > 1) count('queueOperations', 'DELIVERIES retry')
    }
    await delivery.queue(batch, env, ctx)
  },
}
