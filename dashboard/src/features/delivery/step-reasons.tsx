import { ListTree, RotateCcw } from 'lucide-react'
import type { DeliverySteps, SampleOutcome } from '../../api/delivery-overview.ts'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '../../components/ui/table.tsx'
import { formatCount } from '../../format/format-count.ts'
import { formatShare } from './step-list.ts'

/** Steps that say why, and which samples there are of them. */
export const REASONED = {
  filteredAtDestination: { title: 'Filtered at destination, and why', outcome: null },
  awaitingRetry: { title: 'Awaiting retry, by the last answer', outcome: 'awaiting retry' },
  failedDelivery: { title: 'Failed delivery, by the last answer', outcome: 'failed delivery' },
} as const satisfies Record<string, { title: string; outcome: SampleOutcome | null }>
export type ReasonedStep = keyof typeof REASONED

export interface StepReasonsProps {
  step: ReasonedStep
  steps: DeliverySteps
  onSamples: (outcome: SampleOutcome, code: string) => void
  /** Sends what failed with a code again; absent for those who may only look. */
  onRequeue?: (code: string) => void
}

/** Why events ended in a step, most frequent first. */
export function StepReasons({ step, steps, onSamples, onRequeue }: StepReasonsProps) {
  const { title, outcome } = REASONED[step]
  const { count, reasons } = steps[step]
  return (
    <Card>
      <CardHeader className="pb-3">
        <CardTitle>{title}</CardTitle>
      </CardHeader>
      {reasons.length === 0 ? (
        <p className="px-5 pb-5 text-sm text-muted-foreground">There is nothing in this step.</p>
      ) : (
        <Table label={title} stacked>
          <TableHead>
            <TableRow>
              <TableHeader className="pl-5">Code</TableHeader>
              <TableHeader className="text-right">Events</TableHeader>
              <TableHeader className="text-right">Part</TableHeader>
              {outcome !== null && (
                <TableHeader>
                  <span className="sr-only">Actions</span>
                </TableHeader>
              )}
            </TableRow>
          </TableHead>
          <TableBody>
            {reasons.map(({ code, description, count: events, ...rest }) => (
              <TableRow key={`${code} ${'stage' in rest ? rest.stage : ''}`}>
                <TableCell className="sm:pl-5">
                  <Code code={code} description={description} />
                </TableCell>
                <TableCell label="Events" className="text-right tabular-nums">
                  <span>{formatCount(events)}</span>
                </TableCell>
                <TableCell label="Part" className="text-right tabular-nums">
                  <span>{formatShare(count === 0 ? 0 : events / count)}</span>
                </TableCell>
                {outcome !== null && (
                  <TableCell className="sm:w-0 sm:pr-5">
                    <span className="flex gap-2 sm:justify-end">
                      <Button
                        variant="secondary"
                        size="sm"
                        onClick={() => onSamples(outcome, code)}
                      >
                        <ListTree aria-hidden="true" />
                        Samples<span className="sr-only"> of {code}</span>
                      </Button>
                      {outcome === 'failed delivery' && onRequeue !== undefined && (
                        <Button variant="secondary" size="sm" onClick={() => onRequeue(code)}>
                          <RotateCcw aria-hidden="true" />
                          Send again<span className="sr-only">: {code}</span>
                        </Button>
                      )}
                    </span>
                  </TableCell>
                )}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  )
}

export function Code({ code, description }: { code: string; description: string }) {
  return (
    <span className="grid gap-0.5">
      <span className="font-medium wrap-anywhere">{code || 'No code'}</span>
      {description !== '' && (
        <span className="text-[0.8125rem] text-muted-foreground">{sentence(description)}</span>
      )}
    </span>
  )
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`
