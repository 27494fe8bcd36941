/** A token bucket as plain data; `now` in milliseconds is always an argument. */
export interface TokenBucket {
  tokens: number
  updatedAt: number
}

export interface BucketRate {
  /** Tokens that come back per second. */
  perS: number
  /** Most tokens held: how large a burst may be. */
  burst: number
}

export const fullBucket = (rate: BucketRate, now: number): TokenBucket => ({
  tokens: rate.burst,
  updatedAt: now,
})

/**
 * Takes `cost` tokens. A cost above the burst is let through on a full bucket and leaves a debt, or a
 * batch larger than the burst could never pass. Answers milliseconds to wait, 0 when taken.
 */
export function takeTokens(
  bucket: TokenBucket,
  rate: BucketRate,
  cost: number,
  now: number,
): number {
  const refilled = bucket.tokens + (Math.max(0, now - bucket.updatedAt) / 1000) * rate.perS
  bucket.tokens = Math.min(rate.burst, refilled)
  bucket.updatedAt = now
  const needed = Math.min(cost, rate.burst)
  if (bucket.tokens >= needed) {
    bucket.tokens -= cost
    return 0
  }
  return Math.ceil(((needed - bucket.tokens) / rate.perS) * 1000)
}
