import type { Snapshots } from '../domain/config/snapshots.ts'
import type { AppendRequest, AppendResult } from '../messages/ingest-log-rpc.ts'
import type { ByteBudget } from './byte-budget.ts'
import type { LimitedUntil } from './limited-until.ts'
import type { LogPlace } from './region.ts'
import type { KeyHashes } from './source-of-key.ts'

/** What collecting needs of the platform. One per isolate; holds nothing of a request. */
export interface CollectDeps {
  snapshots: Snapshots
  keyHashes: KeyHashes
  append(place: LogPlace, request: AppendRequest): Promise<AppendResult>
  /** Writes an object that a cron job appends later. */
  spill(key: string, body: string): Promise<void>
  /** Bytes of bodies that may be in work at once in this isolate. */
  budget: ByteBudget
  limited: LimitedUntil
  /** Logs per region, at least 1. */
  shards: number
  /** Events per second where the source's settings name no limit; 0: no limit. */
  limitPerS: number
  addressLimitPerS: number
  /** `COOKIE_DOMAIN`; empty for the rule in `visitor-cookie.ts`. */
  cookieDomain: string
  now(): number
  newId(): string
  log(line: LogLine): void
}

/** One line for the operator. Carries no event content, no write key, no address. */
export type LogLine =
  | { problem: string; [detail: string]: string | number }
  | { report: string; [detail: string]: string | number }

/** `ctx.waitUntil` of the request: what goes on when the caller has gone. */
export type WaitUntil = (promise: Promise<unknown>) => void
