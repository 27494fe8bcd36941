import * as v from 'valibot'
import { err, ok, type Result } from '../result.ts'
import { CONSENT_EVENT, checkConsentContext } from './consent.ts'
import { type EventType, type IncomingEvent, incomingSchemas, isEventType } from './event.ts'
import { type IngestFailure, ingestFailure, isIngestCode } from './failure.ts'
import { isJsonObject } from './json.ts'
import { tolerate } from './tolerate.ts'

/**
 * One call as it was sent -> an event whose shape is true. `routeType` is the type that the path
 * names; it wins over the body's. Null on batch routes, where each item names its own.
 */
export function parseEvent(
  raw: unknown,
  routeType: EventType | null,
): Result<IncomingEvent, IngestFailure> {
  if (!isJsonObject(raw)) return err(ingestFailure('bad_request', 'an event must be a JSON object'))
  const candidate = tolerate(raw, routeType)
  if (!isEventType(candidate.type)) return err(ingestFailure('invalid_type'))
  // Before the schema, so that an alias without any id is told what every other call is told.
  if (candidate.userId === undefined && candidate.anonymousId === undefined) {
    return err(ingestFailure('no_user_anon_id'))
  }
  const parsed = v.safeParse(incomingSchemas[candidate.type], candidate, { abortEarly: true })
  if (!parsed.success) {
    const code = parsed.issues[0].message
    return err(ingestFailure(isIngestCode(code) ? code : 'bad_request'))
  }
  // The schemas only check, and what they put out lacks keys like `constructor`.
  const event = candidate as IncomingEvent
  if (event.type === 'track' && event.event === CONSENT_EVENT) {
    const code = checkConsentContext(event.context)
    if (code !== null) return err(ingestFailure(code))
  }
  return ok(event)
}
