/**
 * How much of a source's schema is listed. Upstream documents the first three. What lies beyond still
 * flows and is counted; it only has no row.
 */
export const MAX_EVENTS_PER_SOURCE = 4000
/** Nested ones included; the same number of traits of identify and of group calls. */
export const MAX_FIELDS_PER_EVENT = 300
/**
 * Of all events together: what one object can hold in memory while it answers. Far above what a
 * source with a schema has, and below the product of the two above.
 */
export const MAX_FIELDS_PER_SOURCE = 100_000
/** Levels of objects and lists below `properties` or `traits`. */
export const MAX_FIELD_DEPTH = 10
export const MAX_PATH_CHARS = 200
/** A longer event name is listed by its beginning. */
export const MAX_NAME_CHARS = 200
/**
 * Characters of field paths noted per unit of the pipeline: as many as a segment has, so that an
 * acknowledgement cannot outgrow what it acknowledges.
 */
export const MAX_UNIT_FIELD_CHARS = 100_000
