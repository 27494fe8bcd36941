import { describe, expect, it } from 'vitest'
import { ALL_HOURS, createObjectStorage } from '../../test/fakes/delivery-outbox.ts'
import { DeliveryStore } from './store.ts'
import { TestsBook } from './tests-book.ts'

const HOUR = '2026-11-23T17'

function open(storage = createObjectStorage().storage): TestsBook {
  new DeliveryStore(storage)
  return new TestsBook(storage.sql)
}

describe('the book of tests', () => {
  it('counts each test under its hour, outcome and code', () => {
    const book = open()
    book.add({ hour: HOUR, outcome: 'delivered', code: '200' })
    book.add({ hour: HOUR, outcome: 'delivered', code: '200' })
    book.add({ hour: HOUR, outcome: 'failed', code: '400' })
    book.add({ hour: '2026-11-23T18', outcome: 'delivered', code: '200' })
    expect(book.between(ALL_HOURS)).toEqual({
      [HOUR]: { delivered: { '200': 2 }, failed: { '400': 1 } },
      '2026-11-23T18': { delivered: { '200': 1 } },
    })
    expect(Object.keys(book.between({ from: HOUR, to: '2026-11-23T18' }))).toEqual([HOUR])
  })

  it('is there after a restart', () => {
    const { storage } = createObjectStorage()
    open(storage).add({ hour: HOUR, outcome: 'retry', code: '503' })
    expect(open(storage).between(ALL_HOURS)).toEqual({ [HOUR]: { retry: { '503': 1 } } })
  })

  it('forgets what is older than the books go back', () => {
    const book = open()
    book.add({ hour: '2026-10-01T00', outcome: 'delivered', code: '200' })
    book.add({ hour: HOUR, outcome: 'delivered', code: '200' })
    expect(Object.keys(book.between(ALL_HOURS))).toEqual([HOUR])
  })

  it('keeps a row small whatever codes come, and every count', () => {
    const book = open()
    for (let code = 0; code < 500; code++) {
      book.add({ hour: HOUR, outcome: 'failed', code: `${code}`.padEnd(5_000, '.') })
    }
    const failed = book.between(ALL_HOURS)[HOUR]?.failed ?? {}
    expect(Object.values(failed).reduce((sum, count) => sum + count, 0)).toBe(500)
    expect(JSON.stringify(failed).length).toBeLessThan(30_000)
  })

  it('takes a code named like part of every object for a code', () => {
    const book = open()
    book.add({ hour: HOUR, outcome: 'failed', code: '__proto__' })
    book.add({ hour: HOUR, outcome: 'failed', code: 'constructor' })
    const failed = book.between(ALL_HOURS)[HOUR]?.failed ?? {}
    expect(Object.entries(failed)).toEqual([
      ['__proto__', 1],
      ['constructor', 1],
    ])
  })
})
