import { describe, expect, it } from 'vitest'
import { parseWindow, pointsOf, windowBefore } from './window.ts'

const NOW = Date.parse('2026-11-23T17:23:30.000Z')
const iso = (ms: number) => new Date(ms).toISOString()
const parse = (input: Parameters<typeof parseWindow>[0]) => {
  const window = parseWindow(input, NOW)
  if (!window.ok) return window.error
  const { from, to, granularity } = window.value
  return [iso(from).slice(0, 16), iso(to).slice(0, 16), granularity]
}

describe('a window of the overview', () => {
  it('is the last day by the hour, when nothing is asked for', () => {
    expect(parse({})).toEqual(['2026-11-22T17:00', '2026-11-23T18:00', 'HOUR'])
  })

  it('is in whole minutes, hours or days, the finest that it can be unless one is named', () => {
    const startTime = '2026-11-23T16:53:30.000Z'
    expect(parse({ startTime })).toEqual(['2026-11-23T16:53', '2026-11-23T17:24', 'MINUTE'])
    const endTime = '2026-11-23T17:00:00.000Z'
    expect(parse({ startTime, endTime, granularity: 'DAY' })).toEqual([
      '2026-11-23T00:00',
      '2026-11-24T00:00',
      'DAY',
    ])
    expect(parse({ startTime: '2026-11-05T00:00:00.000Z' })).toMatchObject({ 2: 'DAY' })
  })

  it('is no longer, and begins no earlier, than is kept so finely', () => {
    const minutes = { granularity: 'MINUTE' as const }
    expect(parse({ ...minutes, startTime: '2026-11-23T13:00:00.000Z' })).toMatchObject({
      field: 'granularity',
      message: expect.stringContaining('4 hours'),
    })
    const old = { startTime: '2026-11-20T13:00:00.000Z', endTime: '2026-11-20T14:00:00.000Z' }
    expect(parse({ ...minutes, ...old })).toMatchObject({ field: 'startTime' })
    expect(parse(old)).toMatchObject({ 2: 'HOUR' })
    expect(parse({ startTime: '2026-09-01T00:00:00.000Z' })).toMatchObject({ field: 'startTime' })
    expect(parse({ startTime: iso(NOW), endTime: iso(NOW) })).toMatchObject({ field: 'endTime' })
  })

  it('has one before it while that is kept', () => {
    const window = parseWindow({}, NOW)
    if (!window.ok) throw new Error('no window')
    expect(windowBefore(window.value, NOW)?.to).toBe(window.value.from)
    expect(pointsOf(window.value)).toHaveLength(25)
    const month = parseWindow({ startTime: '2026-10-25T00:00:00.000Z' }, NOW)
    if (!month.ok) throw new Error('no window')
    expect(windowBefore(month.value, NOW)).toBeNull()
  })
})
