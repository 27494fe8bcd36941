import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import { destinationsQuery } from '../../api/destinations.ts'
import type { TraceAttempt, TraceDestination } from '../../api/traces.ts'
import { Body, SentRequest, StatusBadge } from '../../components/http-exchange.tsx'
import { ProductLogo } from '../../components/product-logo.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Card } from '../../components/ui/card.tsx'
import { cn } from '../../components/ui/cn.ts'
import { formatCount } from '../../format/format-count.ts'
import { formatSecond } from '../../format/format-date.ts'
import { ATTEMPT_WORDS, DELIVERY_WORDS, sentence } from './trace-words.ts'

/** What became of the event at one destination. */
export function DestinationCard({ destination }: { destination: TraceDestination }) {
  const { destinationId, name, slug, outcome, code, message, attempts, incomplete } = destination
  const { word, tone } = DELIVERY_WORDS[outcome]
  const { data: all } = useQuery(destinationsQuery())
  const known = all?.find(({ id }) => id === destinationId)
  return (
    <Card>
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1.5 px-4 py-3">
        <ProductLogo
          name={known?.metadata.name ?? name}
          logo={known?.metadata.logos.default ?? ''}
          size="sm"
        />
        <div className="min-w-0 flex-1 basis-48">
          <p className="text-sm font-medium wrap-anywhere">
            {slug === '' ? (
              <>{name || 'A destination'} (deleted)</>
            ) : (
              <Link
                to="/destinations/$destinationId"
                params={{ destinationId }}
                className="rounded-sm underline-offset-4 hover:underline"
              >
                {name}
              </Link>
            )}
          </p>
          {message !== '' && (
            <p className="text-[0.8125rem] text-muted-foreground wrap-anywhere">
              {sentence(message)}
              {code !== '' && !message.includes(code) && (
                <code className="ml-2 font-mono text-xs">{code}</code>
              )}
            </p>
          )}
          {outcome === 'failed delivery' && slug !== '' && (
            <Link
              to="/destinations/$destinationId/failed"
              params={{ destinationId }}
              className="mt-1 inline-block rounded-sm text-[0.8125rem] font-medium text-primary underline underline-offset-4"
            >
              See it among the failed deliveries, and send it again
            </Link>
          )}
        </div>
        <Badge tone={tone}>{word}</Badge>
      </div>
      {attempts.length > 0 && (
        <ol className="divide-y border-t">
          {attempts.map((attempt) => (
            <li key={`${attempt.startedAt} ${attempt.settledAt} ${attempt.outcome}`}>
              <Attempt attempt={attempt} of={`of attempt ${attempt.attempt} at ${name}`} />
            </li>
          ))}
        </ol>
      )}
      {incomplete && (
        <p className="border-t px-4 py-2.5 text-[0.8125rem] text-muted-foreground">
          Some of its attempts are not kept any more, or not archived yet.
        </p>
      )}
    </Card>
  )
}

function Attempt({ attempt, of }: { attempt: TraceAttempt; of: string }) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const { outcome, status, code, latencyMs, settledAt, message, retryAt, unattempted } = attempt
  const { word, tone } = ATTEMPT_WORDS[outcome]
  if (outcome === 'requeued') {
    return (
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 px-4 py-2.5 text-[0.8125rem]">
        <Badge tone={tone}>{word}</Badge>
        <span className="text-muted-foreground">by a person, {formatSecond(settledAt)}</span>
      </p>
    )
  }
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex w-full items-start gap-2 px-4 py-2.5 text-left text-[0.8125rem] hover:bg-muted/40 focus-visible:-outline-offset-2"
      >
        <ChevronRight
          aria-hidden="true"
          className={cn('mt-0.5 size-4 shrink-0 text-muted-foreground', open && 'rotate-90')}
        />
        <span className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2.5 gap-y-1">
          <span className="font-medium">
            {unattempted ? 'Without an attempt' : `Attempt ${attempt.attempt}`}
          </span>
          <Badge tone={tone}>{word}</Badge>
          {status !== null ? (
            <StatusBadge status={status} />
          ) : (
            code !== '' && <code className="font-mono text-xs">{code}</code>
          )}
          {!unattempted && (
            <span className="text-muted-foreground tabular-nums">
              {formatCount(Math.round(latencyMs))} ms
            </span>
          )}
          <span className="ml-auto text-muted-foreground">{formatSecond(settledAt)}</span>
        </span>
      </button>
      <div id={id} hidden={!open}>
        {open && (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4 px-4 pt-1 pb-4 sm:pl-10">
            {(message !== '' || retryAt !== null) && (
              <p className="text-[0.8125rem] text-muted-foreground wrap-anywhere">
                {message !== '' && `${sentence(message)}. `}
                {retryAt !== null && `The next try was set for ${formatSecond(retryAt)}.`}
              </p>
            )}
            <Request attempt={attempt} of={of} />
            <div className="grid min-w-0 gap-2">
              <h4 className="text-sm font-semibold">Response</h4>
              {attempt.response === '' ? (
                <p className="text-[0.8125rem] text-muted-foreground">
                  {status === null ? 'No answer came.' : 'No body of it is kept.'}
                </p>
              ) : (
                <Body title="Response body" text={attempt.response} what={`response body ${of}`} />
              )}
            </div>
          </div>
        )}
      </div>
    </>
  )
}

function Request({ attempt, of }: { attempt: TraceAttempt; of: string }) {
  const { request, requestFrom } = attempt
  if (request === null) {
    return (
      <p className="text-[0.8125rem] text-muted-foreground">
        No request of it is kept: failures and a sample of what was taken are.
      </p>
    )
  }
  return (
    <SentRequest
      heading="h4"
      of={of}
      request={request}
      mark={
        requestFrom === 'rebuilt' ? (
          <Badge tone="warning" title="Made anew from the event and the configuration of that time">
            Rebuilt
          </Badge>
        ) : (
          <Badge title="As it went out, secrets blotted out">Recorded</Badge>
        )
      }
    />
  )
}
