import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import {
  customRange,
  hoursOf,
  phraseOfRange,
  problemOf,
  type TimeRange,
  timeRangeSchema,
  timesOf,
} from './time-range.ts'

const read = (text: unknown) => v.parse(timeRangeSchema, text)
const at = (text: string) => Date.parse(text)

describe('a time range', () => {
  it('is read from an address, and counts as absent where it makes no sense', () => {
    expect(read('7d')).toBe('7d')
    expect(read('2026-11-20T00..2026-11-23T10')).toBe('2026-11-20T00..2026-11-23T10')
    for (const wrong of [
      undefined,
      '3 weeks',
      7,
      '2026-11-23T10..2026-11-20T00',
      '2026-11-20T00..2026-11-20T00',
      '2026-01-01T00..2026-03-01T00',
      '2026-13-01T00..2026-14-01T00',
    ]) {
      expect(read(wrong), String(wrong)).toBeUndefined()
    }
  })

  it('is hours in UTC, the running one among them', () => {
    const now = at('2026-11-23T20:31:00Z')
    expect(hoursOf('1h', now)).toEqual({ from: '2026-11-23T20', to: '2026-11-23T21' })
    expect(hoursOf('24h', now)).toEqual({ from: '2026-11-22T21', to: '2026-11-23T21' })
    expect(hoursOf('2026-11-20T00..2026-11-23T10', now)).toEqual({
      from: '2026-11-20T00',
      to: '2026-11-23T10',
    })
  })

  it('falls back to the last day when it is broken', () => {
    const now = at('2026-11-23T20:31:00Z')
    expect(hoursOf('nonsense..' as TimeRange, now)).toEqual(hoursOf('24h', now))
  })

  it('covers every hour that the chosen times touch', () => {
    const range = customRange(at('2026-11-20T10:30:00Z'), at('2026-11-20T12:30:00Z'))
    expect(range).toBe('2026-11-20T10..2026-11-20T13')
    expect(read(range)).toBe(range)
  })

  it('says what is wrong with two times', () => {
    const noon = at('2026-11-20T12:00:00Z')
    expect(problemOf(noon, noon + 1)).toBeUndefined()
    expect(problemOf(noon, noon)).toContain('later')
    expect(problemOf(Number.NaN, noon)).toContain('Choose')
    expect(problemOf(at('2026-10-01T00:00:00Z'), noon)).toContain('31 days')
  })

  it('reads as part of a sentence', () => {
    expect(phraseOfRange('24h')).toBe('in the last 24 hours')
    expect(phraseOfRange('2026-11-20T00..2026-11-23T10')).toMatch(/^between Nov .* and Nov /)
  })
})

describe('a range to the second', () => {
  const now = Date.parse('2026-11-23T17:42:10Z')

  it('ends now', () => {
    expect(timesOf('10m', now)).toEqual({
      startTime: '2026-11-23T17:32:10.000Z',
      endTime: '2026-11-23T17:42:10.000Z',
    })
    expect(timesOf('24h', now).startTime).toBe('2026-11-22T17:42:10.000Z')
  })

  it('of thirty days begins with a day, and has no thirty-first', () => {
    expect(timesOf('30d', now).startTime).toBe('2026-10-25T00:00:00.000Z')
  })

  it('of chosen hours is those hours', () => {
    expect(timesOf('2026-11-20T00..2026-11-20T10', now)).toEqual({
      startTime: '2026-11-20T00:00:00.000Z',
      endTime: '2026-11-20T10:00:00.000Z',
    })
  })
})
