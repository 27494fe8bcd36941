import { describe, expect, it } from 'vitest'
import {
  encodeCursor,
  pagination,
  parseCursorWindow,
  parseWindow,
  queryList,
} from './conventions.ts'

const query = (text: string) => new URLSearchParams(text)

describe('pagination of a request', () => {
  it('starts with ten', () => {
    expect(parseWindow(query(''))).toEqual({ ok: true, value: { offset: 0, count: 10 } })
  })

  it('reads bracketed keys, percent-encoded or not, and dotted ones', () => {
    const window = { ok: true, value: { offset: 20, count: 5 } }
    expect(parseWindow(query('pagination%5Bcount%5D=5&pagination%5Bcursor%5D=MjA%3D'))).toEqual(
      window,
    )
    expect(parseWindow(query('pagination[count]=5&pagination[cursor]=MjA='))).toEqual(window)
    expect(parseWindow(query('pagination.count=5&pagination.cursor=MjA='))).toEqual(window)
  })

  it('takes a thousand at most', () => {
    expect(parseWindow(query('pagination[count]=5000'))).toMatchObject({ value: { count: 1000 } })
  })

  it.each(['0', '-1', '1.5', 'x', ''])('refuses %j as a count', (count) => {
    expect(parseWindow(query(`pagination[count]=${count}`))).toMatchObject({
      error: [{ type: 'bad-request', field: 'pagination[count]' }],
    })
  })

  it.each(['%%%', 'eA==', 'LTE=', '!'])('refuses %j as a cursor', (cursor) => {
    const parsed = parseWindow(new URLSearchParams({ 'pagination[cursor]': cursor }))
    expect(parsed).toMatchObject({ error: [{ field: 'pagination[cursor]' }] })
  })

  it('gives back the cursor of a foreign list as that list made it', () => {
    const cursor = 'ü+/12:34'
    const parsed = parseCursorWindow(
      new URLSearchParams({ 'pagination[cursor]': encodeCursor(cursor) }),
    )
    expect(parsed).toMatchObject({ value: { cursor } })
    expect(parseCursorWindow(query(`pagination[cursor]=${encodeCursor(cursor)}`))).toMatchObject({
      value: { cursor },
    })
  })
})

describe('pagination of an answer', () => {
  it('leads through the list and back', () => {
    expect(pagination({ offset: 0, count: 10 }, 25)).toEqual({
      current: 'MA==',
      next: 'MTA=',
      totalEntries: 25,
    })
    expect(pagination({ offset: 20, count: 10 }, 25)).toEqual({
      current: 'MjA=',
      previous: 'MTA=',
      totalEntries: 25,
    })
  })
})

describe('a list in the query', () => {
  it.each([
    'ids[0]=a&ids[1]=b',
    'ids%5B0%5D=a&ids%5B1%5D=b',
    'ids[]=a&ids[]=b',
    'ids=a&ids=b',
    'ids=a,b',
    'ids=a,%20b,,a&idsx=c&ids[x]=d',
  ])('is read from %s', (text) => {
    expect(queryList(new URLSearchParams(text), 'ids')).toEqual(['a', 'b'])
  })
})
