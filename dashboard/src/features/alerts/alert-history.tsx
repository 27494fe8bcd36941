import { useInfiniteQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { type AlertHistoryEntry, alertHistoryQuery } from '../../api/alerts.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardDescription, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { formatMinute } from '../../format/format-date.ts'
import { CHANGES, CHANNELS } from './alert-words.ts'

/** When it fired and was resolved, and who was told. */
export function AlertHistory({ alertId }: { alertId: string }) {
  const query = useInfiniteQuery(alertHistoryQuery(alertId))
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = query
  const entries = data?.pages.flatMap(({ history }) => history)
  return (
    <Card>
      <CardHeader className="pb-4">
        <div>
          <CardTitle>History</CardTitle>
          <CardDescription>Kept for 90 days.</CardDescription>
        </div>
      </CardHeader>
      <div className="border-t">
        {error && entries === undefined ? (
          <ErrorState error={error} onRetry={() => void refetch()} className="py-10" />
        ) : entries === undefined ? (
          <div role="status" className="grid gap-3 p-5">
            <span className="sr-only">Loading</span>
            <Skeleton className="h-10" />
            <Skeleton className="h-10" />
          </div>
        ) : entries.length === 0 ? (
          <EmptyState icon={History} title="It has not fired yet" className="py-10">
            When it fires and when it is over is listed here, with who was told.
          </EmptyState>
        ) : (
          <ul className="divide-y">
            {entries.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ul>
        )}
        {hasNextPage && (
          <div className="border-t p-3 text-center">
            <Button
              variant="ghost"
              size="sm"
              busy={isFetchingNextPage}
              onClick={() => void fetchNextPage()}
            >
              Show more
            </Button>
          </div>
        )}
      </div>
    </Card>
  )
}

function Entry({ entry: { at, change, reading, notified } }: { entry: AlertHistoryEntry }) {
  const { word, tone } = CHANGES[change]
  return (
    <li className="grid gap-x-4 gap-y-1 px-5 py-3 text-sm sm:grid-cols-[11rem_8rem_minmax(0,1fr)]">
      <time dateTime={at} className="text-muted-foreground tabular-nums">
        {formatMinute(at)}
      </time>
      <span>
        <Badge tone={tone}>{word}</Badge>
      </span>
      <div className="min-w-0">
        <p className="wrap-anywhere">{reading}</p>
        <Notified notified={notified} />
      </div>
    </li>
  )
}

/** Who was told, and who could not be. */
export function Notified({ notified }: Pick<AlertHistoryEntry, 'notified'>) {
  if (notified.length === 0) {
    return <p className="text-[0.8125rem] text-muted-foreground">Nobody was told.</p>
  }
  return (
    <ul className="text-[0.8125rem]">
      {notified.map(({ type, to, error }) => (
        <li key={`${type} ${to}`} className="wrap-anywhere">
          <span className="text-muted-foreground">{nameOf(type)}</span> {to}
          {error !== '' && <span className="text-destructive">: {error}</span>}
        </li>
      ))}
    </ul>
  )
}

const nameOf = (type: string): string =>
  Object.hasOwn(CHANNELS, type) ? CHANNELS[type as keyof typeof CHANNELS] : type
