import type { RouteTarget } from '../config/snapshot.ts'
import { destinationsOffFor, type SourceControls } from '../protocols/schema-controls.ts'
import { consentAllows, isConsentEvent } from './consent.ts'
import {
  applyFilters,
  FILTERED_BY_RULES,
  type FilterWhy,
  type HashShare,
} from './destination-filter.ts'
import { allowedByIntegrations, namedByIntegrations } from './integrations-object.ts'
import { matchTriggers, namesConsentEvent } from './match-triggers.ts'
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
 * consent comes first, since nothing may overrule it, then the integrations object, so that a
 * switched-off destination reports nothing else. A control of the source's schema comes after the
 * types that the destination takes: it gives way to a call that names the destination itself. The
 * destination's own filters hide none of these reasons, and its mappings' triggers are asked last, of
 * what the filters left. A disabled destination receives nothing and is not counted.
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
    const { route, becomes } = routeTo(event, target, off, hashShare)
    routes[target.destinationId] = route
    if (becomes !== null) changed.set(target.destinationId, becomes)
  }
  return { routes, changed }
}

/** `becomes`: what filters made of the event for this destination; null where it gets it as it is. */
function routeTo(
  event: Event,
  target: RouteTarget,
  off: ReadonlySet<string>,
  hashShare: HashShare,
): { route: Route; becomes: Event | null } {
  const stop = (route: Route) => ({ route, becomes: null })
  const consents = consentAllows(event, target.consentCategories ?? [])
  if (!consents && !isToldAnyway(event, target)) {
    return stop({ filtered: 'FILTERED_BY_END_USER_CONSENT' })
  }
  const reason = filterReason(event, target, off)
  if (reason !== null) return stop({ filtered: reason })

  const effect = applyFilters(event, target.filters ?? [], hashShare)
  if (effect.effect === 'filtered') {
    return stop({ filtered: FILTERED_BY_RULES, filterId: effect.filterId, why: effect.why })
  }
  const becomes = effect.effect === 'changed' ? effect.event : null
  const filterIds = effect.effect === 'changed' ? { filterIds: effect.filterIds } : {}
  if (target.triggers === undefined) return { route: { routed: true, ...filterIds }, becomes }

  const only = consents ? 'all' : 'naming consent'
  const mappingIds = matchTriggers(becomes ?? event, target.triggers, only)
  if (mappingIds.length > 0) {
    return { route: { routed: true, ...filterIds, mappingIds }, becomes }
  }
  return stop({ filtered: consents ? 'NO_MATCHING_MAPPING' : 'FILTERED_BY_END_USER_CONSENT' })
}

/** A change of consent goes, whatever it says, to mappings that ask for it by its name. */
const isToldAnyway = (event: Event, { triggers = [] }: RouteTarget): boolean =>
  isConsentEvent(event) && namesConsentEvent(triggers)

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
