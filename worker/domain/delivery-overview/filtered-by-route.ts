import type { SourceCounts } from '../balance.ts'
import { parseRouteKey } from '../books.ts'

/** What routing kept from one destination, of what a source's logs counted by the hour. */
export function filteredByRoute(
  destinationId: string,
  counts: ReadonlyMap<string, readonly SourceCounts[]>,
): Map<string, Record<string, number>> {
  const hours = new Map<string, Record<string, number>>()
  for (const [hour, logs] of counts) {
    const codes: Map<string, number> = new Map()
    for (const { destinations } of logs) {
      for (const [key, count] of Object.entries(destinations)) {
        const route = parseRouteKey(key)
        if (route.destinationId !== destinationId || route.outcome === 'routed') continue
        codes.set(route.code, (codes.get(route.code) ?? 0) + count)
      }
    }
    // `fromEntries`, so that a code named like something of an object's prototype is a code.
    if (codes.size > 0) hours.set(hour, Object.fromEntries(codes))
  }
  return hours
}
