import type { RouteTarget } from '../config/snapshot.ts'
import { destinationsOffFor, type SourceControls } from '../protocols/schema-controls.ts'
import {
  applyFilters,
  FILTERED_BY_RULES,
  type FilterEffect,
  type FilterWhy,
  type HashShare,
} from './destination-filter.ts'
import { allowedByIntegrations, namedByIntegrations } from './integrations-object.ts'
import { sentClientSide } from './sent-client-side.ts'

export type RouteReason =
  | 'FILTERED_BY_INTEGRATIONS_OBJECT'
  | 'MESSAGE_SENT_CLIENT_SIDE'
  | 'UNSUPPORTED_EVENT_TYPE'
  | 'FILTERED_BY_EVENT_SETTING'
  | typeof FILTERED_BY_RULES
  | 'FILTERED_BY_END_USER_CONSENT'
  | 'NO_MATCHING_MAPPING'

export type Route =
  /**
   * `filterIds`: filters of the destination that changed the event for it; absent when none did.
   * `mappingIds`: mappings whose triggers it matched; absent at destinations without any.
   */
  | { routed: true; filterIds?: string[]; mappingIds?: string[] }
  /** Where a filter of the destination was it: which, and what about it. */
  | { filtered: RouteReason; filterId?: string; why?: FilterWhy }

export type Routes = Record<string, Route>

export interface Plan {
  routes: Routes
  /** Destination id -> the event as that one gets it; the others get it as it is. */
  changed: ReadonlyMap<string, Event>
}

type Event = Readonly<Record<string, unknown>>

/**
 * Decides for one passed event and each enabled destination of its source. The order is upstream's:
 * the integrations object comes first, so that a switched-off destination reports nothing else, and a
 * control of the source's schema comes after that: it gives way to a call that names the destination
 * itself. The destination's own filters come last, so that they hide none of these reasons. A disabled destination receives nothing and is not counted.
 */
export function planDeliveries(
  event: Event,
  targets: readonly RouteTarget[],
  controls: SourceControls,
  hashShare: HashShare,
): Plan {
  const off = destinationsOffFor(event, controls)
  const routes: Routes = {}
  const changed = new Map<string, Event>()
  for (const target of targets) {
    if (!target.enabled) continue
    const reason = filterReason(event, target, off)
    if (reason !== null) {
      routes[target.destinationId] = { filtered: reason }
      continue
    }
    const filtered = applyFilters(event, target.filters ?? [], hashShare)
    routes[target.destinationId] = routeOf(filtered)
    if (filtered.effect === 'changed') changed.set(target.destinationId, filtered.event)
  }
  return { routes, changed }
}

function routeOf(filtered: FilterEffect): Route {
  switch (filtered.effect) {
    case 'passed':
      return { routed: true }
    case 'changed':
      return { routed: true, filterIds: filtered.filterIds }
    case 'filtered':
      return { filtered: FILTERED_BY_RULES, filterId: filtered.filterId, why: filtered.why }
  }
}

function filterReason(
  event: Event,
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
