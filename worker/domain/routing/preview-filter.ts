import type { RouteTarget } from '../config/snapshot.ts'
import { applyJsonPatch, diffJson, type JsonPatch } from '../event/json-patch.ts'
import { applyControls, type SourceControls } from '../protocols/schema-controls.ts'
import { FILTERED_BY_RULES, type FilterWhy, type HashShare } from './destination-filter.ts'
import type { TargetFilter } from './filter-schema.ts'
import { planDeliveries } from './plan-deliveries.ts'

export type FilterPreview =
  | { result: 'pass' }
  | { result: 'drop'; why: FilterWhy }
  | { result: 'change'; patch: JsonPatch }

/**
 * What a filter by itself would do to an event that was accepted; null when the event does not get as far
 * as the destination's filters.
 */
export function previewFilter(
  accepted: Readonly<Record<string, unknown>>,
  target: RouteTarget,
  filter: Omit<TargetFilter, 'id'>,
  controls: SourceControls,
  hashShare: HashShare,
): FilterPreview | null {
  const controlled = applyControls(accepted, controls)
  if (controlled.effect === 'blocked') return null
  const event =
    controlled.effect === 'omitted' ? applyJsonPatch(accepted, controlled.patch) : accepted
  const drafted = { ...target, enabled: true, filters: [{ id: 'draft', ...filter }] }
  const { routes, changed } = planDeliveries(event, [drafted], controls, hashShare)
  const route = routes[target.destinationId]
  if (route === undefined) return null
  if ('filtered' in route) {
    if (route.filtered !== FILTERED_BY_RULES) return null
    return { result: 'drop', why: route.why ?? 'dropped' }
  }
  const after = changed.get(target.destinationId)
  return after === undefined
    ? { result: 'pass' }
    : { result: 'change', patch: diffJson(event, after) }
}
