/**
 * Why one event is failed on ingest. The words of Segment's discard table where it has one; the
 * second group is ours, for cases it does not name.
 */
export const INGEST_CODES = {
  bad_request: 'the request body could not be read as an event or a batch of events',
  empty_batch: 'the batch holds no events',
  no_user_anon_id: 'an event needs a userId or an anonymousId',
  id_required: 'a group call needs a groupId, an alias call a userId',
  id_not_string: 'userId, anonymousId, groupId and previousId must be non-empty strings',
  event_not_defined: 'a track call needs an event name',
  event_not_string: 'the event name must be a string',
  properties_not_object: 'properties must be an object',
  traits_not_object: 'traits must be an object',
  name_not_string: 'the name of a page or screen must be a string',
  category_not_string: 'the category of a page or screen must be a non-empty string',
  consent_categorypreferences_should_exist: 'context.consent.categoryPreferences is missing',
  consent_categorypreferences_fields_should_be_object:
    'context.consent.categoryPreferences must be an object',
  consent_categorypreferences_fields_should_be_bool:
    'the values of context.consent.categoryPreferences must be true or false',
  consent_version_should_be_number: 'context.consent.version must be a number',
  device_advertisingid_should_be_string: 'context.device.advertisingId must be a string',
  source_disabled: 'the source of this write key is disabled or deleted, or the key was removed',

  invalid_type: 'type must be identify, track, page, screen, group or alias',
  message_id_not_string: 'messageId must be a string',
  message_id_too_long: 'messageId may have 100 characters at most',
  context_not_object: 'context must be an object',
  integrations_not_object: 'integrations must be an object',
  event_too_large: 'an event may have 32768 bytes at most',
  nesting_too_deep: 'an event may nest 256 levels of objects and arrays at most',
  too_many_events: 'a batch may hold 2500 events at most; none of this one was kept',
  batch_too_large: 'the events of this batch grow too large with what they inherit from it',
} as const
export type IngestCode = keyof typeof INGEST_CODES

/** A refused event: counted as failed on ingest and shown, never delivered. */
export interface IngestFailure {
  code: IngestCode
  message: string
}

export const ingestFailure = (code: IngestCode, message?: string): IngestFailure => ({
  code,
  message: message ?? INGEST_CODES[code],
})

export const isIngestCode = (text: string): text is IngestCode => Object.hasOwn(INGEST_CODES, text)
