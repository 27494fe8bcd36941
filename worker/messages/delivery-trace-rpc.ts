/** What a partner was sent, for a person to look at: cut, and without the secrets of the settings. */
export interface CapturedRequest {
  method: string
  url: string
  headers: Record<string, string>
  body: string
  /** The partner's answer, where the result does not hold it: of a sample of what was taken. */
  answer?: string
}

/** One thing that happened to one event at its destination. */
export interface TracedResult {
  /** ISO 8601. */
  startedAt: string
  settledAt: string
  /** Of the request that carried the event; events of one request share it. */
  latencyMs: number
  outcome: 'delivered' | 'filtered' | 'failed' | 'retry' | 'requeued'
  code: string
  status: number | null
  message: string
  response: string
  /** Only for retry: when the next attempt is due (ISO 8601). */
  retryAt: string | null
  /** The log decided by itself: no attempt was made. */
  unattempted: boolean
  /** Null where none was kept. */
  request: CapturedRequest | null
}

/** Where an event stands that a log still holds. */
export interface HeldDelivery {
  outcome: 'pending' | 'awaiting retry' | 'delivered' | 'filtered in attempt' | 'failed delivery'
  code: string
  /** Attempts since it was appended, or last sent again by a person. */
  attempts: number
  /** Only while awaiting retry: when the next attempt is due (ISO 8601). */
  retryAt: string | null
}

export interface DeliveryTrace {
  acceptId: string
  /** Null when the log's tables do not hold the event (any more). */
  held: HeldDelivery | null
  /** What the tables tell, oldest first. */
  results: TracedResult[]
  /** Archived receipts that may tell of earlier results, in the order in which they were begun. */
  receipts: string[]
  /** Receipts archived before are in no list (ISO 8601); null: none is. They are found by their hour. */
  knownSince: string | null
}

export interface DeliveryTraceRequest {
  acceptId: string
  /** When it was accepted, ISO 8601: receipts of earlier times are not looked at. */
  receivedAt: string
}
