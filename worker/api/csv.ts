import Papa from 'papaparse'
import type { Reply } from './endpoint.ts'

/** A file of rows, whose texts no spreadsheet takes for formulas. */
export const csvReply = (
  name: string,
  columns: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Reply => ({
  file: {
    name,
    contentType: 'text/csv; charset=utf-8',
    text: Papa.unparse(
      { fields: [...columns], data: rows.map((row) => [...row]) },
      { escapeFormulae: true },
    ),
  },
})
