import { lt, sql } from 'drizzle-orm'
import type { Db } from '../db/client.ts'
import { rateLimits } from '../db/schema/accounts.ts'

export interface Rule {
  /** Seconds. */
  window: number
  /** Calls within it. */
  max: number
}

export interface Consumed {
  allowed: boolean
  /** Seconds until there is a new window; null when allowed. */
  retryAfter: number | null
}

/**
 * Counts a call, in the database: an isolate's memory would give every isolate a budget of its own. One
 * statement, so that calls at the same time cannot all pass on the same count.
 */
export async function consume(
  db: Db,
  key: string,
  { window, max }: Rule,
  nowMs: number,
): Promise<Consumed> {
  const endsAt = nowMs + window * 1000
  const [row] = await db
    .insert(rateLimits)
    .values({ key, count: 1, endsAt })
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: {
        count: sql`CASE WHEN ${rateLimits.endsAt} <= ${nowMs} THEN 1 ELSE ${rateLimits.count} + 1 END`,
        endsAt: sql`CASE WHEN ${rateLimits.endsAt} <= ${nowMs} THEN ${endsAt} ELSE ${rateLimits.endsAt} END`,
      },
    })
    .returning()
  if (row === undefined || row.count <= max) return { allowed: true, retryAfter: null }
  return { allowed: false, retryAfter: Math.max(1, Math.ceil((row.endsAt - nowMs) / 1000)) }
}

export async function forgetOldLimits(db: Db, nowMs: number): Promise<void> {
  await db.delete(rateLimits).where(lt(rateLimits.endsAt, nowMs))
}
