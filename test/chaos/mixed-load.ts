import type { Service } from '../harness/service.ts'
import type { TestSource } from '../harness/workspace.ts'

/** A way for an event to go, known before it is sent. */
export interface Kind {
  make(n: number): Record<string, unknown>
  /** Reason code at the source; absent when it passes. */
  stoppedBy?: { outcome: 'filtered at source' | 'failed on ingest'; code: string }
  /** Why no destination that is called Webhooks gets it. */
  filteredEverywhere?: string
  /** Why the destinations that a control keeps it from do not get it. */
  filteredByControl?: string
  /** Why the destination that has mappings does not get it; all others are called Webhooks. */
  filteredFromMapped?: string
}

const user = (n: number) => ({ userId: `user-${n % 40}` })
const track = (event: string, more: object = {}) => ({
  make: (n: number) => ({ type: 'track', event, ...user(n), ...more }),
})

const consent = (allowed: boolean) => ({
  consent: { categoryPreferences: { ads: allowed } },
})

export const BLOCKED_EVENT = 'Blocked Event'
export const KEPT_AWAY_EVENT = 'Kept Away'
export const BLOCKED_TRAIT = 'email'
export const SECRET = '@example.com'

/** What the destination that has mappings does: those that an event matches, by their URL's path. */
export const MAPPINGS = {
  calls: "type = 'track'",
  totals: "type = 'identify' or properties.total > 20",
}
export const CONSENT_CATEGORY = 'ads'
export const DROPPED_EVENT = 'Dropped Event'

export const KINDS: Record<string, Kind> = {
  track: track('Order Completed', { properties: { total: 30 } }),
  'without consent': {
    ...track('Refused', { context: consent(false) }),
    filteredFromMapped: 'FILTERED_BY_END_USER_CONSENT',
  },
  'with consent': track('Agreed', { context: consent(true) }),
  dropped: { ...track(DROPPED_EVENT), filteredFromMapped: 'FILTERED_BY_RULES' },
  identify: {
    make: (n) => ({
      type: 'identify',
      ...user(n),
      traits: { [BLOCKED_TRAIT]: `${n}${SECRET}`, plan: 'pro' },
    }),
  },
  group: {
    make: (n) => ({ type: 'group', ...user(n), groupId: 'acme', traits: { seats: n } }),
    filteredFromMapped: 'NO_MATCHING_MAPPING',
  },
  page: {
    make: (n) => ({ type: 'page', ...user(n), name: 'Home' }),
    filteredFromMapped: 'NO_MATCHING_MAPPING',
  },
  alias: {
    make: (n) => ({ type: 'alias', ...user(n), previousId: `anonymous-${n}` }),
    filteredFromMapped: 'NO_MATCHING_MAPPING',
  },
  blocked: {
    ...track(BLOCKED_EVENT),
    stoppedBy: { outcome: 'filtered at source', code: 'event_setting' },
  },
  screen: {
    make: (n) => ({ type: 'screen', ...user(n), name: 'Home' }),
    stoppedBy: { outcome: 'filtered at source', code: 'event_setting' },
  },
  'kept away': { ...track(KEPT_AWAY_EVENT), filteredByControl: 'FILTERED_BY_EVENT_SETTING' },
  'kept away, but named': track(KEPT_AWAY_EVENT, { integrations: { Webhooks: true } }),
  'for nobody': {
    ...track('For Nobody', { integrations: { All: false } }),
    filteredEverywhere: 'FILTERED_BY_INTEGRATIONS_OBJECT',
    filteredFromMapped: 'FILTERED_BY_INTEGRATIONS_OBJECT',
  },
  'not for webhooks': {
    ...track('Not For Webhooks', { integrations: { Webhooks: false } }),
    filteredEverywhere: 'FILTERED_BY_INTEGRATIONS_OBJECT',
  },
  'sent by the page': {
    ...track('Sent By The Page', { _metadata: { bundled: ['Webhooks'] } }),
    filteredEverywhere: 'MESSAGE_SENT_CLIENT_SIDE',
  },
  'without a name': {
    make: (n) => ({ type: 'track', ...user(n) }),
    stoppedBy: { outcome: 'failed on ingest', code: 'event_not_defined' },
  },
  'without a user': {
    make: () => ({ type: 'track', event: 'E' }),
    stoppedBy: { outcome: 'failed on ingest', code: 'no_user_anon_id' },
  },
}

