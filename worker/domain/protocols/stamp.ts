import { isJsonObject, type JsonObject } from '../event/json.ts'
import type { JsonPatch } from '../event/json-patch.ts'
import type { Violation } from './tracking-plan.ts'

export interface StampFacts {
  violations: readonly Violation[]
  omitted: readonly string[]
  omittedOnViolation: readonly string[]
}

/**
 * Writes into `context.protocols` what was found and done. Nothing else may stand there, for a caller could
 * claim it, but for the version of the event, which is the caller's to say. An event with nothing to
 * tell gets no stamp.
 */
export function stamp(
  event: JsonObject,
  sourceId: string,
  { violations, omitted, omittedOnViolation }: StampFacts,
): { value: JsonObject; patch: JsonPatch } {
  const context = isJsonObject(event.context) ? event.context : null
  const sent = context?.protocols
  const isClean = violations.length + omitted.length + omittedOnViolation.length === 0
  if (isClean && (context === null || !Object.hasOwn(context, 'protocols'))) {
    return { value: event, patch: [] }
  }
  const protocols = {
    ...(isJsonObject(sent) &&
      Object.hasOwn(sent, 'event_version') && { event_version: sent.event_version }),
    ...(!isClean && { sourceId }),
    ...(violations.length > 0 && {
      violations: violations.map(({ type, field, description }) => ({ type, field, description })),
    }),
    ...(omitted.length > 0 && { omitted }),
    ...(omittedOnViolation.length > 0 && { omitted_on_violation: omittedOnViolation }),
  }
  if (isClean) return cleaned(event, context ?? {}, protocols)
  const value = { ...event, context: { ...context, protocols } }
  if (context === null)
    return { value, patch: [{ op: 'add', path: '/context', value: value.context }] }
  return { value, patch: [{ op: 'add', path: '/context/protocols', value: protocols }] }
}

/** The event with no more than the caller may say. */
function cleaned(event: JsonObject, context: JsonObject, allowed: JsonObject) {
  const sent = context.protocols
  const path = '/context/protocols'
  if (Object.keys(allowed).length > 0) {
    if (isJsonObject(sent) && Object.keys(sent).length === 1) return { value: event, patch: [] }
    const value = { ...event, context: { ...context, protocols: allowed } }
    return { value, patch: [{ op: 'replace' as const, path, value: allowed }] }
  }
  const { protocols: _, ...rest } = context
  return { value: { ...event, context: rest }, patch: [{ op: 'remove' as const, path }] }
}
