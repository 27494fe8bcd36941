import { Fragment, useState } from 'react'
import { describeCode } from '../../../../worker/domain/describe-code.ts'
import { Notice } from '../../components/notice.tsx'
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
import { BalanceMark } from './balance-mark.tsx'
import { VERDICTS, type Verdict } from './explain-difference.ts'
import { colorOf, meaningOf } from './outcome-words.ts'
import type { Reason, Statement, Term } from './statement.ts'

/** Reasons of one term that are shown before one asks for the rest. */
const REASONS_SHOWN = 5

export interface StatementCardProps {
  title: string
  statement: Statement
  verdict: Verdict
  /** Something to know below the equation. */
  note?: string
}

/** An equation of the books: as a sentence, and as an account with every reason. */
export function StatementCard({ title, statement, verdict, note }: StatementCardProps) {
  const { total, terms, difference } = statement
  return (
    <Card className="overflow-hidden">
      <CardHeader className="pb-4">
        <div className="min-w-0 grow basis-64">
          <CardTitle>{title}</CardTitle>
          <Equation statement={statement} />
          {note !== undefined && (
            <p className="mt-2 text-[0.8125rem] text-muted-foreground">{note}</p>
          )}
        </div>
        <BalanceMark verdict={verdict} />
      </CardHeader>
      {verdict !== 'balanced' && (
        <Notice tone={verdict === 'fault' ? 'error' : 'info'} className="mx-5 mb-4">
          {difference !== 0 && (
            <strong className="font-semibold">
              {formatCount(Math.abs(difference))} {difference > 0 ? 'too few' : 'too many'}.{' '}
            </strong>
          )}
          {VERDICTS[verdict].text}
        </Notice>
      )}
      <Table label={title} className="table-fixed">
        <TableHead>
          <TableRow>
            <TableHeader className="pl-5">Outcome and reason</TableHeader>
            <TableHeader className="hidden w-40 md:table-cell">
              <span className="sr-only">Share</span>
            </TableHeader>
            <TableHeader className="w-24 pr-5 text-right sm:w-28">Events</TableHeader>
          </TableRow>
        </TableHead>
        <TableBody>
          {terms.map((term) => (
            <TermRows key={term.outcome} term={term} of={total.count} />
          ))}
          <TableRow className="border-t-2! bg-muted/40 font-medium">
            <TableCell className="pl-5">Together</TableCell>
            <TableCell className="hidden md:table-cell" />
            <TableCell className="pr-5 text-right tabular-nums">
              {formatCount(total.count - difference)}
            </TableCell>
          </TableRow>
          <TableRow className="bg-muted/40">
            <TableCell className="pl-5 first-letter:uppercase">{total.outcome}</TableCell>
            <TableCell className="hidden md:table-cell" />
            <TableCell className="pr-5 text-right tabular-nums">
              {formatCount(total.count)}
            </TableCell>
          </TableRow>
          <TableRow className="bg-muted/40">
            <TableCell className="pl-5">Difference</TableCell>
            <TableCell className="hidden md:table-cell" />
            <TableCell
              className={cn(
                'pr-5 text-right tabular-nums',
                difference === 0 ? 'text-success' : verdict === 'fault' && 'text-destructive',
              )}
            >
              {formatCount(difference)}
            </TableCell>
          </TableRow>
        </TableBody>
      </Table>
    </Card>
  )
}

/** "15,795 received = 601 failed on ingest + 14,876 passed", without what did not occur. */
function Equation({ statement: { total, terms, difference } }: { statement: Statement }) {
  const occurred = terms.filter(({ count }) => count > 0)
  const sign = difference === 0 ? '=' : '≠'
  return (
    <p className="mt-1.5 text-sm leading-6">
      <Amount count={total.count} of={total.outcome} />
      {occurred.length === 0 ? (
        <span className="text-muted-foreground"> {sign} 0 of everything</span>
      ) : (
        occurred.map(({ outcome, count }, index) => (
          <Fragment key={outcome}>
            <span className="text-muted-foreground"> {index === 0 ? sign : '+'} </span>
            <Amount count={count} of={outcome} />
          </Fragment>
        ))
      )}
    </p>
  )
}

function Amount({ count, of }: { count: number; of: string }) {
  return (
    <span className="whitespace-nowrap">
      <span className="font-semibold tabular-nums">{formatCount(count)}</span>{' '}
      <span className="text-muted-foreground">{of}</span>
    </span>
  )
}

function TermRows({ term, of }: { term: Term; of: number }) {
  const { outcome, count, reasons } = term
  const [all, setAll] = useState(false)
  // One reason without a code says no more than the term itself.
  const told = reasons.filter(({ code }) => code !== '')
  const shown = all ? told : told.slice(0, REASONS_SHOWN)
  return (
    <TableRow className={cn(count === 0 && 'text-muted-foreground')}>
      <TableCell className="pl-5 align-top">
        <span className="flex items-baseline gap-2">
          <Dot outcome={outcome} />
          <span className="min-w-0">
            <span className={cn('block first-letter:uppercase', count > 0 && 'font-medium')}>
              {outcome}
            </span>
            <span className="block text-[0.8125rem] text-muted-foreground">
              {meaningOf(outcome)}
            </span>
          </span>
        </span>
        {shown.length > 0 && (
          <ul className="mt-2 grid gap-1.5 border-l pl-3 sm:ml-4">
            {shown.map((reason) => (
              <ReasonLine key={reason.code} outcome={outcome} reason={reason} />
            ))}
          </ul>
        )}
        {shown.length < told.length && (
          <Button variant="link" size="inline" className="mt-2 ml-7" onClick={() => setAll(true)}>
            {formatCount(told.length - shown.length)} more reasons
          </Button>
        )}
      </TableCell>
      <TableCell className="hidden align-top md:table-cell">
        <span aria-hidden="true" className="mt-2 block h-1.5 overflow-hidden rounded-full bg-muted">
          <span
            className="block h-full rounded-full"
            style={{
              width: `${of <= 0 ? 0 : Math.min(100, (count / of) * 100)}%`,
              background: `var(--chart-${colorOf(outcome) ?? 5})`,
            }}
          />
        </span>
      </TableCell>
      <TableCell className="pr-5 text-right align-top tabular-nums">
        {formatCount(count)}
        {of > 0 && count > 0 && (
          <span className="block text-[0.8125rem] text-muted-foreground">{share(count / of)}</span>
        )}
      </TableCell>
    </TableRow>
  )
}

function Dot({ outcome }: { outcome: string }) {
  const color = colorOf(outcome)
  return (
    <span
      aria-hidden="true"
      className="size-2 shrink-0 rounded-full border border-muted-foreground"
      style={color && { background: `var(--chart-${color})`, borderColor: 'transparent' }}
    />
  )
}

function ReasonLine({ outcome, reason: { code, count } }: { outcome: string; reason: Reason }) {
  const why = describeCode(outcome, code)
  return (
    <li className="flex flex-wrap items-baseline gap-x-2 text-[0.8125rem]">
      <span className="tabular-nums">{formatCount(count)}</span>
      <code className="font-mono text-xs wrap-anywhere">{code}</code>
      {why !== '' && why !== code && (
        <span className="min-w-0 text-muted-foreground wrap-anywhere">{why}</span>
      )}
    </li>
  )
}

const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 })

const share = (part: number): string =>
  part < 0.001 ? `< ${percent.format(0.001)}` : percent.format(part)
