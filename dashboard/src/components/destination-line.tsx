import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import type { DestinationAnswer } from '../api/destination-details.ts'
import { ProductLogo } from './product-logo.tsx'
import { Badge } from './ui/badge.tsx'

/** A destination in a list of few, as a link to its page. */
export function DestinationLine({ destination }: { destination: DestinationAnswer }) {
  const { id, name, metadata, enabled } = destination
  return (
    <Link
      to="/destinations/$destinationId"
      params={{ destinationId: id }}
      className="flex items-center gap-3 px-5 py-3.5 hover:bg-muted/40"
    >
      <ProductLogo name={metadata.name} logo={metadata.logos.default} />
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-medium">{name}</span>
        <span className="block truncate text-[0.8125rem] text-muted-foreground">
          {metadata.name}
        </span>
      </span>
      <Badge tone={enabled ? 'success' : 'neutral'}>{enabled ? 'Enabled' : 'Disabled'}</Badge>
      <ChevronRight className="size-4 text-muted-foreground" aria-hidden="true" />
    </Link>
  )
}
