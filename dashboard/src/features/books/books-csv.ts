import type { Statement } from './statement.ts'

export interface CsvBook {
  hour: string
  statements: readonly Statement[]
}

/** One line an hour, term and reason, so that a spreadsheet can add them up any way. */
export async function booksCsv(books: readonly CsvBook[]): Promise<string> {
  // Larger than a page needs until somebody saves a file.
  const { unparse } = await import('papaparse')
  const rows = books.flatMap(({ hour, statements }) =>
    statements.flatMap(({ total, terms, difference }) => [
      [hour, total.outcome, '', '', total.count],
      ...terms.flatMap(({ outcome, count, reasons }) =>
        reasons.length === 0
          ? [[hour, total.outcome, outcome, '', count]]
          : reasons.map((reason) => [hour, total.outcome, outcome, reason.code, reason.count]),
      ),
      [hour, total.outcome, 'difference', '', difference],
    ]),
  )
  // Codes may be words of a partner's answer: a spreadsheet is not to take one for a formula.
  return unparse(
    { fields: ['hour (UTC)', 'of', 'outcome', 'reason', 'events'], data: rows },
    { escapeFormulae: true },
  )
}
