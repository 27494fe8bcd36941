import type { Caller } from '../domain/event/caller.ts'
import { ingestFailure } from '../domain/event/failure.ts'
import { isJsonObject, type JsonObject } from '../domain/event/json.ts'
import { MAX_BATCH_BYTES, MAX_BATCH_EVENTS, MAX_EVENT_BYTES } from '../domain/event/limits.ts'
import { err, ok } from '../domain/result.ts'
import type { CollectDeps, WaitUntil } from './collect-deps.ts'
import { type Call, receive } from './receive.ts'
import { type Records, recordBadRequest, recordEvents, recordRefusals } from './records.ts'

/** Many calls: `/v1/b`, `/v1/batch`, `/v1/import`. Each item names its own type. */
export function handleBatch(
  request: Request,
  route: { caller: Caller },
  deps: CollectDeps,
  waitUntil: WaitUntil,
): Promise<Response> {
  return receive(
    request,
    {
      maxBytes: MAX_BATCH_BYTES,
      tooLarge: 'batch_too_large',
      itemsOf: (body) =>
        Array.isArray(body.batch)
          ? ok(body.batch)
          : err(ingestFailure('bad_request', 'batch must be an array of events')),
      record: (body, items, call) => recordBatch(body, items, call, route.caller),
    },
    deps,
    waitUntil,
  )
}

function recordBatch(
  body: JsonObject,
  items: readonly unknown[],
  call: Call,
  routeCaller: Caller,
): Records {
  if (items.length === 0) {
    const failure = ingestFailure('empty_batch')
    return recordBadRequest(call.sourceId, failure, call.envelope.receivedAt)
  }
  if (items.length > MAX_BATCH_EVENTS) {
    return recordRefusals(ingestFailure('too_many_events'), { ...call, items })
  }
  const context = isJsonObject(body.context) ? body.context : null
  const integrations = isJsonObject(body.integrations) ? body.integrations : null
  if (isTooLargeToInherit(context) || isTooLargeToInherit(integrations)) {
    return recordRefusals(ingestFailure('event_too_large'), { ...call, items })
  }
  const envelope = { ...call.envelope, routeCaller, sentAt: body.sentAt, context, integrations }
  return recordEvents({ ...call, items, routeType: null, envelope })
}

/** Every event of the batch would be too large with it; found once rather than 2,500 times. */
function isTooLargeToInherit(root: JsonObject | null): boolean {
  if (root === null) return false
  try {
    return JSON.stringify(root).length > MAX_EVENT_BYTES
  } catch {
    return true // nested beyond what the stack holds
  }
}
