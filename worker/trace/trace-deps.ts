import type { DeliveryTrace, DeliveryTraceRequest } from '../messages/delivery-trace-rpc.ts'
import type {
  FoundRecord,
  LiveSearch,
  LiveSearchAnswer,
  RecordPlace,
} from '../messages/find-rpc.ts'

/** One object of a listing. */
export interface ListedObject {
  key: string
  /** Times of `receivedAt` in it, ISO 8601; empty when it does not say. */
  first: string
  last: string
}

export interface TraceBucket {
  /** The object's text, unzipped, as it comes in; null when there is none. */
  text(key: string): Promise<ReadableStream<string> | null>
  /** In the order of keys. `more`: there are others behind the last one. */
  list(page: {
    prefix: string
    after: string | null
    limit: number
    times: boolean
  }): Promise<{ objects: ListedObject[]; more: boolean }>
}

export interface TraceDeps {
  messageIndex(shard: number): { locate(ids: Uint8Array[]): Promise<(string | null)[]> }
  messageIndexShards: number
  /** Names of the logs that have had something of a source. */
  logsOf(sourceId: string): Promise<string[]>
  ingestLog(name: string): {
    find(places: RecordPlace[]): Promise<(FoundRecord | null)[]>
    search(request: LiveSearch): Promise<LiveSearchAnswer>
  }
  deliveryLog(destinationId: string): {
    traceDeliveries(requests: DeliveryTraceRequest[]): Promise<DeliveryTrace[]>
  }
  bucket: TraceBucket
  now: () => number
  /** What could not be looked at; the trace goes on without it. */
  report(problem: Record<string, unknown>): void
}
