/**
 * Cloudflare's list prices in US dollars, Workers Paid, beyond what the plan includes; as published in
 * October 2026.
 *
 * https://developers.cloudflare.com/workers/platform/pricing/
 * https://developers.cloudflare.com/durable-objects/platform/pricing/
 * https://developers.cloudflare.com/queues/platform/pricing/
 * https://developers.cloudflare.com/r2/pricing/
 */
export const PLAN_PER_MONTH = 5

const MILLION = 1e6
const GB_PER_OBJECT = 0.128

/** Dollars per unit beyond what the plan includes. A price per million events is always made of these. */
export const PRICES = {
  /** Requests and queue batches; calls between Workers are free. */
  workerRequests: 0.3 / MILLION,
  /** RPC calls, fetches and alarms. */
  objectRequests: 0.15 / MILLION,
  /** Rows of Durable Objects and D1; setting an alarm is one. */
  rowsWritten: 1 / MILLION,
  rowsRead: 0.001 / MILLION,
  /** Wall seconds that an object is awake. */
  objectSeconds: (12.5 / MILLION) * GB_PER_OBJECT,
  /** One per 64,000 bytes of each write, read and delete. */
  queueOperations: 0.4 / MILLION,
  r2ClassA: 4.5 / MILLION,
  r2ClassB: 0.36 / MILLION,
} as const

/** What the plan includes each month: counts only for the bill of a whole deployment. */
export const INCLUDED_PER_MONTH: Record<keyof typeof PRICES, number> = {
  workerRequests: 10 * MILLION,
  objectRequests: 1 * MILLION,
  rowsWritten: 50 * MILLION,
  rowsRead: 25_000 * MILLION,
  objectSeconds: 400_000 / GB_PER_OBJECT,
  queueOperations: 1 * MILLION,
  r2ClassA: 1 * MILLION,
  r2ClassB: 10 * MILLION,
}

export type Operation = keyof typeof PRICES
export const OPERATIONS = Object.keys(PRICES) as Operation[]

export const QUEUE_UNIT_BYTES = 64_000
/** A message that is handled at once is written, read and deleted. */
export const QUEUE_OPERATIONS_PER_MESSAGE = 3
