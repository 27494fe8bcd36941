import type { BooksAnswer } from '../../api/books.ts'
import type { DestinationAnswer } from '../../api/destinations.ts'
import type { SourceAnswer } from '../../api/sources.ts'

/** How events flow along one line of the diagram. */
export type Flow = 'idle' | 'flowing' | 'waiting' | 'failing'

export interface DestinationNode {
  id: string
  name: string
  product: string
  logo: string
  enabled: boolean
  /** Undefined while the counts are on the way. */
  counts: { routed: number; delivered: number; waiting: number; failed: number } | undefined
  flow: Flow
}

export interface Connection {
  source: {
    id: string
    name: string
    product: string
    logo: string
    enabled: boolean
    received: number | undefined
  }
  destinations: DestinationNode[]
}

/** Sources with their destinations and what went between them; busy ones first. */
export function toConnections(
  sources: readonly SourceAnswer[],
  destinations: readonly DestinationAnswer[],
  books: BooksAnswer | undefined,
): Connection[] {
  const received = new Map(books?.sources.map((entry) => [entry.sourceId, entry.received]))
  return sources
    .map((source) => ({
      source: {
        id: source.id,
        name: source.name,
        product: source.metadata.name,
        logo: source.metadata.logos.default,
        enabled: source.enabled,
        received: books && (received.get(source.id) ?? 0),
      },
      destinations: destinations
        .filter(({ sourceId }) => sourceId === source.id)
        .map((destination) => toNode(destination, books)),
    }))
    .toSorted((a, b) => (b.source.received ?? 0) - (a.source.received ?? 0))
}

function toNode(destination: DestinationAnswer, books: BooksAnswer | undefined): DestinationNode {
  const entry = books?.destinations.find(({ destinationId }) => destinationId === destination.id)
  const counts = books && {
    routed: entry?.routed ?? 0,
    delivered: entry?.outcomes.delivered.count ?? 0,
    waiting: (entry?.outcomes.pending.count ?? 0) + (entry?.outcomes['awaiting retry'].count ?? 0),
    failed: entry?.outcomes['failed delivery'].count ?? 0,
  }
  return {
    id: destination.id,
    name: destination.name,
    product: destination.metadata.name,
    logo: destination.metadata.logos.default,
    enabled: destination.enabled,
    counts,
    flow: flowOf(destination.enabled, counts),
  }
}

function flowOf(enabled: boolean, counts: DestinationNode['counts']): Flow {
  if (!enabled || counts === undefined || counts.routed === 0) return 'idle'
  if (counts.failed > 0) return 'failing'
  return counts.waiting > 0 ? 'waiting' : 'flowing'
}

/** Width of a line in pixels: ten times the events, one and a quarter pixels more. */
export const widthOf = (events: number): number =>
  events <= 0 ? 1.5 : Math.min(8, 2 + 1.25 * Math.log10(events))
