import type { DestinationConfig, SealedSettings } from '../domain/config/snapshot.ts'
import type { TestCounts, TestOutcome } from '../domain/test-books.ts'
import type { MetricsAnswer, MetricsQuestion } from './delivery-metrics-rpc.ts'
import type { CapturedRequest, DeliveryTrace, DeliveryTraceRequest } from './delivery-trace-rpc.ts'
import type { DeliveryPause, OAuthRpc } from './oauth-rpc.ts'
import type { Packed } from './packed.ts'

/**
 * A line of a delivery body: `<acceptId>\t<sourceId>\t<receivedAt>\t<messageId>\t<type>\t<event JSON>`.
 * `JSON.stringify` escapes tabs, and the other fields have them replaced, so six fields always come out.
 * Where mappings matched, the type is followed by their ids: `track;map_1,map_2`.
 */
export interface DeliveryLine {
  acceptId: string
  sourceId: string
  receivedAt: string
  messageId: string
  type: string
  /** Mappings whose triggers the event matched when it was routed; absent at destinations without any. */
  mappings?: readonly string[]
  /** The event as it goes to this destination. */
  json: string
}

const field = (value: string): string => value.replaceAll(/[\t\n]/g, ' ')

export const formatDeliveryLine = (l: DeliveryLine): string =>
  `${l.acceptId}\t${l.sourceId}\t${l.receivedAt}\t${field(l.messageId)}\t${kindOf(l)}\t${l.json}`

const kindOf = ({ type, mappings }: DeliveryLine): string =>
  mappings === undefined ? type : `${type};${mappings.join(',')}`

/** @throws on a line that `formatDeliveryLine` did not make. */
export function parseDeliveryLine(line: string): DeliveryLine {
  const cuts: number[] = []
  for (let at = line.indexOf('\t'); at >= 0 && cuts.length < 5; at = line.indexOf('\t', at + 1)) {
    cuts.push(at)
  }
  const [a, b, c, d, e] = cuts
  if (a === undefined || b === undefined || c === undefined || d === undefined || e === undefined) {
    throw new Error(`not a delivery line: ${line.slice(0, 40)}`)
  }
  const [type = '', mappings] = line.slice(d + 1, e).split(';')
  return {
    acceptId: line.slice(0, a),
    sourceId: line.slice(a + 1, b),
    receivedAt: line.slice(b + 1, c),
    messageId: line.slice(c + 1, d),
    type,
    ...(mappings !== undefined && { mappings: mappings.split(',').filter((id) => id !== '') }),
    json: line.slice(e + 1),
  }
}

/** The events of one pipeline run for one destination. */
export interface DeliveryAppend {
  /** IngestLog the events come from. */
  log: string
  /** Its lowest unacknowledged segment: what lies below will never be appended again. */
  low: number
  /** Configuration version the events were routed by. */
  version: number
  /** Delivery lines joined by newlines, gzipped, in the order of `units`. */
  body: Uint8Array
  /** Bytes before compression. */
  bytes: number
  /**
   * Which records the lines are: per unit the segment and the position of each line's record.
   * Appending a record (log, segment, position) a second time changes nothing.
   */
  units: { segment: number; positions: number[] }[]
  /** `<hour>\t<sourceId>` of each line, for the books. */
  books: Packed<string>
  /** `packFacets` of each line, for the metrics. */
  facets?: Packed<string>
}

/** Events of an attempt that stand in the same place: consecutive lines of one block. */
export interface AttemptRun {
  /** Row of the log that holds the lines. */
  block: number
  /** First line, and how many. */
  line: number
  count: number
  /** 1 for the first attempt. */
  attempt: number
  /** What the last attempt left (`AttemptResult.progress`), or null. */
  progress: unknown
  /** The retry window ends with this attempt, or so soon that there may be no other. */
  last?: boolean
}

export interface AttemptWork {
  destination: DestinationConfig
  /** Gzipped delivery lines of each block that a run names. */
  blocks: { block: number; body: Uint8Array }[]
  runs: AttemptRun[]
  /** Milliseconds the attempt may take; what it did not start by then is `not_attempted`. */
  deadlineMs: number
  /** Tokens that hold instead of those in the settings. */
  oauth?: SealedSettings
  /** A request that the partner takes is wanted, to be shown. */
  sample?: boolean
}

/** What became of one event of an attempt. Only the log decides what happens next. */
export interface AttemptResult {
  outcome: 'delivered' | 'failed' | 'filtered' | 'retry' | 'not_attempted'
  /** e.g. `OK`, `503`, `ETIMEDOUT`, `INVALID_SETTINGS`; empty for not_attempted. */
  code: string
  /** HTTP status of the partner's answer, when there was one. */
  status?: number
  /** Only for retry: do not try again sooner, from the partner's `Retry-After`. */
  retryAfterMs?: number
  /**
   * Only for retry: when to go on, milliseconds since the epoch, from a destination that keeps times
   * for several receivers by itself. It holds instead of the log's own wait.
   */
  retryAt?: number
  /**
   * Only for retry: handed back at the next attempt (which of several URLs already have the event).
   * A change of it counts as achieved; of one that has a field `done`, only a change of that.
   */
  progress?: unknown
  /** Only for failed and retry: words for a person. */
  message?: string
  /** Only for failed and retry: the partner's answer, cut to 2 KB, secrets removed. */
  response?: string
  /**
   * What this attempt did for each mapping that it tried: those that an earlier attempt finished are not
   * among them. Absent at destinations without mappings.
   */
  parts?: Record<string, AttemptPart>
}

