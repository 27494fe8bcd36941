import * as v from 'valibot'

/**
 * What crosses the queues: doorbells, never events. A ring says which log has work and under which
 * lease it may be read; everything else is read from the log, which ignores a lease that ran out.
 */
export const eventsRingSchema = v.object({
  v: v.literal(1),
  /** Name of the IngestLog, e.g. `enam-0`. */
  log: v.string(),
  lease: v.string(),
})
export type EventsRing = v.InferOutput<typeof eventsRingSchema>

export const deliveriesRingSchema = v.object({
  v: v.literal(1),
  /** Name of the DeliveryLog: the destination's id. */
  log: v.string(),
  lease: v.string(),
})
export type DeliveriesRing = v.InferOutput<typeof deliveriesRingSchema>
