import type { IngestCode } from './failure.ts'
import { isJsonObject, type JsonObject } from './json.ts'

/** The one event whose consent object is checked: it is how a change of consent is recorded. */
export const CONSENT_EVENT = 'Segment Consent Preference Updated'

/** What is wrong with the context of a consent event, or null. On other events it is never refused. */
export function checkConsentContext(context: JsonObject | undefined): IngestCode | null {
  const consent = isJsonObject(context?.consent) ? context.consent : {}
  const preferences = consent.categoryPreferences
  if (preferences === undefined || preferences === null) {
    return 'consent_categorypreferences_should_exist'
  }
  if (!isJsonObject(preferences)) return 'consent_categorypreferences_fields_should_be_object'
  if (Object.values(preferences).some((value) => typeof value !== 'boolean')) {
    return 'consent_categorypreferences_fields_should_be_bool'
  }
  if (isGiven(consent.version) && typeof consent.version !== 'number') {
    return 'consent_version_should_be_number'
  }
  const device = isJsonObject(context?.device) ? context.device : {}
  if (isGiven(device.advertisingId) && typeof device.advertisingId !== 'string') {
    return 'device_advertisingid_should_be_string'
  }
  return null
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null
