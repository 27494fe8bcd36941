/**
 * Whether the browser library says in `_metadata` that the page has already sent this event to the
 * destination itself (device mode): sending it again from here would count it twice.
 */
export function sentClientSide(
  metadata: unknown,
  target: { destinationId: string; integrationName: string },
): boolean {
  if (typeof metadata !== 'object' || metadata === null) return false
  const { bundled, bundledIds } = metadata as { bundled?: unknown; bundledIds?: unknown }
  return includes(bundled, target.integrationName) || includes(bundledIds, target.destinationId)
}

const includes = (list: unknown, name: string): boolean =>
  Array.isArray(list) && list.includes(name)
