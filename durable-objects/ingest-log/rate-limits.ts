import { fullBucket, type TokenBucket, takeTokens } from '../../worker/domain/token-bucket.ts'
import type { AppendRequest, AppendResult } from '../../worker/messages/ingest-log-rpc.ts'

/** Ten seconds' worth may come at once: a page with many calls, or a server's flush, is no flood. */
const BURST_SECONDS = 10
const MAX_BUCKETS = 20_000

/** Token buckets per source and per caller's address. In memory: after a restart everybody starts full. */
export class RateLimits {
  private readonly buckets = new Map<string, TokenBucket>()

  /** Null when the request may pass. */
  check(request: AppendRequest, now: number): (AppendResult & { status: 'limited' }) | null {
    const { sourceId, address, count } = request
    if (address === null) return null
    const bySource = this.take(sourceId, request.limitPerS, count, now)
    if (bySource > 0) return limited(bySource, 'source')
    const byAddress = this.take(`${sourceId} ${address}`, request.addressLimitPerS, count, now)
    return byAddress > 0 ? limited(byAddress, 'address') : null
  }

  private take(key: string, perS: number, count: number, now: number): number {
    if (perS <= 0) return 0
    const rate = { perS, burst: perS * BURST_SECONDS }
    let bucket = this.buckets.get(key)
    if (!bucket) {
      // Dropping all is kind to callers and bounded; a flood from many addresses is the source's limit.
      if (this.buckets.size >= MAX_BUCKETS) this.buckets.clear()
      bucket = fullBucket(rate, now)
      this.buckets.set(key, bucket)
    }
    return takeTokens(bucket, rate, count, now)
  }
}

const limited = (waitMs: number, scope: 'source' | 'address') => ({
  status: 'limited' as const,
  retryAfterS: Math.max(1, Math.ceil(waitMs / 1000)),
  scope,
})
