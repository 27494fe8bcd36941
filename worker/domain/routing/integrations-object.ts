/**
 * Whether an event's `integrations` object lets it go to a destination. Keys are display names, case
 * sensitive, for all instances of the kind. A named value beats `All`; an options object counts as
 * on; absent means on.
 */
export function allowedByIntegrations(integrations: unknown, integrationName: string): boolean {
  const named = namedValue(integrations, integrationName)
  if (named !== undefined) return named !== false
  return namedValue(integrations, 'All') !== false
}

/** Whether the call speaks of this destination by name; `All` names none. */
export const namedByIntegrations = (integrations: unknown, integrationName: string): boolean =>
  namedValue(integrations, integrationName) !== undefined

/** Undefined when nothing is said: null says nothing. */
function namedValue(integrations: unknown, name: string): unknown {
  if (typeof integrations !== 'object' || integrations === null) return undefined
  if (!Object.hasOwn(integrations, name)) return undefined
  return (integrations as Record<string, unknown>)[name] ?? undefined
}
