import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Route } from 'lucide-react'
import { sourcesQuery } from '../../api/sources.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Card } from '../../components/ui/card.tsx'
import { DaySearch } from './day-search.tsx'
import { IndexTrace } from './index-trace.tsx'
import { TraceForm, type TraceSearchValues } from './trace-form.tsx'
import { UserMatches } from './user-matches.tsx'

const route = getRouteApi('/app/trace')

/** Where did my event go? */
export function TracePage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const { data: sources } = useSuspenseQuery(sourcesQuery())
  const go = (values: TraceSearchValues) => void navigate({ search: values })
  const key = JSON.stringify(search)
  return (
    <>
      <PageHeader
        title="Event trace"
        description="Where an event went: when it was received, what the pipeline did with it, and each attempt to deliver it."
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
        <TraceForm key={`form ${key}`} value={search} sources={sources} onSubmit={go} />
        <Result key={key} search={search} onGo={go} />
      </div>
    </>
  )
}

function Result({
  search,
  onGo,
}: {
  search: TraceSearchValues
  onGo: (values: TraceSearchValues) => void
}) {
  const { id, user, day, source } = search
  if (id !== undefined && day !== undefined) {
    return <DaySearch messageId={id} day={day} sourceId={source} onGo={onGo} />
  }
  if (id !== undefined) return <IndexTrace messageId={id} sourceId={source} onGo={onGo} />
  if (user !== undefined) return <UserMatches userId={user} sourceId={source} />
  return (
    <Card>
      <EmptyState icon={Route} title="Follow one event, hop by hop">
        Paste its message id. Events of the last day are found at once; for older ones, give the day
        they were received.
      </EmptyState>
    </Card>
  )
}
