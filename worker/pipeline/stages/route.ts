import { planDeliveries } from '../../domain/routing/plan-deliveries.ts'
import { hashShare } from '../../platform/hash.ts'
import { going, SourceLookup, type Stage } from '../run.ts'

/**
 * Decides per destination, what it gets and whether, by the configuration version that the event's segment is pinned to.
 */
export const route: Stage = {
  name: 'route',
  // Looking up the configuration is all that can fail here: deciding is pure and total.
  blames: 'infrastructure',
  async run(run, deps) {
    const sources = new SourceLookup(deps.snapshots)
    for (const event of going(run)) {
      const source = await sources.find(event.unit.version, event.sourceId)
      // Deleted between the acceptance of this event and that of a later one in the same segment.
      if (!source) {
        event.verdict = { outcome: 'failed on ingest', code: 'source_disabled' }
        continue
      }
      const plan = planDeliveries(event.fields, source.targets, source.schema, hashShare)
      event.routes = plan.routes
      if (plan.changed.size > 0) {
        event.changed = new Map(
          [...plan.changed].map(([destinationId, fields]) => [
            destinationId,
            JSON.stringify(fields),
          ]),
        )
      }
    }
  },
}
