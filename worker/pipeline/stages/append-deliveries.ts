import { hourOf } from '../../domain/books.ts'
import { packFacets } from '../../messages/delivery-facets.ts'
import { type DeliveryAppend, formatDeliveryLine } from '../../messages/delivery-log-rpc.ts'
import { pack } from '../../messages/packed.ts'
import {
  going,
  type PipelineDeps,
  type PipelineEvent,
  type PipelineRun,
  type Stage,
} from '../run.ts'

/**
 * Hands every destination its events in one call. A destination's log ignores records it has seen, so
 * a run that crashed half way through the destinations is simply run again. A log that cannot take its
 * events holds back only the units that have some for it.
 */
export const appendDeliveries: Stage = {
  name: 'append-deliveries',
  blames: 'infrastructure',
  async run(run, deps) {
    const byDestination = new Map<string, PipelineEvent[]>()
    for (const event of going(run)) {
      for (const [destinationId, decision] of Object.entries(event.routes)) {
        if (!('routed' in decision)) continue
        const events = byDestination.get(destinationId)
        if (events) events.push(event)
        else byDestination.set(destinationId, [event])
      }
    }
    const appends = [...byDestination].map(async ([destinationId, events]) => {
      try {
        await deps
          .deliveryLog(destinationId)
          .append(await deliveryAppend(run, destinationId, events, deps))
      } catch (error) {
        const reason = `append-deliveries to ${destinationId}: ${String(error)}`
        for (const { unit } of events) run.held.set(unit, reason)
      }
    })
    await Promise.all(appends)
  },
}

async function deliveryAppend(
  run: PipelineRun,
  destinationId: string,
  events: readonly PipelineEvent[],
  deps: PipelineDeps,
): Promise<DeliveryAppend> {
  const text = events.map((event) => deliveryLine(event, destinationId)).join('\n')
  const units: DeliveryAppend['units'] = []
  for (const event of events) {
    const last = units.at(-1)
    if (last?.segment === event.unit.segment) last.positions.push(event.position)
    else units.push({ segment: event.unit.segment, positions: [event.position] })
  }
  return {
    log: run.log,
    low: run.low,
    version: Math.max(...events.map((event) => event.unit.version)),
    body: await deps.gzip(text),
    bytes: text.length,
    units,
    books: pack(events.map((event) => `${hourOf(event.receivedAt)}\t${event.sourceId}`)),
    facets: packFacets(
      events.map(({ receivedAt, fields: { type, event } }) => ({ receivedAt, type, event })),
    ),
  }
}

/** The mappings are those of the event's configuration version, whatever becomes of their triggers since. */
const deliveryLine = (event: PipelineEvent, destinationId: string): string =>
  formatDeliveryLine({
    ...mappingsOf(event, destinationId),
    acceptId: event.acceptId,
    sourceId: event.sourceId,
    receivedAt: event.receivedAt,
    messageId: String(event.fields.messageId),
    type: String(event.fields.type),
    json: event.changed.get(destinationId) ?? event.json,
  })

function mappingsOf({ routes }: PipelineEvent, destinationId: string): { mappings?: string[] } {
  const route = routes[destinationId]
  if (route === undefined || !('routed' in route) || route.mappingIds === undefined) return {}
  return { mappings: route.mappingIds }
}
