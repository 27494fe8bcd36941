import { env, runInDurableObject } from 'cloudflare:test'
import type { IngestLog } from '../../../durable-objects/index.ts'
import { hourOf } from '../../../worker/domain/books.ts'
import type { EdgeEnv } from '../../../worker/env.ts'
import type { AppendRequest, IngestLogRpc } from '../../../worker/messages/ingest-log-rpc.ts'
import { formatRecord } from '../../../worker/messages/record.ts'

export const edge = env as unknown as EdgeEnv
/** Now, because logs forget the counts of hours that are long past. */
export const RECEIVED_AT = new Date().toISOString()
export const HOUR = hourOf(RECEIVED_AT)
export const ALL_HOURS = { from: '2000', to: '3000' }

type LogStub = IngestLogRpc & DurableObjectStub<IngestLog>
let logs = 0

interface Inner {
  env: EdgeEnv
  dispatcher: { deps: { ringIntervalMs: number; now(): number }; dispatch(): void }
  generations: { live: Map<number, { openedAt: number; sealedAt: number | null }> }
  dispatch(): void
}

/** A log whose rings nobody hears: the test plays the consumer. */
export async function quietLog() {
  const name = `enam-${1000 + logs++}`
  const stub = edge.INGEST_LOG.getByName(name) as unknown as LogStub
  const leases: string[] = []
  const inside = (work: (log: Inner) => void) =>
    runInDurableObject(stub, (object) => work(object as unknown as Inner))
  /** Again after the object was evicted. */
  const listen = () =>
    inside((log) => {
      const events = { send: async (ring: { lease: string }) => void leases.push(ring.lease) }
      log.env = { ...edge, EVENTS: events } as unknown as EdgeEnv
    })
  await listen()
  return {
    name,
    stub,
    leases,
    listen,
    inside,
    /** From now on nothing has to be waited for: each look at the clock is an hour later. */
    hurry: () =>
      inside((log) => {
        let clock = Date.now()
        log.dispatcher.deps.ringIntervalMs = 0
        log.dispatcher.deps.now = () => {
          clock += 3_600_000
          return clock
        }
      }),
    /** Makes every generation look old enough for its next step, which the next alarm takes. */
    age: () =>
      inside((log) => {
        for (const generation of log.generations.live.values()) {
          generation.openedAt = 0
          if (generation.sealedAt !== null) generation.sealedAt = 0
        }
      }),
    ringNow: () => inside((log) => log.dispatch()),
  }
}
export type QuietLog = Awaited<ReturnType<typeof quietLog>>

/** One request's worth of track calls, one per message id. */
export function appendRequest(
  ids: string[],
  overrides: Partial<AppendRequest> = {},
): AppendRequest {
  const sourceId = overrides.sourceId ?? 'src_a'
  const lines = ids.map((messageId) =>
    formatRecord({
      kind: 'e',
      sourceId,
      receivedAt: RECEIVED_AT,
      json: JSON.stringify({ type: 'track', event: 'E', messageId, receivedAt: RECEIVED_AT }),
    }),
  )
  return {
    sourceId,
    receivedAt: RECEIVED_AT,
    version: 1,
    body: lines.join('\n'),
    count: lines.length,
    address: null,
    limitPerS: 0,
    addressLimitPerS: 0,
    ...overrides,
  }
}
