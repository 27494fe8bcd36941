import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Send } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import {
  type DestinationAnswer,
  destinationQuery,
  testDestination,
} from '../../api/destination-details.ts'
import { checkEvent } from '../../components/check-event.ts'
import { EventEditor } from '../../components/event-editor.tsx'
import { EventSources } from '../../components/event-sources.tsx'
import { Notice } from '../../components/notice.tsx'
import { PanelPending } from '../../components/page-states.tsx'
import { sampleText } from '../../components/sample-events.ts'
import { Button } from '../../components/ui/button.tsx'
import {
  Card,
  CardContent,
  CardDescription,
  CardFooter,
  CardHeader,
  CardTitle,
} from '../../components/ui/card.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { useRecordedEvent } from '../../components/use-recorded-event.ts'
import { Tries, type Try } from './tries.tsx'

/** Of each visit so many are kept, to compare. */
const MAX_TRIES = 5

const route = getRouteApi('/app/destinations/$destinationId/test')

/** Sends one event for real, and shows what went out and what came back. */
export function DestinationTest() {
  const { destinationId } = route.useParams()
  const { event: messageId } = route.useSearch()
  const { data: destination } = useSuspenseQuery(destinationQuery(destinationId))
  const recorded = useRecordedEvent(destination.sourceId, messageId)
  if (messageId !== undefined && recorded.isLoading) return <PanelPending />
  const isMissing = messageId !== undefined && (recorded.data ?? null) === null
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {isMissing && (
        <Notice tone="warning">
          The recorded event <code className="font-mono text-xs">{messageId}</code> is not held any
          more. Choose another one, or begin with a sample.
        </Notice>
      )}
      <Tester
        key={messageId ?? ''}
        destination={destination}
        firstText={recorded.data ?? sampleText('track')}
      />
    </div>
  )
}

function Tester({ destination, firstText }: { destination: DestinationAnswer; firstText: string }) {
  const [text, setText] = useState(firstText)
  const { tries, shown, isPending, send, show } = useTries(destination.id)
  const checked = checkEvent(text)
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (checked.event !== null && !isPending) send({ text, event: checked.event })
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-2">
      <form onSubmit={submit} className="min-w-0">
        <Card>
          <CardHeader>
            <div>
              <CardTitle>Send a test event</CardTitle>
              <CardDescription>
                It is really sent to {destination.name}, even while that is disabled. It goes past
                the source's controls and all filters, and is counted apart from real events.
              </CardDescription>
            </div>
          </CardHeader>
          <CardContent className="grid grid-cols-[minmax(0,1fr)] gap-4">
            <EventSources sourceId={destination.sourceId} onText={setText} />
            <EventEditor
              label="Event"
              value={text}
              onChange={setText}
              problem={checked.problem}
              onSend={submit}
            />
          </CardContent>
          <CardFooter>
            <Button type="submit" busy={isPending} disabled={checked.event === null}>
              {!isPending && <Send aria-hidden="true" />}
              Send test event
            </Button>
          </CardFooter>
        </Card>
      </form>
      <div className="grid min-w-0 gap-4" aria-live="polite" aria-busy={isPending}>
        {isPending ? (
          <Skeleton className="h-64 w-full" />
        ) : shown !== undefined ? (
          <Tries tries={tries} shown={shown} onShow={show} onEdit={setText} />
        ) : (
          <p className="rounded-lg border border-dashed px-5 py-14 text-center text-sm text-muted-foreground">
            The request and the answer will be shown here, exactly as they were.
          </p>
        )}
      </div>
    </div>
  )
}

interface Sending {
  text: string
  event: Record<string, unknown>
}

/** What was sent during this visit, newest first. */
function useTries(destinationId: string) {
  const queryClient = useQueryClient()
  const [tries, setTries] = useState<readonly Try[]>([])
  const [shownNumber, show] = useState<number>()
  const add = (sent: Sending, outcome: Try['outcome']) => {
    const number = (tries[0]?.number ?? 0) + 1
    setTries([{ ...sent, number, outcome }, ...tries].slice(0, MAX_TRIES))
    show(number)
  }
  const { mutate, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: ({ event }: Sending) => testDestination(destinationId, event),
    onSuccess: (result, sent) => {
      add(sent, { result })
      return queryClient.invalidateQueries({ queryKey: ['checklist'] })
    },
    onError: ({ message }, sent) => add(sent, { error: message }),
  })
  const shown = tries.find(({ number }) => number === shownNumber)
  return { tries, shown, isPending, send: mutate, show }
}
