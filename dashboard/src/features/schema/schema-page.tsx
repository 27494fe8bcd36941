import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { schemaQuery } from '../../api/schema.ts'
import { sourceQuery } from '../../api/source-details.ts'
import { ErrorState } from '../../components/error-state.tsx'
import { PanelPending } from '../../components/page-states.tsx'
import { Card } from '../../components/ui/card.tsx'
import { useMay } from '../../components/use-may.ts'
import { CallPanel } from './call-panel.tsx'
import { IncompleteCounts } from './incomplete-counts.tsx'
import { KindTabs } from './kind-tabs.tsx'
import { SchemaActions } from './schema-actions.tsx'
import { TrackPanel } from './track-panel.tsx'
import { UnlistedEvents } from './unlisted-events.tsx'
import { useSchemaSearch } from './use-schema-search.ts'

const route = getRouteApi('/app/sources/$sourceId/schema')

/** What a source sends: its events, their properties and traits, and which of them pass. */
export function SchemaPage() {
  const { sourceId } = route.useParams()
  const { search, kind, period, change } = useSchemaSearch()
  const { data: source } = useSuspenseQuery(sourceQuery(sourceId))
  const query = useQuery(schemaQuery(sourceId, { kind, period }))
  const { data, error, isPlaceholderData, refetch } = query
  const mayEdit = useMay().some('write', 'source')
  // What is still shown of another tab is not this tab's.
  const answer =
    data?.events.some((event) => event.kind !== kind) && isPlaceholderData ? undefined : data
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4" aria-busy={isPlaceholderData}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <KindTabs sourceId={sourceId} kind={kind} period={search.period} answer={data} />
        <SchemaActions
          source={source}
          kind={kind}
          period={period}
          problems={data?.problems[kind]}
          mayEdit={mayEdit}
          onNaming={() => change({ naming: true })}
        />
      </div>
      {data !== undefined && data.unlistedEvents > 0 && kind === 'track' && (
        <UnlistedEvents count={data.unlistedEvents} />
      )}
      {data?.incomplete && <IncompleteCounts />}
      {error && data === undefined ? (
        <Card>
          <ErrorState error={error} onRetry={() => void refetch()} />
        </Card>
      ) : answer === undefined ? (
        <PanelPending />
      ) : kind === 'track' ? (
        <TrackPanel source={source} answer={answer} mayEdit={mayEdit} />
      ) : (
        <CallPanel key={kind} source={source} kind={kind} answer={answer} mayEdit={mayEdit} />
      )}
    </div>
  )
}
