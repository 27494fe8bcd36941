import { ListTree } from 'lucide-react'
import type { ReactNode } from 'react'
import { OTHER } from '../../../../worker/api/contract/delivery-overview.ts'
import type {
  DeliveryOverviewAnswer,
  DeliveryTally,
  SampleOutcome,
} from '../../api/delivery-overview.ts'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import { cn } from '../../components/ui/cn.ts'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '../../components/ui/table.tsx'
import { formatCount } from '../../format/format-count.ts'
import { Change } from './change.tsx'
import { formatChange, formatPoints, formatShare } from './step-list.ts'
import { Code } from './step-reasons.tsx'

export const BREAKDOWNS = { event: 'Event', mapping: 'Mapping', code: 'Response' } as const
export type BreakdownKey = keyof typeof BREAKDOWNS

export interface BreakdownProps {
  overview: DeliveryOverviewAnswer
  by: BreakdownKey
  onBy: (by: BreakdownKey) => void
  onSamples: (outcome: SampleOutcome, code: string) => void
}

/** The same counts by what they are of, with how they differ from the time before. */
export function Breakdown({ overview, by, onBy, onSamples }: BreakdownProps) {
  const keys = Object.keys(BREAKDOWNS).filter(
    (key): key is BreakdownKey => key !== 'mapping' || overview.byMapping.length > 0,
  )
  const shown = keys.includes(by) ? by : 'event'
  return (
    <Card>
      <CardHeader className="pb-4">
        <CardTitle>Breakdown</CardTitle>
        <fieldset className="flex rounded-md border bg-muted/60 p-0.5">
          <legend className="sr-only">Break down by</legend>
          {keys.map((key) => (
            <button
              key={key}
              type="button"
              aria-pressed={key === shown}
              onClick={() => onBy(key)}
              className={cn(
                'h-7 rounded-sm px-2.5 text-xs font-medium',
                key === shown ? 'bg-card text-foreground shadow-card' : 'text-muted-foreground',
              )}
            >
              {BREAKDOWNS[key]}
            </button>
          ))}
        </fieldset>
      </CardHeader>
      {shown === 'event' && (
        <Tallies
          column="Event"
          rows={overview.byEvent.map((entry) => ({
            ...entry,
            id: `${entry.eventType} ${entry.eventName}`,
            title: titleOf(entry.eventType, entry.eventName),
            detail: entry.eventName === '' || entry.eventName === OTHER ? '' : entry.eventType,
          }))}
        />
      )}
      {shown === 'mapping' && (
        <Tallies
          column="Mapping"
          rows={overview.byMapping.map((entry) => ({
            ...entry,
            id: entry.mappingId,
            title: entry.mappingName || entry.mappingId,
            detail: '',
          }))}
          note="Every result counts: an event with three mappings counts three times."
        />
      )}
      {shown === 'code' && <Codes overview={overview} onSamples={onSamples} />}
    </Card>
  )
}

const titleOf = (type: string, name: string): string =>
  name === OTHER || type === OTHER ? 'All others' : name || type

type TallyRow = DeliveryTally & { id: string; title: string; detail: string }

interface TalliesProps {
  column: string
  rows: readonly TallyRow[]
  note?: ReactNode
}

function Tallies({ column, rows, note }: TalliesProps) {
  if (rows.length === 0) {
    return <p className="px-5 pb-5 text-sm text-muted-foreground">Nothing was routed here.</p>
  }
  return (
    <>
      <Table label={`By ${column.toLowerCase()}`} stacked>
        <TableHead>
          <TableRow>
            <TableHeader className="pl-5">{column}</TableHeader>
            {['Routed', 'Delivery rate', 'Delivered', 'Failed', 'Filtered', 'Retries'].map(
              (name) => (
                <TableHeader key={name} className="text-right last:pr-5">
                  {name}
                </TableHeader>
              ),
            )}
          </TableRow>
        </TableHead>
        <TableBody>
          {rows.map((row) => (
            <TableRow key={row.id}>
              <TableCell className="sm:pl-5">
                <span className="font-medium wrap-anywhere">{row.title}</span>
                {row.detail !== '' && (
                  <span className="ml-2 text-[0.8125rem] text-muted-foreground">{row.detail}</span>
                )}
              </TableCell>
              <TableCell label="Routed" className="text-right tabular-nums">
                <Measure
                  text={formatCount(row.count)}
                  change={row.change.count}
                  format={formatChange}
                />
              </TableCell>
              <TableCell label="Delivery rate" className="text-right tabular-nums">
                <Measure
                  text={row.deliveryRate === null ? '–' : formatShare(row.deliveryRate)}
                  change={row.change.deliveryRatePoints}
                  format={formatPoints}
                />
              </TableCell>
              {(['delivered', 'failed', 'filtered', 'retries'] as const).map((key) => (
                <TableCell
                  key={key}
                  label={`${key.charAt(0).toUpperCase()}${key.slice(1)}`}
                  className="text-right tabular-nums last:pr-5"
                >
                  <span className={cn(key === 'failed' && row.failed > 0 && 'text-destructive')}>
                    {formatCount(row[key])}
                  </span>
                </TableCell>
              ))}
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {note && <p className="border-t px-5 py-3 text-[0.8125rem] text-muted-foreground">{note}</p>}
    </>
  )
}

interface MeasureProps {
  text: string
  change: number | null
  format: (change: number) => string
}

function Measure({ text, change, format }: MeasureProps) {
  return (
    <span className="flex flex-col sm:items-end">
      {text}
      {change !== null && (
        <span className="text-xs text-muted-foreground">
          <Change value={change} text={format(change)} />
        </span>
      )}
    </span>
  )
}

const SAMPLED: readonly string[] = ['delivered', 'awaiting retry', 'failed delivery']
const hasSamples = (outcome: string): outcome is SampleOutcome => SAMPLED.includes(outcome)

function Codes({ overview, onSamples }: Pick<BreakdownProps, 'overview' | 'onSamples'>) {
  if (overview.byCode.length === 0) {
    return <p className="px-5 pb-5 text-sm text-muted-foreground">Nothing was sent or filtered.</p>
  }
  return (
    <Table label="By response" stacked>
      <TableHead>
        <TableRow>
          <TableHeader className="pl-5">Code</TableHeader>
          <TableHeader>Outcome</TableHeader>
          <TableHeader className="text-right">Events</TableHeader>
          <TableHeader className="text-right">Part of outcome</TableHeader>
          <TableHeader>
            <span className="sr-only">Samples</span>
          </TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {overview.byCode.map(({ outcome, code, description, count, share, sharePoints }) => (
          <TableRow key={`${outcome} ${code}`}>
            <TableCell className="sm:pl-5">
              <Code code={code === OTHER ? 'All others' : code} description={description} />
            </TableCell>
            <TableCell label="Outcome">
              <span className="first-letter:uppercase">{outcome}</span>
            </TableCell>
            <TableCell label="Events" className="text-right tabular-nums">
              <span>{formatCount(count)}</span>
            </TableCell>
            <TableCell label="Part" className="text-right tabular-nums">
              <Measure text={formatShare(share)} change={sharePoints} format={formatPoints} />
            </TableCell>
            <TableCell className="sm:w-0 sm:pr-5">
              {hasSamples(outcome) && code !== OTHER && (
                <Button variant="secondary" size="sm" onClick={() => onSamples(outcome, code)}>
                  <ListTree aria-hidden="true" />
                  Samples
                  <span className="sr-only">
                    {' '}
                    of {code}, {outcome}
                  </span>
                </Button>
              )}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
