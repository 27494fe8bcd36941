import * as v from 'valibot'
import type { AttemptResult } from '../../messages/delivery-log-rpc.ts'
import { parseAnswer } from '../exchange.ts'
import type { Redactor } from '../redact-secrets.ts'

const recordsSchema = v.object({
  Records: v.array(
    v.object({ ErrorCode: v.nullish(v.string()), ErrorMessage: v.nullish(v.string(), '') }),
  ),
})
const errorSchema = v.object({ __type: v.string() })

/** Errors that pass by themselves; all others would only come back the same. */
const RETRIED = new Set([
  'InternalFailure',
  'KMSThrottlingException',
  'LimitExceededException',
  'ProvisionedThroughputExceededException',
  'RequestExpired',
  'RequestTimeoutException',
  'ServiceUnavailable',
  'SlowDown',
  'ThrottlingException',
])
/** Errors that one record of many may have brought about. */
const ABOUT_RECORDS = new Set([
  'InvalidArgumentException',
  'SerializationException',
  'ValidationException',
])

const DELIVERED: AttemptResult = { outcome: 'delivered', code: '200', status: 200 }
const UNREADABLE: AttemptResult = {
  outcome: 'retry',
  code: 'UNREADABLE_ANSWER',
  message: 'Kinesis answered without saying what became of the record',
}

/** What Kinesis says of each record of a request that it took. */
export function readRecordResults(body: string, count: number, redact: Redactor): AttemptResult[] {
  const parsed = v.safeParse(recordsSchema, parseAnswer(body))
  const records = parsed.success ? parsed.output.Records : []
  return Array.from({ length: count }, (_, at) => {
    const record = records[at]
    if (record === undefined) return UNREADABLE
    const { ErrorCode: code, ErrorMessage: message } = record
    if (code === undefined || code === null) return DELIVERED
    return {
      outcome: RETRIED.has(code) ? 'retry' : 'failed',
      code,
      message: redact(message || 'Kinesis did not take the record'),
    }
  })
}

/** The type of an error that Kinesis answered with, e.g. `ResourceNotFoundException`. */
export function errorTypeOf(body: string): string | null {
  const parsed = v.safeParse(errorSchema, parseAnswer(body))
  const type = parsed.success ? (parsed.output.__type.split('#').at(-1) ?? '') : ''
  return /^[A-Za-z]{3,80}$/.test(type) ? type : null
}

/** Kinesis asks to slow down with status 400, so its own name of the error decides. */
export const resultOfError = (result: AttemptResult, type: string | null): AttemptResult =>
  type === null
    ? result
    : { ...result, code: type, ...(RETRIED.has(type) && { outcome: 'retry' as const }) }

export const isAboutRecords = (type: string | null): boolean =>
  type !== null && ABOUT_RECORDS.has(type)
