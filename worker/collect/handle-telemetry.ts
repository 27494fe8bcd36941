import { isJsonObject, parseJson } from '../domain/event/json.ts'
import { MAX_EVENT_BYTES } from '../domain/event/limits.ts'
import type { LogLine } from './collect-deps.ts'
import { readBody } from './read-body.ts'
import { respondAccepted } from './respond.ts'

/** Counts of what the libraries tell about themselves, since the last report of this isolate. */
export interface TelemetryCounter {
  add(series: number): void
}

const REPORT_INTERVAL_MS = 60_000

/** One log line a minute at most: telemetry has no write key, so there is no source to book it on. */
export function createTelemetryCounter(deps: {
  now(): number
  log(line: LogLine): void
}): TelemetryCounter {
  let requests = 0
  let series = 0
  let reportedAt = deps.now()
  return {
    add(count) {
      requests++
      series += count
      if (deps.now() - reportedAt < REPORT_INTERVAL_MS) return
      deps.log({ report: 'library telemetry', requests, series })
      requests = 0
      series = 0
      reportedAt = deps.now()
    },
  }
}

/** `/v1/m`: counters of the libraries' own. Counted, not kept; the answer is 200 whatever they send. */
export async function handleTelemetry(
  request: Request,
  counter: TelemetryCounter,
): Promise<Response> {
  const body = await readBody(request, MAX_EVENT_BYTES)
  const parsed = body.ok ? parseJson(body.value) : body
  const series = parsed.ok && isJsonObject(parsed.value) ? parsed.value.series : null
  counter.add(Array.isArray(series) ? series.length : 0)
  return respondAccepted()
}
