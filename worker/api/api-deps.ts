import type { GenericSchema } from 'valibot'
import type { EditDeps } from '../db/queries/snapshot.ts'
import type { DeliveryCounts, SourceCounts } from '../domain/balance.ts'
import type { CatalogDetail } from '../domain/catalog/destination-detail.ts'
import type { SealedSettings } from '../domain/config/snapshot.ts'
import type { LiveEvent, LiveFilter } from '../domain/live/live-event.ts'
import type { HashShare } from '../domain/routing/destination-filter.ts'
import type { TestCounts, TestOutcome } from '../domain/test-books.ts'
import type {
  DeliverySample,
  RequeueJobState,
  RequeueOrder,
  SamplesRequest,
} from '../messages/delivery-log-rpc.ts'
import type { MetricsAnswer, MetricsQuestion } from '../messages/delivery-metrics-rpc.ts'
import type { CapturedRequest } from '../messages/delivery-trace-rpc.ts'
import type { DestinationTestRequest, DestinationTestResult } from '../messages/destination-test.ts'
import type { MappingServiceRpc } from '../messages/mapping-rpc.ts'
import type { NoticeServiceRpc } from '../messages/notice-rpc.ts'
import type { SchemaMonitorRpc } from '../messages/schema-rpc.ts'
import type { TraceReport, TraceRequest } from '../messages/trace-rpc.ts'
import type { ViolationMonitorRpc } from '../messages/violations-rpc.ts'

/** What the management API needs to know of one kind of destination. */
export interface DestinationKind {
  id: string
  slug: string
  name: string
  description: string
  website: string
  categories: readonly string[]
  supportedTypes: readonly string[]
  settings: Readonly<Record<string, SettingField>>
  /** It has actions: events reach it through mappings. */
  hasActions?: boolean
  settingsSchema: GenericSchema<unknown, unknown>
  mask(settings: Record<string, unknown>): Record<string, unknown>
  /** `delivery.lingerMs` of a new destination of this kind; absent means 0. */
  defaultLingerMs?: number
}

export interface SettingField {
  label: string
  description: string
  type: string
  required: boolean
  secret: boolean
  namesHost?: boolean
  default?: unknown
  choices?: readonly { value: string; label: string }[]
}

export interface HourRange {
  /** Inclusive, e.g. `2026-11-23T17`. */
  from: string
  /** Exclusive. */
  to: string
}

/** The log of one destination, as its owner sees it. */
export interface DeliveryLogView {
  /** hour -> source -> counts. */
  totals(range: HourRange): Promise<{ hours: Record<string, Record<string, DeliveryCounts>> }>
  countTest(test: { hour: string; outcome: TestOutcome; code: string }): Promise<void>
  /** hour -> counts. */
  tests(range: HourRange): Promise<Record<string, TestCounts>>
  failed(page: { cursor: string | null; count: number; code?: string | null }): Promise<FailedPage>
  requeue(order: RequeueOrder): Promise<RequeueJobState>
  requeueJobs(): Promise<RequeueJobState[]>
  requeueJob(id: string): Promise<RequeueJobState | null>
  cancelRequeue(id: string): Promise<RequeueJobState | null>
  metrics(questions: MetricsQuestion[]): Promise<MetricsAnswer[]>
  samples(request: SamplesRequest): Promise<DeliverySample[]>
  /** Ends a pause, so that credentials are tried once more; false when there was none. */
  resumeDelivery(): Promise<boolean>
  status(): Promise<{
    pending: number
    awaitingRetry: number
    failed: number
    breaker: 'closed' | 'open' | 'half-open'
    probeAt: string | null
    paused: { reason: string; message: string; since: string } | null
  }>
}

export interface FailedPage {
  items: FailedDelivery[]
  next: string | null
  total: number
  codes: Record<string, number>
}

export interface FailedDelivery {
  id: string
  acceptId: string
  messageId: string
  type: string
  code: string
  status: number | null
  message: string
  response: string
  request: CapturedRequest | null
  attempts: number
  failedAt: string
  event: unknown
}

export interface SourceMonitorView
  extends Omit<SchemaMonitorRpc, 'takeSchema'>,
    ViolationMonitorRpc {
  /** Latest events, newest first. `since`: time back to which all that fit are among them; null: all. */
  recent(request: {
    limit: number
    filter: LiveFilter
  }): Promise<{ events: LiveEvent[]; since: string | null }>
  /** Whether somebody has ever looked at it live. */
  wasWatched(): Promise<boolean>
  /** Per log: hour -> source -> counts. */
  totals(range: HourRange): Promise<{ hours: Record<string, Record<string, SourceCounts>> }[]>
}

/** Who is signed in. */
export interface SessionUser {
  id: string
  name: string
  email: string
  twoFactorEnabled: boolean
}

/** How accounts are reached from here; the rest of signing in is below `/auth`. */
export interface AccountsView {
  /** By the request's cookies. */
  sessionUser(request: Request): Promise<SessionUser | null>
  /** Part of the link that an invitation is accepted with; `mail` links also prove the address. */
  invitationToken(invitation: { id: string; nonce: string }, via: 'mail' | 'hand'): Promise<string>
  /** Token with which the user sets a new password, once. */
  passwordResetToken(userId: string): Promise<{ token: string; expiresAt: string }>
}

export interface Mail {
  to: string
  subject: string
  text: string
}

export interface ApiDeps extends EditDeps {
  accounts: AccountsView
  /** Null where no e-mail is configured: links are then shown, to be handed over. */
  sendMail: ((mail: Mail) => Promise<void>) | null
  /** Posts to sealed addresses; answers what was wrong with each, in words that do not show it. */
  sendNotices: NoticeServiceRpc['sendNotices']
  newToken(): string
  newNonce(): string
  /** Sends one event, and tells what was sent and answered. */
  testDestination(request: DestinationTestRequest): Promise<DestinationTestResult>
  newWriteKey(): string
  /** How samples of destination filters decide. */
  hashShare: HashShare
  destinationKinds: readonly DestinationKind[]
  /** All that the catalog says of a kind that has actions; null for others. */
  catalogDetail(slug: string): Promise<CatalogDetail | null>
  /** What only the delivery Worker can do with mappings: it has the code of the actions. */
  mappingService: MappingServiceRpc
  /** Seals settings so that only the delivery Worker can open them. */
  seal(secrets: Record<string, unknown>): Promise<SealedSettings>
  deliveryLog(destinationId: string): DeliveryLogView
  sourceMonitor(sourceId: string): SourceMonitorView
  /** What an event would be sent as, by a destination's configuration; nothing goes out. */
  rebuildRequests(request: DestinationTestRequest): Promise<CapturedRequest[]>
  /** Where the events with a message id went. */
  traceMessage(request: TraceRequest): Promise<TraceReport>
  /** Where libraries send events to; empty when that is the API's own origin. */
  collectOrigin: string
  waitUntil(promise: Promise<unknown>): void
}
