import * as v from 'valibot'

/** `GET /sources/{id}/status`: for the set-up page to turn green, and for lists of sources. */
export const sourceStatusSchema = v.object({
  /** Hour in which the first and the last event of the last 31 days came, e.g. `2026-11-23T17`. */
  firstEventHour: v.nullable(v.string()),
  lastEventHour: v.nullable(v.string()),
  /** The same to the millisecond (`receivedAt`); null when there is none, or only its hour is known. */
  firstEventAt: v.nullable(v.string()),
  lastEventAt: v.nullable(v.string()),
  /** In this hour and the one before. */
  lastHour: v.object({
    received: v.number(),
    failedOnIngest: v.number(),
    filteredAtSource: v.number(),
    passed: v.number(),
  }),
  /** Call types that have come in the last 31 days: `track`, `page`, `identify` ... */
  types: v.array(v.string()),
})
export type SourceStatusAnswer = v.InferOutput<typeof sourceStatusSchema>

/** `GET /sources/{id}/overview?from=…&to=…`: hours as `GET /books` takes them. */
export const sourceOverviewSchema = v.object({
  from: v.string(),
  to: v.string(),
  totals: v.object({
    received: v.number(),
    failedOnIngest: v.number(),
    filteredAtSource: v.number(),
    duplicates: v.number(),
    passed: v.number(),
  }),
  /** One entry for every hour of the range, also for those without an event. */
  series: v.array(
    v.object({
      hour: v.string(),
      received: v.number(),
      failedOnIngest: v.number(),
      filteredAtSource: v.number(),
      duplicates: v.number(),
      passed: v.number(),
    }),
  ),
  byType: v.array(v.object({ type: v.string(), count: v.number() })),
  /** The most frequent track events. */
  byName: v.array(v.object({ name: v.string(), count: v.number() })),
  /** Why events failed or were filtered, most frequent first. */
  reasons: v.array(v.object({ outcome: v.string(), code: v.string(), count: v.number() })),
})
export type SourceOverviewAnswer = v.InferOutput<typeof sourceOverviewSchema>
