import { isEmpty, type JsonObject } from '../../../../format/json-object.ts'
import type { Call } from '../call.ts'

/** How a library calls the fields of a call. */
export interface FieldNames {
  userId: string
  anonymousId: string
  groupId: string
  previousId: string
  event: string
}

/** Names as on the wire. */
export const WIRE_NAMES: FieldNames = {
  userId: 'userId',
  anonymousId: 'anonymousId',
  groupId: 'groupId',
  previousId: 'previousId',
  event: 'event',
}
export const SNAKE_NAMES: FieldNames = {
  userId: 'user_id',
  anonymousId: 'anonymous_id',
  groupId: 'group_id',
  previousId: 'previous_id',
  event: 'event',
}

/** The whole call as one object, for libraries whose methods take one. */
export function namedFields(call: Call, names: FieldNames = WIRE_NAMES): JsonObject {
  const { type, name, category, data, context, integrations, timestamp } = call
  const fields: JsonObject = {}
  const put = (key: string, value: string | undefined) => {
    if (value !== undefined) fields[key] = value
  }
  put(names.userId, call.userId)
  put(names.anonymousId, call.anonymousId)
  put(names.groupId, type === 'group' ? call.groupId : undefined)
  put(names.previousId, type === 'alias' ? call.previousId : undefined)
  put('category', type === 'page' || type === 'screen' ? category : undefined)
  put(
    type === 'track' ? names.event : 'name',
    type === 'identify' || type === 'group' ? undefined : name,
  )
  if (!isEmpty(data))
    fields[type === 'identify' || type === 'group' ? 'traits' : 'properties'] = data
  if (!isEmpty(context)) fields.context = context
  if (!isEmpty(integrations)) fields.integrations = integrations
  put('timestamp', timestamp)
  return fields
}
