import { CONSENT_EVENT } from '../event/consent.ts'
import { isJsonObject } from '../event/json.ts'

type Event = Readonly<Record<string, unknown>>

/**
 * Whether the preferences that an event carries let it go to a destination of these categories: each
 * has to be `true`, and one that is missing is not. Events are judged alone, nothing is remembered of
 * earlier ones. Without preferences nothing is enforced; preferences that cannot be read allow nothing.
 */
export function consentAllows(event: Event, categories: readonly string[]): boolean {
  if (categories.length === 0) return true
  const preferences = preferencesOf(event)
  if (preferences === undefined) return true
  if (!isJsonObject(preferences)) return false
  return categories.every(
    (category) => Object.hasOwn(preferences, category) && preferences[category] === true,
  )
}

/** Undefined when the event says nothing about consent. */
function preferencesOf({ context }: Event): unknown {
  if (!isJsonObject(context)) return undefined
  const { consent } = context
  if (consent === undefined || consent === null) return undefined
  // Somebody meant something by it that cannot be known.
  if (!isJsonObject(consent)) return null
  return Object.hasOwn(consent, 'categoryPreferences') ? consent.categoryPreferences : undefined
}

/** The event that tells of a change of consent: who is to learn of a withdrawal gets it regardless. */
export const isConsentEvent = ({ type, event }: Event): boolean =>
  type === 'track' && event === CONSENT_EVENT
