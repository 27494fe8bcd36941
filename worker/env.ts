import * as v from 'valibot'
import type { DeliveryLogRpc } from './messages/delivery-log-rpc.ts'
import type { CapturedRequest } from './messages/delivery-trace-rpc.ts'
import type { DestinationTestRequest, DestinationTestResult } from './messages/destination-test.ts'
import type { IngestLogRpc } from './messages/ingest-log-rpc.ts'
import type { MappingServiceRpc } from './messages/mapping-rpc.ts'
import type { MessageIndexRpc } from './messages/message-index-rpc.ts'
import type { NoticeServiceRpc } from './messages/notice-rpc.ts'
import type { DeliveriesRing, EventsRing } from './messages/ring.ts'
import type { SourceMonitorRpc } from './messages/source-monitor-rpc.ts'
import type { EdgeTraceRpc } from './messages/trace-rpc.ts'

/** The part of a Durable Object namespace that we use, typed by what the object answers to. */
export interface ObjectNamespace<Rpc> {
  getByName(name: string, options?: { locationHint?: DurableObjectLocationHint }): Rpc
}

const numberVar = (fallback: number) =>
  v.optional(
    v.pipe(v.string(), v.transform(Number), v.number(), v.integer(), v.minValue(0)),
    String(fallback),
  )

const textVar = (fallback: string) => v.optional(v.pipe(v.string(), v.trim()), fallback)

const hostList = v.optional(
  v.pipe(
    v.string(),
    v.transform((text) =>
      text
        .split(',')
        .map((host) => host.trim().toLowerCase())
        .filter((host) => host !== ''),
    ),
  ),
  '',
)

/** `[vars]` of wrangler.toml. Parsed once per isolate; a bad value stops the Worker with its name. */
export const edgeVarsSchema = v.object({
  ENVIRONMENT: v.optional(v.string(), 'production'),
  COLLECT_HOSTS: hostList,
  COOKIE_DOMAIN: v.optional(v.string(), ''),
  INGEST_SHARDS: numberVar(1),
  MESSAGE_INDEX_SHARDS: numberVar(1),
  /** Message ids that one MessageIndex object keeps; beyond it the oldest are given up. */
  MESSAGE_INDEX_MAX_IDS: numberVar(20_000_000),
  RING_INTERVAL_MS: numberVar(1000),
  LEASE_MS: numberVar(60_000),
  RATE_LIMIT_SOURCE_PER_S: numberVar(0),
  RATE_LIMIT_ADDRESS_PER_S: numberVar(0),
})
export type EdgeVars = v.InferOutput<typeof edgeVarsSchema>

export interface EdgeEnv {
  DB: D1Database
  ARCHIVE: R2Bucket
  ASSETS: Fetcher
  EVENTS: Queue<EventsRing>
  DELIVERIES: Queue<DeliveriesRing>
  INGEST_LOG: ObjectNamespace<IngestLogRpc>
  MESSAGE_INDEX: ObjectNamespace<MessageIndexRpc>
  DELIVERY_LOG: ObjectNamespace<DeliveryLogRpc>
  SOURCE_MONITOR: ObjectNamespace<SourceMonitorRpc>
}

const deliveryVars = v.object({
  ENVIRONMENT: v.optional(v.string(), 'production'),
  ALLOW_PRIVATE_TARGETS: v.pipe(
    v.optional(v.string(), 'false'),
    v.transform((text) => text === 'true'),
  ),
  /** Origin of a server that is sent what would go to the public internet. */
  OUTBOUND_OVERRIDE: v.pipe(
    textVar(''),
    v.check((text) => text === '' || URL.canParse(text), 'must be a URL'),
  ),
  /** JWK of the P-256 key pair that opens sealed destination settings. */
  DELIVERY_PRIVATE_KEY: v.pipe(v.string(), v.minLength(1)),
})

export const deliveryVarsSchema = v.pipe(
  deliveryVars,
  v.forward(
    v.check(
      ({ OUTBOUND_OVERRIDE, ENVIRONMENT }) =>
        OUTBOUND_OVERRIDE === '' || ENVIRONMENT !== 'production',
      'is for local development only: with it no partner would get its events',
    ),
    ['OUTBOUND_OVERRIDE'],
  ),
)
export type DeliveryVars = v.InferOutput<typeof deliveryVarsSchema>

export interface DeliveryEnv {
  DELIVERY_LOG: ObjectNamespace<DeliveryLogRpc>
}

export const appVarsSchema = v.object({
  ENVIRONMENT: v.optional(v.string(), 'production'),
  APP_HOSTS: hostList,
  COLLECT_HOSTS: hostList,
  PUBLIC_COLLECT_ORIGIN: v.optional(v.string(), ''),
  INGEST_SHARDS: numberVar(1),
  /** Signs session cookies and invitations, and encrypts what two-factor codes are made from. */
  BETTER_AUTH_SECRET: v.pipe(v.string(), v.minLength(32)),
  /** Other ways of signing in; each is off while its client is not named. */
  GOOGLE_CLIENT_ID: textVar(''),
  GOOGLE_CLIENT_SECRET: textVar(''),
  GITHUB_CLIENT_ID: textVar(''),
  GITHUB_CLIENT_SECRET: textVar(''),
  OIDC_NAME: textVar('Single sign-on'),
  OIDC_DISCOVERY_URL: textVar(''),
  OIDC_CLIENT_ID: textVar(''),
  OIDC_CLIENT_SECRET: textVar(''),
  /** Sender of invitations and password resets; without it, or without the binding, none are sent. */
  EMAIL_FROM: textVar(''),
})
export type AppVars = v.InferOutput<typeof appVarsSchema>

/** RPC of the delivery Worker's `DeliveryService` entrypoint. */
export interface DeliveryServiceRpc {
  /** The key that seals settings for the delivery Worker: id and raw P-256 point in base64. */
  publicKey(): Promise<{ kid: string; key: string }>
  /** Sends one event to a destination now, and tells what was sent and answered. */
  testDestination(request: DestinationTestRequest): Promise<DestinationTestResult>
  /** What the event would be sent as, by this configuration; nothing goes out. */
  rebuildRequests(request: DestinationTestRequest): Promise<CapturedRequest[]>
}

/** The part of Cloudflare's e-mail binding that we use. */
export interface EmailBinding {
  send(message: { from: string; to: string; subject: string; text: string }): Promise<unknown>
}

/** RPC of the edge Worker's `Maintenance` entrypoint. */
export interface EdgeMaintenanceRpc {
  /**
   * Appends what was spilled while no log could take it, until a time (milliseconds since the epoch).
   * `more`: it did all that one call may do, and another would find more. Safe to repeat.
   */
  sweepSpill(until: number): Promise<{ appended: number; more: boolean }>
}

export interface AppEnv {
  DB: D1Database
  ASSETS: Fetcher
  EDGE: Fetcher
  EDGE_MAINTENANCE: EdgeMaintenanceRpc
  EDGE_TRACE: EdgeTraceRpc
  DELIVERY: DeliveryServiceRpc & MappingServiceRpc & NoticeServiceRpc
  /** Absent where no e-mail is configured. */
  EMAIL?: EmailBinding
  INGEST_LOG: ObjectNamespace<IngestLogRpc>
  DELIVERY_LOG: ObjectNamespace<DeliveryLogRpc>
  SOURCE_MONITOR: ObjectNamespace<SourceMonitorRpc>
}