/** What became of an event's call for one mapping. */
export interface AttemptPart {
  outcome: 'delivered' | 'failed' | 'filtered' | 'retry'
  code: string
}

export interface SettleRequest {
  lease: string
  /** The attempt goes on: these are the results so far, written down lest a crash repeats them. */
  more: boolean
  /** When the attempt began, milliseconds since the epoch. */
  startedAt: number
  /**
   * The work's runs, or those parts of them that the results are about: so a log that lost its leases (it
   * was restarted by a deploy while the attempt ran) still knows which events are meant.
   */
  runs: Omit<AttemptRun, 'progress' | 'last'>[]
  /** One per event of the runs, in their order. */
  results: Packed<AttemptResult>
  /** Milliseconds each event's own request took (events of one request share it). */
  latencyMs: Packed<number>
  /**
   * Of delivered events: in which bucket of the histogram the time from receipt to delivery falls; -1 for the
   * others.
   */
  ages?: Packed<number>
  /** Requests that were kept, and per event which of them carried it: an index, or -1 for none. */
  requests?: { sent: CapturedRequest[]; of: Packed<number> }
}

/** Absolute counts of one destination. */
export interface DeliveryTotals {
  destinationId: string
  /** hour of receivedAt -> sourceId -> outcome (of `DELIVERY_OUTCOMES`, plus `routed`) -> code -> count. */
  hours: Record<string, Record<string, Record<string, Record<string, number>>>>
}

/** One event that a person sent to try the destination. */
export interface DeliveryTest {
  /** In which it was sent. */
  hour: string
  outcome: TestOutcome
  code: string
}

/** hour -> counts. */
export type DeliveryTests = Record<string, TestCounts>

export interface FailedDelivery {
  id: string
  acceptId: string
  messageId: string
  type: string
  code: string
  status: number | null
  message: string
  /** The partner's last answer. */
  response: string
  /** What the partner was sent last, cut and without secrets; null where it was not kept. */
  request: CapturedRequest | null
  attempts: number
  failedAt: string
  /** Null when it is no longer kept. */
  event: unknown
}

export interface FailedPageRequest {
  cursor: string | null
  count: number
  /** Only what failed with this code. A cursor leads on in the list that it came from. */
  code?: string | null
}

export interface FailedPage {
  items: FailedDelivery[]
  next: string | null
  /** Of those that were asked for. */
  total: number
  /** How many failed with each code, of all. */
  codes: Record<string, number>
}

/** Which failed deliveries are to be sent again. Ids that are not on the list are passed over. */
export interface RequeueOrder {
  /** Null means all. */
  ids: string[] | null
  /** Only those that failed with it; null means whatever the code. */
  code: string | null
}

export interface RequeueJobState {
  id: string
  state: 'running' | 'done' | 'cancelled'
  code: string | null
  /** Whether the order named ids. */
  selected: boolean
  /** How many were on the list when it began (of chosen ones at most so many); at its end, how many there were. */
  total: number
  done: number
  /** ISO 8601. */
  createdAt: string
  endedAt: string | null
}

export interface SamplesRequest {
  outcome: 'delivered' | 'awaiting retry' | 'failed delivery'
  /** Null means whatever the code. */
  code: string | null
}

/** One event that got a result, with what was sent and answered, for a person to look at. */
export interface DeliverySample {
  acceptId: string
  messageId: string
  eventType: string
  /** When it got the result, ISO 8601. */
  at: string
  outcome: SamplesRequest['outcome']
  code: string
  status: number | null
  message: string
  latencyMs: number | null
  /** Null where it was not kept. */
  request: CapturedRequest | null
  response: string
  /** The event as it went to this destination; null where it is no longer kept, or too large to be. */
  event: unknown
}

export interface DeliveryLogRpc extends OAuthRpc {
  append(request: DeliveryAppend): Promise<void>
  /** Null when the lease ran out: then nothing is to be done. */
  read(lease: string): Promise<AttemptWork | null>
  /** Idempotent: an event's result counts only if it is of the attempt that the event is at. */
  settle(request: SettleRequest): Promise<void>
  totals(range: { from: string; to: string }): Promise<DeliveryTotals>
  /** Not idempotent: called once per test, and not again when it fails. */
  countTest(test: DeliveryTest): Promise<void>
  tests(range: { from: string; to: string }): Promise<DeliveryTests>
  failed(page: FailedPageRequest): Promise<FailedPage>
  /** Begins to send failed deliveries again; short lists are done with the answer. */
  requeue(order: RequeueOrder): Promise<RequeueJobState>
  /** The latest first. */
  requeueJobs(): Promise<RequeueJobState[]>
  /** Null when there is no such job. */
  requeueJob(id: string): Promise<RequeueJobState | null>
  cancelRequeue(id: string): Promise<RequeueJobState | null>
  /** One answer per question, in their order. */
  metrics(questions: MetricsQuestion[]): Promise<MetricsAnswer[]>
  /** The latest first, at most ten. */
  samples(request: SamplesRequest): Promise<DeliverySample[]>
  status(): Promise<DeliveryStatus>
  /** One answer per request, in their order. */
  traceDeliveries(requests: DeliveryTraceRequest[]): Promise<DeliveryTrace[]>
}

export interface DeliveryStatus {
  pending: number
  awaitingRetry: number
  failed: number
  breaker: 'closed' | 'open' | 'half-open'
  /** Only while the breaker is open: when it lets one attempt through (ISO 8601). */
  probeAt: string | null
  /** Its credentials were refused: nothing is sent, and nothing lost, until a person has seen to it. */
  paused: DeliveryPause | null
}
