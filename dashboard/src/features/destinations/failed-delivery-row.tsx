import { Link } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import { useId, useState } from 'react'
import type { FailedDelivery } from '../../api/destination-details.ts'
import { CodeBlock } from '../../components/code-block.tsx'
import { DeliveredEvent, Fact, nameOfEvent } from '../../components/delivery-facts.tsx'
import { SentRequest } from '../../components/http-exchange.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Checkbox } from '../../components/ui/checkbox.tsx'
import { cn } from '../../components/ui/cn.ts'
import { formatSecond } from '../../format/format-date.ts'

export interface FailedDeliveryRowProps {
  delivery: FailedDelivery
  chosen: boolean
  /** Absent for those who may only read. */
  onToggle?: () => void
}

/** One event that was given up; opens to show the answer and the event itself. */
export function FailedDeliveryRow({ delivery, chosen, onToggle }: FailedDeliveryRowProps) {
  const [open, setOpen] = useState(false)
  const id = useId()
  const { code, type, messageId, message, failedAt, event } = delivery
  const name = nameOfEvent(event) ?? type
  return (
    <li>
      <div className="flex items-start gap-4 px-4 py-3 hover:bg-muted/40">
        {onToggle !== undefined && (
          <Checkbox
            aria-label={`Select ${name}, ${messageId}`}
            checked={chosen}
            onCheckedChange={onToggle}
            className="mt-0.5"
          />
        )}
        <button
          type="button"
          aria-expanded={open}
          aria-controls={id}
          onClick={() => setOpen(!open)}
          className="flex min-w-0 flex-1 items-start gap-2 rounded-sm text-left"
        >
          <ChevronRight
            aria-hidden="true"
            className={cn('mt-0.5 size-4 shrink-0 text-muted-foreground', open && 'rotate-90')}
          />
          <span className="grid min-w-0 flex-1 gap-x-3 gap-y-0.5 sm:grid-cols-[minmax(0,1fr)_auto]">
            <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-sm font-medium">
              <span className="wrap-anywhere">{name}</span>
              <Badge tone="destructive">{code}</Badge>
            </span>
            <span className="text-[0.8125rem] text-muted-foreground sm:text-right">
              <RelativeTime date={failedAt} />
            </span>
            <span className="truncate text-[0.8125rem] text-muted-foreground">{message}</span>
          </span>
        </button>
      </div>
      <div id={id} hidden={!open}>
        {open && <Details delivery={delivery} />}
      </div>
    </li>
  )
}

function Details({ delivery }: { delivery: FailedDelivery }) {
  const { message, request, response, status, attempts, failedAt, messageId, event } = delivery
  return (
    <div className="grid gap-4 border-t bg-muted/30 px-4 py-4 sm:pl-12">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1.5 text-[0.8125rem]">
        <Fact name="Given up" value={formatSecond(failedAt)} />
        <Fact name="After" value={attempts === 1 ? 'the first attempt' : `${attempts} attempts`} />
        <Fact name="Status" value={status === null ? 'No answer' : String(status)} />
        <Fact name="Why" value={message} />
        <Fact name="messageId" value={messageId} />
      </dl>
      <Link
        to="/trace"
        search={{ id: messageId }}
        className="w-fit rounded-sm text-[0.8125rem] font-medium text-primary underline underline-offset-4"
      >
        Where did it go?
      </Link>
      {request !== null && <SentRequest heading="h3" of={`of ${messageId}`} request={request} />}
      <div className="min-w-0">
        <h3 className="mb-1.5 text-sm font-semibold">Its last answer</h3>
        {response === '' ? (
          <p className="text-[0.8125rem] text-muted-foreground">It had no body.</p>
        ) : (
          <CodeBlock code={response} what="answer" className="bg-card" />
        )}
      </div>
      <div className="min-w-0">
        <h3 className="mb-1.5 text-sm font-semibold">The event</h3>
        <DeliveredEvent event={event} openLevels={2} />
      </div>
    </div>
  )
}
