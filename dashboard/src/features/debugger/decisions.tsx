import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { describeCode } from '../../../../worker/domain/describe-code.ts'
import { destinationsQuery } from '../../api/destinations.ts'
import type { LiveEvent } from '../../api/live.ts'
import { STATES } from '../../components/event-words.ts'
import { ProductLogo } from '../../components/product-logo.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'

/** What routing decided for each destination. How the deliveries went is the trace's to tell. */
export function Decisions({ event }: { event: LiveEvent }) {
  const { data: destinations } = useQuery(destinationsQuery())
  const decisions = Object.entries(event.destinations)
  if (event.state === 'pending') {
    return <Remark>{STATES.pending.meaning}</Remark>
  }
  if (event.state !== 'allowed') {
    return <Remark>It did not pass its source, so that it goes to no destination.</Remark>
  }
  if (decisions.length === 0) return <Remark>No destination was connected to its source.</Remark>
  if (destinations === undefined) return <Skeleton className="h-28" />
  return (
    <ul className="divide-y rounded-lg border">
      {decisions.map(([id, decision]) => {
        const known = destinations.find((one) => one.id === id)
        const isRouted = 'routed' in decision
        return (
          <li key={id} className="flex items-start gap-3 px-4 py-3">
            <ProductLogo
              name={known?.metadata.name ?? '?'}
              logo={known?.metadata.logos.default ?? ''}
              size="sm"
            />
            <span className="min-w-0 flex-1">
              {known === undefined ? (
                <span className="text-sm font-medium">
                  A destination that is gone, or not yours
                </span>
              ) : (
                <Link
                  to="/destinations/$destinationId"
                  params={{ destinationId: id }}
                  className="rounded-sm text-sm font-medium wrap-anywhere underline-offset-4 hover:underline"
                >
                  {known.name}
                </Link>
              )}
              {!isRouted && (
                <span className="block text-[0.8125rem] text-muted-foreground">
                  {capital(describeCode('filtered at destination', decision.filtered))}
                </span>
              )}
            </span>
            <Badge tone={isRouted ? 'success' : 'neutral'}>
              {isRouted ? 'Routed' : 'Filtered'}
            </Badge>
          </li>
        )
      })}
    </ul>
  )
}

function Remark({ children }: { children: string }) {
  return <p className="text-sm text-muted-foreground">{children}</p>
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
