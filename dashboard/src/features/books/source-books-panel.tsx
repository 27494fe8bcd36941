import { useCallback } from 'react'
import type { ApiClient, BooksAnswer } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { Notice } from '../../components/notice.tsx'
import { formatCount } from '../../format/format-count.ts'
import { HourBars } from './hour-bars.tsx'

const REFRESH_MS = 5_000

/** What became of a source's events, and of their deliveries. Counts arrive some seconds late. */
export function SourceBooksPanel({ client, sourceId }: { client: ApiClient; sourceId: string }) {
  const load = useCallback(
    (signal: AbortSignal) => client.books(sourceId, signal),
    [client, sourceId],
  )
  const { resource, reload } = useResource(load, { everyMs: REFRESH_MS })
  if (resource.state === 'loading') return <p className="note">Counting…</p>
  if (resource.state === 'failed') {
    return <Notice title="No books" text={resource.error.message} onRetry={reload} />
  }
  const source = resource.data.sources.find((entry) => entry.sourceId === sourceId)
  if (source === undefined || source.received === 0) {
    return <p className="note">Nothing received yet. Counts appear a few seconds after an event.</p>
  }
  return (
    <>
      <Figures
        counts={[
          ['received', source.received],
          ['in pipeline', source['in pipeline']],
          ...Object.entries(source.outcomes).map(toFigure),
        ]}
        always={['received', 'passed']}
      />
      <HourBars from={resource.data.from} to={resource.data.to} hours={source.hours} />
      {resource.data.destinations.map((destination) => (
        <DestinationFigures key={destination.destinationId} destination={destination} />
      ))}
      <p className={resource.error === null ? 'note' : 'note bad'} role="status">
        {resource.error === null
          ? 'Newest counts may be some seconds behind.'
          : `These counts are not new. ${resource.error.message}`}
      </p>
    </>
  )
}

function DestinationFigures({ destination }: { destination: BooksAnswer['destinations'][number] }) {
  return (
    <>
      <h4>To {destination.name}</h4>
      <Figures
        counts={[
          ['routed', destination.routed],
          ['filtered at destination', destination['filtered at destination'].count],
          ...Object.entries(destination.outcomes).map(toFigure),
        ]}
        always={['routed', 'delivered']}
      />
    </>
  )
}

type Figure = [name: string, count: number]

const toFigure = ([name, { count }]: [string, { count: number }]): Figure => [name, count]

const TROUBLE = new Set(['failed on ingest', 'dead-lettered', 'failed delivery', 'awaiting retry'])
const FINE = new Set(['passed', 'delivered'])

/** Zeros are left out, except those that a reader looks for. */
function Figures({ counts, always }: { counts: Figure[]; always: string[] }) {
  return (
    <dl className="figures">
      {counts
        .filter(([name, count]) => count > 0 || always.includes(name))
        .map(([name, count]) => (
          <div key={name} className={toneOf(name, count)}>
            <dt>{name}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
    </dl>
  )
}

function toneOf(name: string, count: number): string | undefined {
  if (count === 0) return undefined
  if (TROUBLE.has(name)) return 'bad'
  return FINE.has(name) ? 'good' : undefined
}
