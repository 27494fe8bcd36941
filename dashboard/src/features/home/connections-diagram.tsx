import { Link } from '@tanstack/react-router'
import { Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import { ProductLogo } from '../../components/product-logo.tsx'
import { cn } from '../../components/ui/cn.ts'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { formatCount, formatShortCount } from '../../format/format-count.ts'
import { ConnectionLines, ROW_GAP, ROW_HEIGHT } from './connection-lines.tsx'
import type { Connection, DestinationNode } from './connections.ts'

export interface ConnectionsDiagramProps {
  connections: readonly Connection[]
  mayAddDestination: boolean
}

/**
 * Sources at the left, their destinations at the right, lines as wide as what went between them. On a
 * phone the destinations hang below their source. The lines are drawing only: what they say stands in the
 * links, which are in the order of the lists that hold them.
 */
export function ConnectionsDiagram({ connections, mayAddDestination }: ConnectionsDiagramProps) {
  return (
    <ul aria-label="Sources and their destinations" className="grid gap-7 sm:gap-5">
      {connections.map((connection) => (
        <li
          key={connection.source.id}
          className="grid sm:grid-cols-[minmax(0,1fr)_minmax(3rem,0.45fr)_minmax(0,1fr)] sm:items-center"
        >
          <SourceNode source={connection.source} />
          <ConnectionLines connection={connection} />
          <ul
            aria-label={`Destinations of ${connection.source.name}`}
            className="grid pl-7 sm:pl-0"
            style={{ gap: ROW_GAP }}
          >
            {connection.destinations.map((destination) => (
              <li key={destination.id} className="relative">
                <PhoneElbow dashed={destination.flow === 'idle'} />
                <DestinationLink destination={destination} />
              </li>
            ))}
            {connection.destinations.length === 0 && (
              <li className="relative">
                <PhoneElbow dashed />
                <NoDestination sourceId={connection.source.id} mayAdd={mayAddDestination} />
              </li>
            )}
          </ul>
        </li>
      ))}
    </ul>
  )
}

const NODE_CLASSES =
  'flex items-center gap-3 rounded-lg border bg-card px-3 shadow-card transition-colors hover:border-input hover:bg-muted/50'

function SourceNode({ source }: { source: Connection['source'] }) {
  const { id, name, product, logo, enabled, received } = source
  return (
    <Link
      to="/sources/$sourceId"
      params={{ sourceId: id }}
      className={NODE_CLASSES}
      style={{ minHeight: ROW_HEIGHT }}
    >
      <ProductLogo name={product} logo={logo} />
      <NodeText
        name={name}
        text={
          received === undefined ? (
            <Skeleton className="h-3.5 w-20" />
          ) : (
            <>
              {!enabled && 'Disabled. '}
              <Count value={received} /> received
            </>
          )
        }
      />
    </Link>
  )
}

function DestinationLink({ destination }: { destination: DestinationNode }) {
  const { id, name, product, logo, enabled, counts } = destination
  return (
    <Link
      to="/destinations/$destinationId"
      params={{ destinationId: id }}
      className={NODE_CLASSES}
      style={{ height: ROW_HEIGHT }}
    >
      <ProductLogo name={product} logo={logo} />
      <NodeText
        name={name}
        text={counts === undefined ? <Skeleton className="h-3.5 w-20" /> : said(enabled, counts)}
      />
    </Link>
  )
}

function said(enabled: boolean, counts: NonNullable<DestinationNode['counts']>): ReactNode {
  const { delivered, waiting, failed, routed } = counts
  return (
    <>
      {!enabled && 'Disabled. '}
      {(enabled || routed > 0) && (
        <>
          <Count value={delivered} /> delivered
        </>
      )}
      {waiting > 0 && (
        <span className="text-warning">
          , <Count value={waiting} /> waiting
        </span>
      )}
      {failed > 0 && (
        <span className="text-destructive">
          , <Count value={failed} /> failed
        </span>
      )}
    </>
  )
}

const Count = ({ value }: { value: number }) => (
  <span title={formatCount(value)} className="tabular-nums">
    {formatShortCount(value)}
  </span>
)

function NodeText({ name, text }: { name: string; text: ReactNode }) {
  return (
    <span className="min-w-0 flex-1">
      <span className="block truncate text-sm font-medium">{name}</span>
      <span className="block truncate text-[0.8125rem] text-muted-foreground">{text}</span>
    </span>
  )
}

function NoDestination({ sourceId, mayAdd }: { sourceId: string; mayAdd: boolean }) {
  const classes =
    'flex items-center gap-2 rounded-lg border border-dashed px-4 text-sm text-muted-foreground'
  if (!mayAdd) {
    return (
      <p className={classes} style={{ height: ROW_HEIGHT }}>
        No destination
      </p>
    )
  }
  return (
    <Link
      to="/destinations/catalog"
      search={{ source: sourceId }}
      className={cn(classes, 'border-input hover:bg-muted/50 hover:text-foreground')}
      style={{ height: ROW_HEIGHT }}
    >
      <Plus className="size-4" aria-hidden="true" />
      Add a destination
    </Link>
  )
}

/** The line of one destination to the source above it, where there is no room beside it. */
function PhoneElbow({ dashed }: { dashed: boolean }) {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 20 44"
      className="absolute -top-[16px] -left-5 h-11 w-5 sm:hidden"
    >
      <path
        d="M 6 0 V 36 Q 6 44 14 44 H 20"
        fill="none"
        stroke="var(--input)"
        strokeWidth="1.5"
        strokeDasharray={dashed ? '3 4' : undefined}
      />
    </svg>
  )
}
