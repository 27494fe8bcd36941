import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ChevronRight, Inbox } from 'lucide-react'
import { useId, useState } from 'react'
import {
  type DeliverySample,
  deliverySamplesQuery,
  type SampleOutcome,
} from '../../api/delivery-overview.ts'
import { DeliveredEvent, Fact, nameOfEvent } from '../../components/delivery-facts.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { Body, SentRequest, StatusBadge } from '../../components/http-exchange.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { cn } from '../../components/ui/cn.ts'
import {
  Dialog,
  DialogDescription,
  DialogTitle,
  SheetContent,
} from '../../components/ui/dialog.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { formatSecond } from '../../format/format-date.ts'
import { formatDuration } from '../../format/format-duration.ts'

export interface SamplesSheetProps {
  destinationId: string
  outcome: SampleOutcome
  code: string
  onClose: () => void
}

/** The latest events with one result: what was sent, and what came back. */
export function SamplesSheet({ destinationId, outcome, code, onClose }: SamplesSheetProps) {
  const { data, error, refetch } = useQuery(
    deliverySamplesQuery(destinationId, outcome, code === '' ? undefined : code),
  )
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <SheetContent side="right">
        <div className="border-b px-6 py-5">
          <DialogTitle className="flex flex-wrap items-center gap-2 pr-10 text-lg font-semibold">
            <span className="first-letter:uppercase">{outcome}</span>
            {code !== '' && (
              <Badge tone={outcome === 'delivered' ? 'success' : 'destructive'}>{code}</Badge>
            )}
          </DialogTitle>
          <DialogDescription className="mt-1 text-sm text-muted-foreground">
            The latest events with this result that are still kept, ten at most, whatever time the
            page shows. Secrets are left out.
          </DialogDescription>
        </div>
        {error && data === undefined ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : data === undefined ? (
          <div role="status" className="grid gap-3 p-6">
            <span className="sr-only">Loading</span>
            <Skeleton className="h-12" />
            <Skeleton className="h-12" />
            <Skeleton className="h-12" />
          </div>
        ) : data.length === 0 ? (
          <EmptyState icon={Inbox} title="No sample is kept any more">
            About one a second of what is taken is kept with its request, and what failed for 30
            days.
          </EmptyState>
        ) : (
          <ul className="divide-y">
            {data.map((sample, index) => (
              <Sample
                key={`${sample.acceptId} ${sample.at}`}
                sample={sample}
                openAtFirst={index === 0}
              />
            ))}
          </ul>
        )}
      </SheetContent>
    </Dialog>
  )
}

function Sample({ sample, openAtFirst }: { sample: DeliverySample; openAtFirst: boolean }) {
  const [open, setOpen] = useState(openAtFirst)
  const id = useId()
  const { status, eventType, event, at, message } = sample
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex w-full items-center gap-2 px-6 py-3 text-left hover:bg-muted/40 focus-visible:-outline-offset-2"
      >
        <ChevronRight
          aria-hidden="true"
          className={cn('size-4 shrink-0 text-muted-foreground', open && 'rotate-90')}
        />
        <span className="min-w-0 flex-1">
          <span className="block truncate text-sm font-medium">
            {nameOfEvent(event) ?? eventType}
          </span>
          {message !== '' && (
            <span className="block truncate text-[0.8125rem] text-muted-foreground">{message}</span>
          )}
        </span>
        {status !== null && <StatusBadge status={status} />}
        <span className="text-[0.8125rem] text-muted-foreground">
          <RelativeTime date={at} />
        </span>
      </button>
      <div id={id} hidden={!open}>
        {open && <Details sample={sample} />}
      </div>
    </li>
  )
}

function Details({ sample }: { sample: DeliverySample }) {
  const { at, messageId, message, latencyMs, request, response, event } = sample
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5 border-t bg-muted/30 px-6 py-5">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 text-[0.8125rem]">
        <Fact name="When" value={formatSecond(at)} />
        {message !== '' && <Fact name="What happened" value={message} />}
        {latencyMs !== null && <Fact name="Took" value={formatDuration(latencyMs)} />}
        <Fact name="messageId" value={messageId} />
      </dl>
      <Link
        to="/trace"
        search={{ id: messageId }}
        className="w-fit rounded-sm text-[0.8125rem] font-medium text-primary underline underline-offset-4"
      >
        Where did it go?
      </Link>
      {request === null ? (
        <p className="text-[0.8125rem] text-muted-foreground">Its request was not kept.</p>
      ) : (
        <SentRequest heading="h3" of={`of ${messageId}`} request={request} />
      )}
      <div className="grid min-w-0 gap-2.5">
        <h3 className="text-sm font-semibold">Response</h3>
        {response === '' ? (
          <p className="text-[0.8125rem] text-muted-foreground">
            It had no body, or it was not kept.
          </p>
        ) : (
          <Body title="Response body" text={response} what={`response body of ${messageId}`} />
        )}
      </div>
      <div className="grid min-w-0 gap-2.5">
        <h3 className="text-sm font-semibold">The event as it went there</h3>
        <DeliveredEvent event={event} openLevels={1} />
      </div>
    </div>
  )
}
