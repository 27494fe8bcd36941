import type { DestinationConfig } from '../domain/config/snapshot.ts'

/** One event for one destination, outside of the pipeline: it is in no book but that of tests. */
export interface DestinationTestRequest {
  destination: DestinationConfig
  /** As the pipeline would have handed it over. */
  event: {
    type: string
    messageId: string
    receivedAt: string
    /** Mappings whose triggers it matched; absent at destinations that have no actions. */
    mappings?: readonly string[]
    json: string
  }
}

export interface DestinationTestResult {
  outcome: 'delivered' | 'filtered' | 'failed' | 'retry'
  code: string
  message: string
  latencyMs: number
  requests: RequestTrace[]
}

/** What was sent and answered, with the secrets of the settings blotted out. */
export interface RequestTrace {
  method: string
  url: string
  headers: Record<string, string>
  body: string
  response: { status: number; headers: Record<string, string>; body: string } | null
  error: string
  latencyMs: number
}
