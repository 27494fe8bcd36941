/** Each bucket reaches a tenth further than the one before: an estimate is at most 5 % off. */
const GROWTH = 1.1
const LOG_GROWTH = Math.log(GROWTH)
/** The last one holds everything beyond four days, which is longer than anything is tried. */
const LAST_BUCKET = 206

/** Bucket -> count. */
export type Histogram = ReadonlyMap<number, number>

/** @param ms Clocks of two machines are compared, so that it may come out below zero. */
export const bucketOf = (ms: number): number =>
  ms < 1 ? 0 : Math.min(1 + Math.floor(Math.log(ms) / LOG_GROWTH), LAST_BUCKET)

/** What a bucket stands for, in milliseconds. */
export const msOf = (bucket: number): number =>
  bucket <= 0 ? 0 : (2 * GROWTH ** bucket) / (GROWTH + 1)

/** @param share 0.95 for the 95th percentile. Null when nothing was counted. */
export function quantile(histogram: Histogram, share: number): number | null {
  const total = countOf(histogram)
  if (total === 0) return null
  const rank = Math.max(1, Math.ceil(share * total))
  let seen = 0
  for (const [bucket, count] of [...histogram].sort((a, b) => a[0] - b[0])) {
    seen += count
    if (seen >= rank) return Math.round(msOf(bucket))
  }
  return null
}

export function countOf(histogram: Histogram): number {
  let total = 0
  for (const count of histogram.values()) total += count
  return total
}
