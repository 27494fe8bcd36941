/**
 * Claims of message ids. An id belongs to the first record that claimed it; a record that claims it
 * again (a second run of the same segment) gets the same answer, so claims need no clean-up.
 */
export interface ClaimRequest {
  log: string
  units: ClaimUnit[]
}

export interface ClaimUnit {
  segment: number
  /** 8 hash bytes of (sourceId, messageId) per record, concatenated. */
  ids: Uint8Array
  /** Position in the segment of each id: ids of one unit may be spread over several index shards. */
  positions: Uint16Array
}

/** Per unit, one byte per id: 1 = new, 0 = duplicate. */
export type ClaimAnswer = Uint8Array[]

export interface MessageIndexRpc {
  claim(request: ClaimRequest): Promise<ClaimAnswer>
  /** acceptId of the record that owns each id, or null: how a trace finds an event. */
  locate(ids: Uint8Array[]): Promise<(string | null)[]>
  status(): Promise<MessageIndexStatus>
}

export interface MessageIndexStatus {
  ids: number
  runs: number
  /** Rows a restart reads to rebuild the table of recent ids. */
  walRows: number
  /** Time of the oldest id kept, milliseconds; null when there is none. */
  oldestMs: number | null
  /** Ids less than 24 h old that were given up for lack of room: more shards are needed. */
  forgottenEarly: number
}
