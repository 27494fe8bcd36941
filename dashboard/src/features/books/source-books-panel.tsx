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
  const { destinations } = resource.data
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
      {destinations.map((destination) => (
        <DestinationFigures key={destination.destinationId} destination={destination} />
      ))}
      <p className={resource.error === null ? 'note' : 'note bad'} role="status">
        {resource.error === null
          ? freshnessOf(source.balanced && destinations.every(({ balanced }) => balanced))
          : `These counts are not new. ${resource.error.message}`}
      </p>
    </>
  )
}

/** Each count comes from the log that owns the event, so two of them can be a moment apart. */
const freshnessOf = (balanced: boolean): string =>
  balanced
    ? 'Every event is accounted for. Counts may be some seconds behind.'
    : 'Some events are on their way between two counts; they meet within seconds.'

function DestinationFigures({ destination }: { destination: BooksAnswer['destinations'][number] }) {
  return (
    <>
      <h4>To {destination.name}</h4>
      <Figures
        counts={[
          ['routed', destination.routed],
          toFigure(['filtered at destination', destination['filtered at destination']]),
          ...Object.entries(destination.outcomes).map(toFigure),
        ]}
        always={['routed', 'delivered']}
      />
    </>
  )
}

interface Counted {
  count: number
  reasons: Record<string, number>
}

type Figure = [name: string, count: number, reasons?: Record<string, number>]

const toFigure = ([name, { count, reasons }]: [string, Counted]): Figure => [name, count, reasons]

const TROUBLE = new Set(['failed on ingest', 'dead-lettered', 'failed delivery'])
const WAITING = new Set(['awaiting retry'])
const FINE = new Set(['passed', 'delivered'])

/** Zeros are left out, except those that a reader looks for. */
function Figures({ counts, always }: { counts: Figure[]; always: string[] }) {
  const shown = counts.filter(([name, count]) => count > 0 || always.includes(name))
  return (
    <>
      <dl className="figures">
        {shown.map(([name, count]) => (
          <div key={name} className={toneOf(name, count)}>
            <dt>{name}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      <Reasons figures={shown} />
    </>
  )
}

/** Why events ended where they did, wherever there is a reason to tell. */
function Reasons({ figures }: { figures: Figure[] }) {
  const reasons = figures.flatMap(([name, , byCode]) =>
    Object.entries(byCode ?? {})
      .filter(([code]) => code !== '')
      .map(([code, count]) => ({ name, code, count })),
  )
  if (reasons.length === 0) return null
  return (
    <ul className="plain reasons">
      {reasons.map(({ name, code, count }) => (
        <li key={`${name} ${code}`}>
          {formatCount(count)} {name}: <code>{code}</code>
        </li>
      ))}
    </ul>
  )
}

function toneOf(name: string, count: number): string | undefined {
  if (count === 0) return undefined
  if (TROUBLE.has(name)) return 'bad'
  if (WAITING.has(name)) return 'waiting'
  return FINE.has(name) ? 'good' : undefined
}
