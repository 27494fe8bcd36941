import { CircleCheck, CircleSlash, History, Pencil } from 'lucide-react'
import { useState } from 'react'
import type { MappingPreview } from '../../api/mappings.ts'
import { EventEditor } from '../../components/event-editor.tsx'
import { EventJson } from '../../components/event-json.tsx'
import { SentRequest } from '../../components/http-exchange.tsx'
import { Notice } from '../../components/notice.tsx'
import { RecordedEventDialog } from '../../components/recorded-event-dialog.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardContent, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { indent } from '../../components/use-recorded-event.ts'
import type { Preview } from './use-preview.ts'

export interface PreviewPaneProps {
  sourceId: string
  trigger: string
  preview: Preview
}

/** What an event would be sent as, while the mapping is edited. Nothing goes out. */
export function PreviewPane({ sourceId, trigger, preview }: PreviewPaneProps) {
  const { data, error, isPlaceholderData, example } = preview
  return (
    <Card className="min-w-0 xl:sticky xl:top-4 xl:max-h-[calc(100dvh-2rem)] xl:overflow-y-auto">
      <CardHeader>
        <CardTitle>Preview</CardTitle>
        <Matches trigger={trigger} example={example} />
      </CardHeader>
      <CardContent className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <Example sourceId={sourceId} example={example} />
        <div
          aria-live="polite"
          aria-busy={isPlaceholderData}
          className="grid grid-cols-[minmax(0,1fr)] gap-5"
        >
          {example.checked.event === null ? (
            <Notice tone="info">Mend the event, and its preview appears here.</Notice>
          ) : error !== null && data === undefined ? (
            <Notice tone="error">{error.message}</Notice>
          ) : data === undefined ? (
            <Skeleton className="h-48 w-full" />
          ) : (
            <Outcome preview={data} />
          )}
        </div>
      </CardContent>
    </Card>
  )
}

function Matches({
  trigger,
  example,
}: Pick<PreviewPaneProps, 'trigger'> & Pick<Preview, 'example'>) {
  const { picked, seen } = example
  if (seen === 0 || trigger.trim() === '') return null
  return (
    <p className="text-[0.8125rem] text-muted-foreground">
      Picks {picked} of the latest {seen} events
    </p>
  )
}

function Example({ sourceId, example }: { sourceId: string } & Pick<Preview, 'example'>) {
  const [mode, setMode] = useState<'closed' | 'choosing' | 'writing'>('closed')
  const { text, setText, checked, isSample } = example
  return (
    <section aria-label="Event" className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap gap-2">
        <Button variant="secondary" size="sm" onClick={() => setMode('choosing')}>
          <History aria-hidden="true" />
          Choose an event
        </Button>
        <Button
          variant="secondary"
          size="sm"
          aria-pressed={mode === 'writing'}
          onClick={() => setMode(mode === 'writing' ? 'closed' : 'writing')}
        >
          <Pencil aria-hidden="true" />
          {mode === 'writing' ? 'Done' : 'Edit this one'}
        </Button>
      </div>
      {isSample && (
        <p className="text-[0.8125rem] text-muted-foreground">
          The source has sent nothing lately: this is a sample.
        </p>
      )}
      {mode === 'writing' ? (
        <EventEditor
          label="Event"
          value={text}
          onChange={setText}
          problem={checked.problem}
          onSend={() => setMode('closed')}
        />
      ) : (
        checked.event !== null && (
          <EventJson key={text} value={checked.event} what="event" openLevels={1} />
        )
      )}
      {mode === 'choosing' && (
        <RecordedEventDialog
          sourceId={sourceId}
          onClose={() => setMode('closed')}
          onChoose={(event) => {
            setMode('closed')
            setText(indent(JSON.parse(event.json ?? '{}')))
          }}
        />
      )}
    </section>
  )
}

function Outcome({ preview }: { preview: MappingPreview }) {
  const { matches, payload, problems, requests } = preview
  return (
    <>
      {matches !== null && <TriggerVerdict matches={matches} />}
      {problems.length > 0 && (
        <Notice tone="warning">
          <strong className="font-semibold">This event would not be delivered:</strong>
          <ul className="mt-1 grid gap-1">
            {problems.map(({ field, message }) => (
              <li key={`${field} ${message}`}>
                {field !== '' && <code className="font-mono text-xs">{field}</code>} {message}
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {payload !== null && (
        <EventJson value={payload} what="fields that the action gets" openLevels={2} />
      )}
      {requests.map((request, index) => (
        <SentRequest
          // biome-ignore lint/suspicious/noArrayIndexKey: a request has no id, two may be alike, and the list of an answer is never edited
          key={index}
          heading="h3"
          of={requests.length === 1 ? '' : `of request ${index + 1}`}
          request={request}
        />
      ))}
      {payload !== null && problems.length === 0 && requests.length === 0 && (
        <p className="text-[0.8125rem] text-muted-foreground">
          The action would send nothing for this event.
        </p>
      )}
    </>
  )
}

function TriggerVerdict({ matches }: { matches: boolean }) {
  const Icon = matches ? CircleCheck : CircleSlash
  return (
    <p
      className={
        matches
          ? 'flex items-center gap-2 text-sm font-medium text-success'
          : 'flex items-center gap-2 text-sm font-medium text-warning'
      }
    >
      <Icon className="size-4 shrink-0" aria-hidden="true" />
      {matches
        ? 'The trigger picks this event.'
        : 'The trigger does not pick this event; it would be sent as:'}
    </p>
  )
}
