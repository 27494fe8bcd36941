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
    <ul
      aria-label="Sources and their destinations"
      className="grid grid-cols-[minmax(0,1fr)] gap-7 sm:gap-5"
    >
      {connections.map((connection) => (
        <li
          key={connection.source.id}
          className="grid grid-cols-[minmax(0,1fr)] sm:grid-cols-[minmax(0,1fr)_minmax(6.5rem,0.45fr)_minmax(0,1.1fr)] sm:items-center"
        >
          <SourceNode source={connection.source} />
          <ConnectionLines connection={connection} />
          <ul
            aria-label={`Destinations of ${connection.source.name}`}
            className="mt-3 grid grid-cols-[minmax(0,1fr)] pl-7 sm:mt-0 sm:pl-0"
            style={{ gap: ROW_GAP }}
          >
            {connection.destinations.map((destination, index) => (
              <li key={destination.id} className="relative">
                <PhoneElbow dashed={destination.flow === 'idle'} isFirst={index === 0} />
                <DestinationLink destination={destination} />
              </li>
            ))}
            {connection.destinations.length === 0 && (
              <li className="relative">
                <PhoneElbow dashed isFirst />
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
      style={{ height: ROW_HEIGHT }}
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

/** What arrived; and, on a line of its own so that nothing is cut, what did not. */
function said(enabled: boolean, counts: NonNullable<DestinationNode['counts']>): ReactNode {
  const { delivered, waiting, failed, routed } = counts
  const arrived = (
    <span className="block truncate">
      {!enabled && (routed > 0 ? 'Disabled, ' : 'Disabled')}
      {(enabled || routed > 0) && (
        <>
          <Count value={delivered} /> delivered
        </>
      )}
    </span>
  )
  if (waiting === 0 && failed === 0) return arrived
  return (
    <>
      {arrived}
      <span className="block truncate">
        {failed > 0 && (
          <span className="text-destructive">
            <Count value={failed} /> failed
          </span>
        )}
        {failed > 0 && waiting > 0 && ', '}
        {waiting > 0 && (
          <span className="text-warning">
            <Count value={waiting} /> waiting
          </span>
        )}
      </span>
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
      <span className="block truncate text-sm font-medium" title={name}>
        {name}
      </span>
      <span className="block text-[0.8125rem] leading-snug text-muted-foreground">{text}</span>
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

interface PhoneElbowProps {
  dashed: boolean
  /** The others begin at the line of the one before. */
  isFirst: boolean
}

/** The line of one destination to what is above it, where there is no room beside it. */
function PhoneElbow({ dashed, isFirst }: PhoneElbowProps) {
  const above = isFirst ? ROW_GAP : ROW_GAP + ROW_HEIGHT / 2
  const end = above + ROW_HEIGHT / 2
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 20 ${end}`}
      className="absolute -left-5 w-5 sm:hidden"
      style={{ top: -above, height: end }}
    >
      <path
        d={`M 8 0 V ${end - 9} Q 8 ${end - 1} 16 ${end - 1} H 20`}
        fill="none"
        stroke="var(--input)"
        strokeWidth="1.5"
        strokeDasharray={dashed ? '3 4' : undefined}
      />
    </svg>
  )
}
