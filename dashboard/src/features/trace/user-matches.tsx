import { useQueries, useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, UserRoundSearch } from 'lucide-react'
import { useState } from 'react'
import type { LiveEvent } from '../../api/live.ts'
import { recentEventsQuery } from '../../api/recent-events.ts'
import { sourcesQuery } from '../../api/sources.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { reasonOf, STATES, titleOf } from '../../components/event-words.ts'
import { Notice } from '../../components/notice.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import { cn } from '../../components/ui/cn.ts'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { formatCount } from '../../format/format-count.ts'

/** Each source is a question of its own: so many at a time. */
const SOURCES_AT_ONCE = 12
const EVENTS_PER_SOURCE = 50

interface Match {
  event: LiveEvent
  sourceName: string
}

/** What came of one person lately, to choose an event from. */
export function UserMatches({
  userId,
  sourceId,
}: {
  userId: string
  sourceId: string | undefined
}) {
  const { data: all } = useSuspenseQuery(sourcesQuery())
  const [limit, setLimit] = useState(SOURCES_AT_ONCE)
  const sources = sourceId === undefined ? all : all.filter(({ id }) => id === sourceId)
  const asked = sources.slice(0, limit)
  const { matches, isLoading, failed } = useQueries({
    queries: asked.map(({ id }) => recentEventsQuery(id, { userId, limit: EVENTS_PER_SOURCE })),
    combine: (results) => ({
      matches: results
        .flatMap(({ data }, index): Match[] =>
          (data?.events ?? []).map((event) => ({ event, sourceName: asked[index]?.name ?? '' })),
        )
        .sort((a, b) => b.event.receivedAt.localeCompare(a.event.receivedAt)),
      isLoading: results.some((result) => result.isLoading),
      failed: results.filter(({ isError }) => isError).length,
    }),
  })
  return (
    <Card aria-busy={isLoading}>
      <p role="status" className="border-b px-5 py-3.5 text-sm font-medium">
        {isLoading
          ? 'Looking'
          : `${matches.length === 1 ? 'One event' : `${formatCount(matches.length)} events`} lately`}
      </p>
      {failed > 0 && (
        <Notice tone="warning" className="m-4">
          {failed === 1 ? 'One source' : `${formatCount(failed)} sources`} did not answer.
        </Notice>
      )}
      {matches.length > 0 ? (
        <ul className="divide-y">
          {matches.map((match) => (
            <li key={match.event.acceptId}>
              <MatchLine {...match} />
            </li>
          ))}
        </ul>
      ) : isLoading ? (
        <div className="grid gap-3 p-5">
          <Skeleton className="h-9" />
          <Skeleton className="h-9" />
        </div>
      ) : (
        <EmptyState icon={UserRoundSearch} title="Nothing came of them lately">
          Only the last 500 events of each source are looked at, for exactly this user id or
          anonymous id. Older events are found by their message id.
        </EmptyState>
      )}
      {sources.length > limit && (
        <div className="flex flex-wrap items-center justify-between gap-3 border-t px-5 py-3">
          <p className="text-[0.8125rem] text-muted-foreground">
            {formatCount(limit)} of {formatCount(sources.length)} sources are looked at.
          </p>
          <Button variant="secondary" size="sm" onClick={() => setLimit(limit + SOURCES_AT_ONCE)}>
            Look at more
          </Button>
        </div>
      )}
    </Card>
  )
}

function MatchLine({ event, sourceName }: Match) {
  const state = STATES[event.state]
  const reason = reasonOf(event)
  const content = (
    <>
      <state.icon className={cn('size-4 shrink-0', state.color)} aria-hidden="true" />
      <span className="sr-only">{state.word}</span>
      <span className="min-w-0 flex-1">
        <span className="block truncate text-sm font-medium">{titleOf(event)}</span>
        <span className="block truncate text-[0.8125rem] text-muted-foreground">
          {[event.type || 'call', sourceName, reason].filter((part) => part !== '').join(' · ')}
        </span>
      </span>
      <span className="text-[0.8125rem] text-muted-foreground">
        <RelativeTime date={event.receivedAt} />
      </span>
    </>
  )
  if (event.messageId === '') {
    return <span className="flex items-center gap-3 px-5 py-3">{content}</span>
  }
  return (
    <Link
      to="/trace"
      search={{ id: event.messageId }}
      className="flex items-center gap-3 px-5 py-3 hover:bg-muted/40 focus-visible:-outline-offset-2"
    >
      {content}
      <ChevronRight className="size-4 shrink-0 text-muted-foreground" aria-hidden="true" />
    </Link>
  )
}
