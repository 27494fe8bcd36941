import { INGEST_CODES } from './event/failure.ts'

/**
 * Every reason code that the books, the archive, the live view or a trace can show, in words for a
 * person. One table, so that a reason reads the same wherever somebody meets it.
 */

/** What the pipeline decides about an event as a whole. */
const EVENT_CODES: Readonly<Record<string, string>> = {
  duplicate_message_id: 'an event with the same messageId came from this source before',
  suppressed_user: 'the user is suppressed: nothing of them is kept',
  event_setting: 'a control of the source’s schema blocks this event',
  unplanned: 'the source’s tracking plan does not have this event, and unplanned ones are blocked',
  schema_violation: 'it breaks its rule of the source’s tracking plan',
  unplanned_and_schema_violation:
    'the source’s tracking plan does not have this event, and it breaks the plan’s common rule',
  common_schema_violation: 'it breaks the common rule of the source’s tracking plan',
  pipeline_error: 'the pipeline failed on this event again and again, so it was set aside',
}

/** What routing decides about an event and one destination. */
const ROUTE_CODES: Readonly<Record<string, string>> = {
  FILTERED_BY_INTEGRATIONS_OBJECT: 'the event’s integrations object switches this destination off',
  MESSAGE_SENT_CLIENT_SIDE: 'the page sent it to this destination itself',
  FILTERED_BY_EVENT_SETTING:
    'a control of the source’s schema keeps this event from this destination',
  FILTERED_BY_RULES: 'a filter of this destination keeps it away',
  UNSUPPORTED_EVENT_TYPE: 'this destination does not take calls of this type',
  FILTERED_BY_END_USER_CONSENT:
    'the event’s consent preferences do not allow all of this destination’s categories',
  NO_MATCHING_MAPPING: 'no enabled mapping of this destination has a trigger that it matches',
}

/** What an attempt or a destination's log decides about a delivery. */
const DELIVERY_CODES: Readonly<Record<string, string>> = {
  message_rejected: 'the destination’s code chose not to send it',
  destination_disabled: 'the destination is switched off or deleted',
  backlog_full: 'the destination’s backlog was full, and the oldest events were given up',
  PAYLOAD_VALIDATION_FAILED: 'the event lacks what the destination needs',
  UNREADABLE_ANSWER: 'the answer does not say what became of the event',
  QUOTA_LIMITED: 'the partner drops events because a quota of the account is used up',
  INVALID_SETTINGS: 'the destination’s settings cannot be used',
  SECRETS_UNREADABLE: 'the destination’s secrets cannot be read with the key at hand',
  INTERNAL: 'something of our own failed during the attempt',
  ETIMEDOUT: 'no answer came in time',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection broke off',
  ECONNABORTED: 'the connection broke off',
  EHOSTUNREACH: 'the host cannot be reached',
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name could not be looked up',
  INVALID_URL: 'the address is not a URL that can be called',
  PRIVATE_TARGET: 'the address is a private one',
  TOO_MANY_REDIRECTS: 'it was redirected too often',
  INSECURE_REDIRECT: 'it was redirected from https to http',
}

/** For outcomes that need no code, or came with one that this version does not know. */
const OUTCOMES: Readonly<Record<string, string>> = {
  'failed on ingest': 'the call was refused',
  duplicate: 'it came before',
  suppressed: 'the user is suppressed',
  'filtered at source': 'it was blocked at the source',
  'dead-lettered': 'the pipeline cannot process it',
  passed: '',
  routed: '',
  'filtered at destination': 'it is kept from this destination',
  'awaiting retry': 'the last attempt did not succeed, and another one follows',
  'filtered in attempt': 'the destination’s code or mapping left it out',
  'failed delivery': 'the destination did not take it',
}

/**
 * The reason for an outcome in words, without a full stop; empty when there is nothing to explain.
 * @param outcome of `domain/outcome.ts`
 * @param code reason code beside it; empty when there is none
 */
export function describeCode(outcome: string, code: string): string {
  const known = lookUp(tableOf(outcome), code)
  if (known !== undefined) return known
  const words = lookUp(OUTCOMES, outcome) ?? ''
  if (code === '') return words
  if (/^[1-5]\d\d$/.test(code)) return `the destination answered with status ${code}`
  return words === '' ? code : `${words} (${code})`
}

const tableOf = (outcome: string): Readonly<Record<string, string>> => {
  if (outcome === 'failed on ingest') return INGEST_CODES
  if (outcome === 'filtered at destination') return ROUTE_CODES
  return EVENT_OUTCOMES.has(outcome) ? EVENT_CODES : DELIVERY_CODES
}

const EVENT_OUTCOMES: ReadonlySet<string> = new Set([
  'duplicate',
  'suppressed',
  'filtered at source',
  'dead-lettered',
  'passed',
])

const lookUp = (table: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined
