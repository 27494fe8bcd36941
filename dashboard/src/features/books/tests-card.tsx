import { Link } from '@tanstack/react-router'
import { describeCode } from '../../../../worker/domain/describe-code.ts'
import type { DestinationBooksAnswer } from '../../api/books.ts'
import { Card, CardDescription, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '../../components/ui/table.tsx'
import { formatCount } from '../../format/format-count.ts'

export type Tests = Omit<DestinationBooksAnswer['tests'], 'hours'>

/** How a test ends, in words that are no delivery's. */
const WORDS = {
  delivered: { word: 'Delivered', outcome: 'delivered' },
  filtered: { word: 'Filtered in attempt', outcome: 'filtered in attempt' },
  failed: { word: 'Failed', outcome: 'failed delivery' },
  retry: { word: 'Would be retried', outcome: 'awaiting retry' },
} as const
type TestOutcome = keyof typeof WORDS

export interface TestsCardProps {
  destinationId: string
  tests: Tests
}

/** The book of tests: what people sent to try a destination, which is in no other count. */
export function TestsCard({ destinationId, tests }: TestsCardProps) {
  // The keys of the table above are those of the book.
  const rows = (Object.keys(WORDS) as TestOutcome[]).flatMap((outcome) =>
    Object.entries(tests.outcomes[outcome].reasons).map(([code, count]) => ({
      outcome,
      code,
      count,
    })),
  )
  return (
    <Card className="overflow-hidden">
      <CardHeader className="pb-3">
        <div>
          <CardTitle>Tests, in a book of their own</CardTitle>
          <CardDescription>
            Events that people sent to try this destination, by the hour of sending. They are in
            none of the counts above.
          </CardDescription>
        </div>
        <span className="text-sm">
          <strong className="font-semibold tabular-nums">{formatCount(tests.sent)}</strong> sent
        </span>
      </CardHeader>
      {rows.length === 0 ? (
        <p className="px-5 pb-5 text-sm text-muted-foreground">
          None in these hours.{' '}
          <Link
            to="/destinations/$destinationId/test"
            params={{ destinationId }}
            className="text-primary underline underline-offset-4"
          >
            Send one
          </Link>
        </p>
      ) : (
        <Table label="Tests">
          <TableHead>
            <TableRow>
              <TableHeader className="pl-5">How it ended</TableHeader>
              <TableHeader>Code</TableHeader>
              <TableHeader className="pr-5 text-right">Tests</TableHeader>
            </TableRow>
          </TableHead>
          <TableBody>
            {rows.map(({ outcome, code, count }) => (
              <TableRow key={`${outcome} ${code}`}>
                <TableCell className="pl-5">{WORDS[outcome].word}</TableCell>
                <TableCell>
                  {code !== '' && <code className="font-mono text-xs wrap-anywhere">{code}</code>}
                  <Why outcome={WORDS[outcome].outcome} code={code} />
                </TableCell>
                <TableCell className="pr-5 text-right tabular-nums">{formatCount(count)}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  )
}

function Why({ outcome, code }: { outcome: string; code: string }) {
  const why = code === '' ? '' : describeCode(outcome, code)
  if (why === '' || why === code) return null
  return <span className="block text-[0.8125rem] text-muted-foreground">{why}</span>
}
