import type { RouteTarget } from '../config/snapshot.ts'
import { destinationsOffFor, type SourceControls } from '../protocols/schema-controls.ts'
import { allowedByIntegrations, namedByIntegrations } from './integrations-object.ts'
import { sentClientSide } from './sent-client-side.ts'

export type RouteReason =
  | 'FILTERED_BY_INTEGRATIONS_OBJECT'
  | 'MESSAGE_SENT_CLIENT_SIDE'
  | 'UNSUPPORTED_EVENT_TYPE'
  | 'FILTERED_BY_EVENT_SETTING'

export type Routes = Record<string, { routed: true } | { filtered: RouteReason }>

/**
 * Decides for one passed event and each enabled destination of its source. The order is upstream's:
 * the integrations object comes first, so that a switched-off destination reports nothing else, and a
 * control of the source's schema comes last: it gives way to a call that names the destination itself.
 * A disabled destination receives nothing and is not counted.
 */
export function planDeliveries(
  event: Readonly<Record<string, unknown>>,
  targets: readonly RouteTarget[],
  controls: SourceControls,
): Routes {
  const off = destinationsOffFor(event, controls)
  const routes: Routes = {}
  for (const target of targets) {
    if (!target.enabled) continue
    const reason = filterReason(event, target, off)
    routes[target.destinationId] = reason === null ? { routed: true } : { filtered: reason }
  }
  return routes
}

function filterReason(
  event: Readonly<Record<string, unknown>>,
  target: RouteTarget,
  off: ReadonlySet<string>,
): RouteReason | null {
  if (!allowedByIntegrations(event.integrations, target.integrationName)) {
    return 'FILTERED_BY_INTEGRATIONS_OBJECT'
  }
  if (sentClientSide(event._metadata, target)) return 'MESSAGE_SENT_CLIENT_SIDE'
  if (!target.supportedTypes.includes(String(event.type))) return 'UNSUPPORTED_EVENT_TYPE'
  if (
    off.has(target.destinationId) &&
    !namedByIntegrations(event.integrations, target.integrationName)
  ) {
    return 'FILTERED_BY_EVENT_SETTING'
  }
  return null
}
