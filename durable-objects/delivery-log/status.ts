import type { DeliveryStatus } from '../../worker/messages/delivery-log-rpc.ts'
import type { DeliveryPause } from '../../worker/messages/oauth-rpc.ts'
import { countLines } from './line-ranges.ts'
import type { DeliveryOutbox } from './outbox.ts'

export function deliveryStatus(
  outbox: DeliveryOutbox,
  paused: DeliveryPause | null,
): DeliveryStatus {
  let pending = 0
  for (const item of outbox.items('working')) {
    if (item.attempts === 0) pending += countLines(item.lines)
  }
  const { breaker } = outbox.dispatcher
  return {
    pending,
    awaitingRetry: outbox.working - pending,
    failed: outbox.failed,
    breaker: breaker.state,
    probeAt: breaker.state === 'open' ? new Date(breaker.probeAt).toISOString() : null,
    paused,
  }
}
