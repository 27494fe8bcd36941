import * as v from 'valibot'
import { classifyStatus } from '../../domain/delivery/classify-response.ts'
import type { AttemptResult } from '../../messages/delivery-log-rpc.ts'
import { parseAnswer } from '../exchange.ts'
import type { Redactor } from '../redact-secrets.ts'
import type { KafkaRestSettings } from './settings.ts'

const offsetsSchema = v.object({
  offsets: v.array(
    v.object({ error_code: v.nullish(v.number()), error: v.nullish(v.string(), '') }),
  ),
})
/** Proxies that do not stream yet tell of a record that was written by its offset alone. */
const reportSchema = v.union([
  v.object({ error_code: v.number(), message: v.optional(v.string(), '') }),
  v.object({ offset: v.number() }),
])

const DELIVERED: AttemptResult = { outcome: 'delivered', code: '200', status: 200 }

/**
 * What a proxy that took a request says of each of its records. The status tells nothing of them, so a
 * record that is not spoken of counts as not taken.
 */
export function readReports(
  api: KafkaRestSettings['api'],
  body: string,
  count: number,
  redact: Redactor,
): AttemptResult[] {
  const reports = api === 'v2' ? readOffsets(body) : readConcatenated(body)
  return Array.from({ length: count }, (_, at) => {
    const report = reports[at]
    if (report === undefined) return UNREADABLE
    return report.code === null ? DELIVERED : refused(report.code, redact(report.message))
  })
}

const UNREADABLE: AttemptResult = {
  outcome: 'retry',
  code: 'UNREADABLE_ANSWER',
  message: 'the proxy answered without saying what became of the record',
}

interface RecordReport {
  /** Null when the record was written. */
  code: number | null
  message: string
}

const WRITTEN: RecordReport = { code: null, message: '' }

function readOffsets(body: string): RecordReport[] {
  const parsed = v.safeParse(offsetsSchema, parseAnswer(body))
  if (!parsed.success) return []
  return parsed.output.offsets.map(({ error_code, error }) => ({
    code: error_code ?? null,
    message: error ?? '',
  }))
}

function readConcatenated(body: string): RecordReport[] {
  const reports: RecordReport[] = []
  for (const text of splitObjects(body)) {
    const parsed = v.safeParse(reportSchema, parseAnswer(text))
    // The reports are in the order of the records: behind one that cannot be read, none can be told.
    if (!parsed.success) return reports
    const report = parsed.output
    const isWritten = !('error_code' in report) || report.error_code === 200
    reports.push(isWritten ? WRITTEN : { code: report.error_code, message: report.message })
  }
  return reports
}

/** JSON objects that follow each other, with or without space between them; a cut one is left out. */
export function splitObjects(text: string): string[] {
  const objects: string[] = []
  let [depth, start, inString] = [0, 0, false]
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (inString) {
      if (char === '\\') at++
      else if (char === '"') inString = false
    } else if (char === '"') inString = true
    else if (char === '{' && depth++ === 0) start = at
    else if (char === '}' && --depth === 0) objects.push(text.slice(start, at + 1))
  }
  return objects
}

/** Version 2's own codes for errors of Kafka, of which the second is worth another try. */
const REFUSED = 1
const RETRIABLE = 2
/** Codes that begin with 500 and yet say that another try will not help: an error of Kafka's. */
const KAFKA_ERROR = 50002

/** Codes of five digits begin with the HTTP status that they mean. */
function refused(code: number, message: string): AttemptResult {
  const status = code >= 10_000 ? Math.floor(code / 100) : code
  const isRetried =
    code === RETRIABLE ||
    (code !== REFUSED && code !== KAFKA_ERROR && classifyStatus(status).outcome === 'retry')
  return {
    outcome: isRetried ? 'retry' : 'failed',
    code: `KAFKA_${code}`,
    message: message || 'Kafka did not take the record',
  }
}
