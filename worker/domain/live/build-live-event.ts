import { describeCode } from '../describe-code.ts'
import type { EventOutcome } from '../outcome.ts'
import type { LiveEvent, LiveState } from './live-event.ts'

/** A verdict of the pipeline, as far as watchers see it. */
export interface LiveVerdict {
  outcome: EventOutcome
  code?: string
  destinations?: LiveEvent['destinations']
  error?: string
}

/** A record of the ingest log or a line of the archive. */
export interface LiveRecord {
  acceptId: string
  receivedAt: string
  /** The event, or what is known of a refused call (`code`, `message`, `type`, `event`, `messageId`). */
  fields: Readonly<Record<string, unknown>>
  /** The event's JSON text; null when it was refused, or only its head is kept. */
  json: string | null
  /** Collect refused it: it passes the pipeline only to be counted. */
  refused: boolean
  /** Null while the pipeline has not decided. */
  verdict: LiveVerdict | null
}

const MAX_ERROR_CHARS = 500

const STATES: Readonly<Record<EventOutcome, LiveState | null>> = {
  passed: 'allowed',
  'filtered at source': 'blocked',
  'failed on ingest': 'rejected',
  duplicate: 'duplicate',
  'dead-lettered': 'dead-lettered',
  // Whoever is suppressed is shown nowhere.
  suppressed: null,
}

/** What watchers are shown of a record; null when it is not for showing. */
export function buildLiveEvent(record: LiveRecord): LiveEvent | null {
  const { acceptId, receivedAt, fields, json, refused, verdict } = record
  const state = stateOf(refused, verdict)
  if (state === null) return null
  const type = text(fields.type)
  return {
    acceptId,
    receivedAt,
    messageId: text(fields.messageId),
    type,
    name: nameOf(type, fields),
    userId: text(fields.userId),
    anonymousId: text(fields.anonymousId),
    state,
    ...reasonOf(record),
    destinations: verdict?.destinations ?? {},
    json: refused ? null : json,
  }
}

function stateOf(refused: boolean, verdict: LiveVerdict | null): LiveState | null {
  if (verdict !== null) return STATES[verdict.outcome]
  return refused ? 'rejected' : 'pending'
}

function nameOf(type: string, fields: LiveRecord['fields']): string {
  if (type === 'page' || type === 'screen') return text(fields.name)
  return text(fields.event)
}

function reasonOf({ refused, fields, verdict }: LiveRecord): { code: string; message: string } {
  // Collect's own words are about this very call: how large, which batch.
  if (refused) {
    const code = text(fields.code) || 'bad_request'
    return { code, message: text(fields.message) || describeCode('failed on ingest', code) }
  }
  if (verdict === null) return { code: '', message: '' }
  const { outcome, code = '', error } = verdict
  const words = describeCode(outcome, code)
  const message = error === undefined ? words : `${words}: ${error.slice(0, MAX_ERROR_CHARS)}`
  return { code, message }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
