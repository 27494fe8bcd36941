/**
 * Whether an event's `integrations` object lets it go to a destination. Keys are display names, case
 * sensitive, for all instances of the kind. A named value beats `All`; an options object counts as
 * on; absent means on.
 */
export function allowedByIntegrations(integrations: unknown, integrationName: string): boolean {
  if (typeof integrations !== 'object' || integrations === null) return true
  if (Object.hasOwn(integrations, integrationName)) {
    const named = (integrations as Record<string, unknown>)[integrationName]
    if (named !== null && named !== undefined) return named !== false
  }
  return !Object.hasOwn(integrations, 'All') || (integrations as { All: unknown }).All !== false
}
