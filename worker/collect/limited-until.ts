const MAX_KEYS = 10_000

/**
 * What this isolate remembers of "too many": until when a log would refuse a source or one of its
 * callers. Saves the log the calls of a flood.
 */
export interface LimitedUntil {
  /** Whole seconds to wait, 0 when nothing is known. */
  secondsLeft(key: string, now: number): number
  remember(key: string, until: number): void
}

export function createLimitedUntil(): LimitedUntil {
  const until = new Map<string, number>()
  return {
    secondsLeft(key, now) {
      const end = until.get(key)
      if (end === undefined) return 0
      if (end > now) return Math.ceil((end - now) / 1000)
      until.delete(key)
      return 0
    },
    remember(key, end) {
      if (until.size >= MAX_KEYS) until.clear()
      until.set(key, end)
    },
  }
}

export const sourceLimitKey = (log: string, sourceId: string): string => `${log} ${sourceId}`
export const addressLimitKey = (log: string, sourceId: string, address: string): string =>
  `${log} ${sourceId} ${address}`
