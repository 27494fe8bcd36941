import { validate as isUuid, v5 as uuidV5 } from 'uuid'
import { isSelfAlias } from '../../domain/event/event.ts'
import type { JsonObject } from '../../domain/event/json.ts'
import { contextProperties, objectOf } from './context-properties.ts'
import type { PosthogSettings } from './settings.ts'

/** Of ids made of message ids; another one would make PostHog count repeats as new events. */
const MESSAGE_ID_NAMESPACE = '8f14a1d0-6f5e-4c0b-9d55-3f6c2f7d1b1e'
/** PostHog drops events whose id of the person is longer. */
const MAX_DISTINCT_ID_CHARS = 200

export interface CapturedEvent {
  uuid: string
  event: string
  distinct_id: string
  properties: JsonObject
  timestamp: unknown
}

/** Why a call makes no event. */
export type NotCaptured = { reason: 'filtered' | 'invalid'; message: string }

/** A call as an event of PostHog's batch API. */
export function capture(
  call: JsonObject,
  settings: Pick<PosthogSettings, 'groupType' | 'personProfiles'>,
): CapturedEvent | NotCaptured {
  const named = nameCall(call, settings)
  if ('reason' in named) return named
  const { distinctId } = named
  if (distinctId === null) return { reason: 'invalid', message: 'nobody is named by the call' }
  if (distinctId.length > MAX_DISTINCT_ID_CHARS) {
    return {
      reason: 'invalid',
      message: `an id has more than ${MAX_DISTINCT_ID_CHARS} characters`,
    }
  }
  return {
    uuid: eventUuid(String(call.messageId)),
    event: named.event,
    distinct_id: distinctId,
    properties: { ...sharedProperties(call, settings), ...named.properties },
    timestamp: call.timestamp,
  }
}

/** PostHog knows a repeat by it, so the same message has to get the same one at every attempt. */
export const eventUuid = (messageId: string): string =>
  isUuid(messageId) ? messageId.toLowerCase() : uuidV5(messageId, MESSAGE_ID_NAMESPACE)

interface Named {
  event: string
  distinctId: string | null
  properties: JsonObject
}

function nameCall(
  call: JsonObject,
  { groupType }: Pick<PosthogSettings, 'groupType'>,
): Named | NotCaptured {
  const userId = idOf(call.userId)
  const anonymousId = idOf(call.anonymousId)
  const distinctId = userId ?? anonymousId
  const properties = objectOf(call.properties)
  const names = { ...given('name', call.name), ...given('category', call.category) }
  switch (call.type) {
    case 'track':
      return { event: String(call.event), distinctId, properties }
    case 'page':
      return { event: '$pageview', distinctId, properties: { ...names, ...pageOf(properties) } }
    case 'screen':
      return {
        event: '$screen',
        distinctId,
        properties: { ...names, ...given('$screen_name', call.name), ...properties },
      }
    case 'identify':
      return identify(userId, anonymousId, objectOf(call.traits))
    case 'group':
      return {
        event: '$groupidentify',
        distinctId,
        properties: {
          $group_type: groupType,
          $group_key: idOf(call.groupId),
          $group_set: objectOf(call.traits),
        },
      }
    case 'alias':
      return alias(call, userId, idOf(call.previousId) ?? anonymousId)
    default:
      return { reason: 'filtered', message: `PostHog has no ${String(call.type)} calls` }
  }
}

function identify(userId: string | null, anonymousId: string | null, traits: JsonObject): Named {
  // Traits of somebody who is not known by an id yet change a person and merge nothing.
  if (userId === null) {
    return { event: '$set', distinctId: anonymousId, properties: { $set: traits } }
  }
  const isMerge = anonymousId !== null && anonymousId !== userId
  return {
    event: '$identify',
    distinctId: userId,
    properties: { $set: traits, ...(isMerge && { $anon_distinct_id: anonymousId }) },
  }
}

function alias(call: JsonObject, userId: string | null, previous: string | null) {
  if (previous === null) {
    return { reason: 'invalid', message: 'an alias needs a previousId' } as const
  }
  // The browser library sends them; PostHog would refuse to merge a person with itself.
  if (isSelfAlias({ ...call, type: 'alias', previousId: previous })) {
    return { reason: 'filtered', message: 'an alias of an id to itself' } as const
  }
  return {
    event: '$create_alias',
    distinctId: previous,
    properties: { distinct_id: previous, alias: userId },
  }
}

/** What a page call says of the page goes before what its context says. */
const pageOf = (properties: JsonObject): JsonObject => ({
  ...properties,
  ...given('$current_url', properties.url),
  ...given('$pathname', properties.path),
  ...given('$referrer', properties.referrer),
})

function sharedProperties(
  call: JsonObject,
  { groupType, personProfiles }: Pick<PosthogSettings, 'groupType' | 'personProfiles'>,
): JsonObject {
  const context = objectOf(call.context)
  const traits = objectOf(context.traits)
  const groupId = idOf(call.groupId) ?? idOf(context.groupId)
  const isAnonymous = idOf(call.userId) === null && call.type !== 'identify'
  return {
    ...contextProperties(context),
    ...(groupId !== null && { $groups: { [groupType]: groupId } }),
    ...(isAnonymous && personProfiles === 'identified_only'
      ? { $process_person_profile: false }
      : Object.keys(traits).length > 0 && { $set: traits }),
  }
}

const given = (name: string, value: unknown): JsonObject =>
  value === undefined || value === null || value === '' ? {} : { [name]: value }

const idOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== ''
    ? value
    : typeof value === 'number'
      ? String(value)
      : null
