import { describe, expect, it } from 'vitest'
import { booksCsv } from './books-csv.ts'

describe('the books as a file', () => {
  it('have a line for each hour, term and reason', async () => {
    const csv = await booksCsv([
      {
        hour: '2026-11-23T17',
        statements: [
          {
            total: { outcome: 'received', count: 3 },
            terms: [
              { outcome: 'duplicate', count: 0, reasons: [] },
              { outcome: 'passed', count: 3, reasons: [{ code: '=A1', count: 3 }] },
            ],
            difference: 0,
          },
        ],
      },
    ])
    expect(csv.split('\r\n')).toEqual([
      'hour (UTC),of,outcome,reason,events',
      '2026-11-23T17,received,,,3',
      '2026-11-23T17,received,duplicate,,0',
      '2026-11-23T17,received,passed,"\'=A1",3',
      '2026-11-23T17,received,difference,,0',
    ])
  })
})