/** How often something was sent: `sure` copies were answered 200, of `unsure` ones nobody knows. */
export interface Copies {
  sure: number
  unsure: number
}

export interface MixedLoad {
  /** Each event that was answered 200 at least once: messageId -> kind. */
  readonly acknowledged: Map<string, string>
  /** By kind. */
  readonly copies: Map<string, Copies>
  /** Answers that were neither 200 nor one that libraries retry. */
  readonly refusals: string[]
  /** One large batch, for a pipeline run that takes a while; ends when it is acknowledged. */
  burst(events: number): Promise<void>
  /** Ends when each event that was begun is acknowledged. */
  stop(): Promise<void>
}

const CLIENTS = 8
const MAX_BATCH = 16
const PAUSE_MS = 25
const MAX_TRIES = 600
/** One request in so many is sent again although it was answered. */
const REPEATED_EVERY = 4

/**
 * Clients that send every kind of event in batches, again with the same ids until they are answered, and
 * some once more after that.
 */
export function startMixedLoad(service: Service, source: TestSource, seed: number): MixedLoad {
  const random = randomOf(seed)
  const names = Object.keys(KINDS)
  const load = {
    acknowledged: new Map<string, string>(),
    copies: new Map(names.map((name) => [name, { sure: 0, unsure: 0 }])),
    refusals: [] as string[],
  }
  let stopped = false
  let requests = 0
  let events = 0

  const count = (kinds: readonly string[], answered: 'sure' | 'unsure') => {
    for (const kind of kinds) {
      const copies = load.copies.get(kind)
      if (copies) copies[answered]++
    }
  }

  const sendUntilAnswered = async (body: string, kinds: readonly string[]): Promise<boolean> => {
    const refused = kinds.filter((kind) => KINDS[kind]?.stoppedBy?.outcome === 'failed on ingest')
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const { status, rejected } = await post(service, source, body)
      if (status === 200) {
        count(kinds, 'sure')
        if (rejected !== refused.length)
          load.refusals.push(`${rejected} of ${kinds.join()} refused`)
        return true
      }
      count(kinds, 'unsure')
      if (status !== 0 && status < 500 && status !== 429) break
      await sleep(100)
    }
    load.refusals.push(`gave up on ${body.slice(0, 200)}`)
    return false
  }

  const sendBatch = async (size: number): Promise<void> => {
    const request = ++requests
    const kinds = Array.from(
      { length: size },
      () => names[Math.floor(random() * names.length)] ?? '',
    )
    const batch = kinds.map((kind, i) => ({
      ...KINDS[kind]?.make(++events),
      messageId: `${request}-${i}`,
    }))
    const body = JSON.stringify({ batch, sentAt: new Date().toISOString() })
    if (!(await sendUntilAnswered(body, kinds))) return
    for (const [i, kind] of kinds.entries()) load.acknowledged.set(`${request}-${i}`, kind)
    if (request % REPEATED_EVERY === 0) await sendUntilAnswered(body, kinds)
  }

  const client = async (): Promise<void> => {
    while (!stopped) {
      await sendBatch(1 + Math.floor(random() * MAX_BATCH))
      await sleep(PAUSE_MS)
    }
  }
  const clients = Array.from({ length: CLIENTS }, client)
  return {
    ...load,
    burst: sendBatch,
    stop: async () => {
      stopped = true
      await Promise.all(clients)
    },
  }
}

/** @returns status 0 when there was no answer. */
async function post(
  service: Service,
  source: TestSource,
  body: string,
): Promise<{ status: number; rejected: number }> {
  try {
    const response = await fetch(`${service.origin}/v1/batch`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${source.writeKey}:`)}` },
      body,
      signal: AbortSignal.timeout(15_000),
    })
    const answer = (await response.json()) as { rejected?: unknown[] }
    return { status: response.status, rejected: answer.rejected?.length ?? 0 }
  } catch {
    return { status: 0, rejected: 0 }
  }
}

/** Mulberry32: the same load for the same seed, as far as the order of answers allows. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
