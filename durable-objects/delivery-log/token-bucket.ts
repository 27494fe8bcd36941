/** A rate limit as a value: tokens come in steadily and at most one second's worth is saved up. */
export interface TokenBucket {
  tokens: number
  at: number
}

/** Waking for every single token would cost more than it smooths. */
const GRAIN_S = 0.1

export const fullBucket = (ratePerS: number, now: number): TokenBucket => ({
  tokens: Math.max(ratePerS, 1),
  at: now,
})

export function refill(bucket: TokenBucket, ratePerS: number, now: number): TokenBucket {
  const gained = (Math.max(now - bucket.at, 0) / 1000) * ratePerS
  return { tokens: Math.min(bucket.tokens + gained, Math.max(ratePerS, 1)), at: now }
}

/** Milliseconds until it is worth coming back for tokens. */
export function waitMs(bucket: TokenBucket, ratePerS: number): number {
  const wanted = Math.max(1, ratePerS * GRAIN_S)
  return Math.ceil((Math.max(wanted - bucket.tokens, 0) / ratePerS) * 1000)
}
