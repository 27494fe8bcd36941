import type { Caller } from '../domain/event/caller.ts'
import type { EventType } from '../domain/event/event.ts'
import { MAX_EVENT_BYTES } from '../domain/event/limits.ts'
import { ok } from '../domain/result.ts'
import type { CollectDeps, WaitUntil } from './collect-deps.ts'
import { receive } from './receive.ts'
import { recordEvents } from './records.ts'

/** One call: `/v1/track`, `/v1/t` and their like. The route's type wins over the body's. */
export function handleEvent(
  request: Request,
  route: { type: EventType; caller: Caller },
  deps: CollectDeps,
  waitUntil: WaitUntil,
): Promise<Response> {
  return receive(
    request,
    {
      maxBytes: MAX_EVENT_BYTES,
      tooLarge: 'event_too_large',
      itemsOf: (body) => ok([body]),
      record: (_, items, call) =>
        recordEvents({
          ...call,
          items,
          routeType: route.type,
          envelope: { ...call.envelope, routeCaller: route.caller },
        }),
    },
    deps,
    waitUntil,
  )
}
