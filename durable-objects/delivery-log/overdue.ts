import type { Item } from './backlog.ts'
import { decide } from './decisions.ts'
import type { DeliveryOutbox } from './outbox.ts'
import { type KnownResult, ResultReader } from './results.ts'

/**
 * Fails what was tried before and whose window has ended while the breaker kept it from another try,
 * with the result it last had. Events that were never tried wait as long as the breaker does.
 */
export function expireOverdue(outbox: DeliveryOutbox): void {
  const now = outbox.deps.now()
  const overdue: Item[] = []
  for (const item of outbox.items('working')) {
    if (item.state === 'leased' || item.attempts === 0) continue
    if (now >= item.firstAt + outbox.windowMs) overdue.push(item)
  }
  const results = new ResultReader(outbox.deps.store)
  decide(outbox, overdue, (item): KnownResult => {
    const { status, message, response, request, parts } = results.resultOf(item) ?? {}
    return {
      outcome: 'failed',
      code: item.code,
      ...(status !== undefined && { status }),
      ...(message !== undefined && { message }),
      ...(response !== undefined && { response }),
      ...(request !== undefined && { request }),
      ...(parts !== undefined && { parts }),
    }
  })
}
