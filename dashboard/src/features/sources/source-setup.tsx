import { useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { CircleCheck, LoaderCircle, TriangleAlert } from 'lucide-react'
import { type ReactNode, useEffect } from 'react'
import {
  type SourceSetup as Setup,
  type SourceStatusAnswer,
  sourceQuery,
  sourceSetupQuery,
  sourceStatusQuery,
} from '../../api/source-details.ts'
import { CodeBlock } from '../../components/code-block.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardContent } from '../../components/ui/card.tsx'
import { cn } from '../../components/ui/cn.ts'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { Tabs, TabsContent, TabsList, TabsTrigger } from '../../components/ui/tabs.tsx'
import { formatCount } from '../../format/format-count.ts'
import { formatClock, previousHour } from '../../format/hours.ts'

/** While a person waits with their editor open, the first event should show at once. */
const POLL_MS = 2_000

const route = getRouteApi('/app/sources/$sourceId/setup')

export function SourceSetup() {
  const { sourceId } = route.useParams()
  const { data: source } = useQuery(sourceQuery(sourceId))
  const setup = useQuery(sourceSetupQuery(sourceId))
  const status = useFirstEvent(sourceId)
  if (setup.isError) {
    return (
      <Card>
        <ErrorState error={setup.error} onRetry={() => void setup.refetch()} />
      </Card>
    )
  }
  const isApi = source?.metadata.slug === 'http-api'
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <FirstEvent sourceId={sourceId} status={status} />
      <Step number={1} title={isApi ? 'Send a request' : 'Paste the code'}>
        <p className="mb-3 text-sm text-muted-foreground">
          It is complete: this source's write key and the address of your Headwater are in it.
        </p>
        {setup.data === undefined ? (
          <Skeleton className="h-80 w-full" />
        ) : (
          <SetupCode setup={setup.data} />
        )}
      </Step>
      {!isApi && (
        <Step number={2} title="Send a first event">
          <p className="mb-3 text-sm text-muted-foreground">
            Open your site or app, or call its track method. Without either at hand, a terminal will
            do:
          </p>
          {setup.data === undefined ? (
            <Skeleton className="h-28 w-full" />
          ) : (
            <CodeBlock code={curlOf(setup.data)} what="command" title="Terminal" />
          )}
        </Step>
      )}
    </div>
  )
}

const LANGUAGES: Readonly<Record<string, string>> = {
  cs: 'C#',
  dart: 'Dart',
  go: 'Go',
  html: 'HTML',
  java: 'Java',
  js: 'JavaScript',
  kotlin: 'Kotlin',
  php: 'PHP',
  py: 'Python',
  rb: 'Ruby',
  sh: 'Terminal',
  swift: 'Swift',
}

/** The code to paste; in tabs where there are several ways. */
function SetupCode({ setup: { language, text, others } }: { setup: Setup }) {
  const first = LANGUAGES[language] ?? language
  if (others.length === 0) return <CodeBlock code={text} what="code" title={first} tall />
  const ways = [{ title: first, language, text }, ...others]
  return (
    <Tabs defaultValue={first}>
      <TabsList aria-label="Ways to set it up" className="mb-3">
        {ways.map(({ title }) => (
          <TabsTrigger key={title} value={title}>
            {title}
          </TabsTrigger>
        ))}
      </TabsList>
      {ways.map((way) => (
        <TabsContent key={way.title} value={way.title}>
          <CodeBlock
            code={way.text}
            what="code"
            title={LANGUAGES[way.language] ?? way.language}
            tall
          />
        </TabsContent>
      ))}
    </Tabs>
  )
}

