import { SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { EmptyState } from '../../components/empty-state.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import type { TraceSearchValues } from './trace-form.tsx'

const DAY_MS = 86_400_000

export interface NotFoundProps {
  messageId: string
  sourceId: string | undefined
  onGo: (values: TraceSearchValues) => void
}

/** The index of recent ids does not know it: what that may mean, and where else to look. */
export function NotFound({ messageId, sourceId, onGo }: NotFoundProps) {
  const search = (daysAgo: number) =>
    onGo({
      id: messageId,
      day: new Date(Date.now() - daysAgo * DAY_MS).toISOString().slice(0, 10),
      source: sourceId,
    })
  return (
    <Card>
      <EmptyState
        icon={SearchX}
        title="No recent event has this message id"
        action={
          <>
            <Button onClick={() => search(0)}>Search today</Button>
            <Button variant="secondary" onClick={() => search(1)}>
              Search yesterday
            </Button>
          </>
        }
      >
        <p className="wrap-anywhere">
          <code className="font-mono text-xs">{messageId}</code>
        </p>
      </EmptyState>
      <Reasons>
        <Reason title="It is older.">
          Only ids of the last day or so are found without a day. Give the day it was received, and
          the archive is searched.
        </Reason>
        <Reason title="It never arrived.">
          Libraries queue events and send them later. The debugger of its source shows what arrives.
        </Reason>
        <Reason title="Its id is another one.">
          A call that comes without a message id gets one on arrival; ids are compared to the
          letter.
        </Reason>
        <Reason title="It went elsewhere.">
          {sourceId === undefined
            ? 'Only sources of this workspace that you may see are looked at.'
            : 'Only the chosen source is looked at: try all sources, or another workspace.'}
        </Reason>
      </Reasons>
    </Card>
  )
}

export function Reasons({ children }: { children: ReactNode }) {
  return (
    <dl className="grid gap-x-8 gap-y-4 border-t bg-muted/30 px-5 py-5 text-[0.8125rem] sm:grid-cols-2">
      {children}
    </dl>
  )
}

export function Reason({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt className="font-medium">{title}</dt>
      <dd className="mt-0.5 text-muted-foreground">{children}</dd>
    </div>
  )
}
