import * as v from 'valibot'
import { type DeliveriesRing, deliveriesRingSchema } from '../messages/ring.ts'

export interface ConsumerDeps {
  /** Begins an attempt that goes on by itself; answers as soon as it has begun. */
  start(ring: DeliveriesRing): Promise<void>
  report(problem: Record<string, unknown>): void
}

/**
 * Hands every ring to an attempt of its own and acknowledges it. Nothing here waits for a partner: one
 * that hangs would hold up the rings of all others behind it. A ring is acknowledged whatever happens,
 * because the log rings again when nobody comes for the work.
 */
export async function handleRings(
  messages: readonly Pick<Message, 'body' | 'ack'>[],
  deps: ConsumerDeps,
): Promise<void> {
  await Promise.all(
    messages.map(async (message) => {
      try {
        await deps.start(v.parse(deliveriesRingSchema, message.body))
      } catch (error) {
        deps.report({ failed: 'ring', error: String(error) })
      } finally {
        message.ack()
      }
    }),
  )
}