/** Asks until something has come, and tells the pages that list it. */
function useFirstEvent(sourceId: string): SourceStatusAnswer | undefined {
  const queryClient = useQueryClient()
  const { data: status } = useQuery({
    ...sourceStatusQuery(sourceId),
    refetchInterval: ({ state }) => (hasArrived(state.data) ? false : POLL_MS),
    refetchIntervalInBackground: true,
  })
  const arrived = hasArrived(status)
  useEffect(() => {
    if (!arrived) return
    void queryClient.invalidateQueries({ queryKey: ['checklist'] })
    // What was counted before it came is not true any more.
    void queryClient.invalidateQueries({ queryKey: ['sources', sourceId, 'overview'] })
    void queryClient.invalidateQueries({ queryKey: ['books'] })
  }, [arrived, sourceId, queryClient])
  return status
}

const hasArrived = (status: SourceStatusAnswer | undefined): boolean =>
  status !== undefined && status.firstEventHour !== null

interface FirstEventProps {
  sourceId: string
  status: SourceStatusAnswer | undefined
}

function FirstEvent({ sourceId, status }: FirstEventProps) {
  const arrived = hasArrived(status)
  const failing =
    arrived &&
    status !== undefined &&
    status.lastHour.received > 0 &&
    status.lastHour.failedOnIngest >= status.lastHour.received
  return (
    <Card
      role="status"
      className={cn(
        'transition-colors',
        arrived && (failing ? 'border-warning bg-warning-soft' : 'border-success bg-success-soft'),
      )}
    >
      <CardContent className="flex min-h-22 flex-wrap items-center gap-x-4 gap-y-3 py-4">
        {arrived ? <Arrived status={status} failing={failing} /> : <Waiting />}
        {arrived && (
          <span className="flex flex-wrap gap-2">
            <Button asChild variant="secondary" size="sm">
              <Link to="/sources/$sourceId/debugger" params={{ sourceId }}>
                See its events
              </Link>
            </Button>
            <Button asChild size="sm">
              <Link to="/destinations/catalog" search={{ source: sourceId }}>
                Add a destination
              </Link>
            </Button>
          </span>
        )}
      </CardContent>
    </Card>
  )
}

function Waiting() {
  return (
    <>
      <LoaderCircle
        className="size-6 shrink-0 animate-spin text-muted-foreground"
        aria-hidden="true"
      />
      <p className="min-w-0 flex-1 basis-60">
        <strong className="block text-sm font-semibold">Waiting for the first event</strong>
        <span className="text-sm text-muted-foreground">
          This turns green by itself as soon as one arrives.
        </span>
      </p>
    </>
  )
}

function Arrived({
  status,
  failing,
}: {
  status: SourceStatusAnswer | undefined
  failing: boolean
}) {
  const Icon = failing ? TriangleAlert : CircleCheck
  const { received = 0 } = status?.lastHour ?? {}
  const types = status?.types ?? []
  return (
    <>
      <Icon
        className={cn('size-6 shrink-0', failing ? 'text-warning' : 'text-success')}
        aria-hidden="true"
      />
      <p className="min-w-0 flex-1 basis-60">
        <strong
          className={cn('block text-sm font-semibold', failing ? 'text-warning' : 'text-success')}
        >
          {failing ? 'Calls arrive, but their events are refused' : 'Events are arriving'}
        </strong>
        <span className="text-sm text-foreground">
          {failing
            ? 'The overview says why.'
            : received > 0
              ? `${formatCount(received)} since ${formatClock(previousHour(Date.now()))}${types.length > 0 ? `: ${types.join(', ')}` : ''}.`
              : 'This source is set up.'}
        </span>
      </p>
    </>
  )
}

function Step({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-1 flex items-center gap-2.5 text-base font-semibold">
        <span
          aria-hidden="true"
          className="grid size-6 place-items-center rounded-full bg-accent text-xs font-semibold text-accent-foreground"
        >
          {number}
        </span>
        {title}
      </h2>
      <div className="sm:pl-8.5">{children}</div>
    </section>
  )
}

const curlOf = ({ origin, writeKey }: { origin: string; writeKey: string }): string =>
  `curl ${origin}/v1/track \\
  --user '${writeKey}:' \\
  --header 'Content-Type: application/json' \\
  --data '{"userId": "test-user", "event": "Test Event"}'`
