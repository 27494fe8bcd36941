import type { AttemptPart } from './delivery-log-rpc.ts'
import type { CapturedRequest } from './delivery-trace-rpc.ts'

/** One line of an archived receipts object: what one attempt (or a decision of the log) did. */
export interface Receipt {
  v: 1
  /** ISO 8601. */
  startedAt: string
  settledAt: string
  results: ReceiptResult[]
  /** Requests that were kept; results name them by number. */
  requests?: CapturedRequest[]
  /** Accept ids by result and the time their request took. */
  events: { result: number; latencyMs: number; acceptIds: string[] }[]
}

export interface ReceiptResult {
  outcome: 'delivered' | 'filtered' | 'failed' | 'retry' | 'requeued'
  code: string
  status?: number
  message?: string
  response?: string
  /** Only for retry: when to try again, milliseconds since the epoch. */
  dueAt?: number
  /** The log decided this by itself: no attempt was made. */
  unattempted?: true
  /** What was sent: an index into `requests`. */
  request?: number
  /** What was tried for each mapping in this attempt. */
  parts?: Record<string, AttemptPart>
}

/** Receipts of what was delivered to a destination are below it, by the hour of their beginning. */
export const receiptsPrefix = (destinationId: string): string => `receipts/v1/${destinationId}/`
