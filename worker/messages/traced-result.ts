import type { TracedResult } from './delivery-trace-rpc.ts'
import type { Receipt, ReceiptResult } from './receipt.ts'

/** A result as a trace shows it, from what a log or a receipt holds of it. */
export function tracedResult(
  attempt: Pick<Receipt, 'startedAt' | 'settledAt' | 'requests'>,
  result: ReceiptResult,
  latencyMs: number,
): TracedResult {
  const { startedAt, settledAt, requests } = attempt
  const { outcome, code, status, message, response, dueAt, unattempted } = result
  const { answer = '', ...request } = requests?.[result.request ?? -1] ?? {}
  const isWaiting = outcome === 'retry' && dueAt !== undefined
  return {
    startedAt,
    settledAt,
    latencyMs,
    outcome,
    code,
    status: status ?? null,
    message: message ?? '',
    response: response ?? answer,
    retryAt: isWaiting ? new Date(dueAt).toISOString() : null,
    unattempted: unattempted === true,
    request: 'method' in request ? request : null,
  }
}
