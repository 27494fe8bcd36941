import { describe, expect, it } from 'vitest'
import type { DeliveryOverviewAnswer } from '../../api/delivery-overview.ts'
import { pointsPerBar, sumSeries, toBars, toLatencies } from './chart-points.ts'

type Point = DeliveryOverviewAnswer['series'][number]

const makePoint = (hour: number, overrides: Partial<Point> = {}): Point => ({
  time: new Date(Date.UTC(2026, 10, 20, hour)).toISOString(),
  passed: 10,
  routed: 9,
  filteredAtDestination: 1,
  pending: 0,
  awaitingRetry: 2,
  failedDelivery: 3,
  delivered: 4,
  retries: 5,
  latency: { p50Ms: 100, p95Ms: 400, count: 4 },
  ...overrides,
})

describe('bars', () => {
  it('are the points of the series, as long as there is room for them', () => {
    const bars = toBars([makePoint(0), makePoint(1)], 'HOUR')
    expect(bars).toHaveLength(2)
    expect(bars[0]).toMatchObject({ delivered: 4, failedDelivery: 3, filteredAtDestination: 1 })
  })

  it('are several points each where there are many', () => {
    expect([10, 61, 62, 168, 240, 336].map(pointsPerBar)).toEqual([1, 1, 2, 3, 4, 6])
    const week = Array.from({ length: 168 }, (_, index) => makePoint(index))
    const bars = toBars(week, 'HOUR')
    expect(bars).toHaveLength(56)
    expect(bars[0]?.delivered).toBe(12)
  })

  it('of days are named after the day in UTC, wherever the reader is', () => {
    expect(toBars([makePoint(0)], 'DAY')[0]?.time).toBe('Nov 20')
  })
})

it('latencies are missing where nothing was delivered', () => {
  const [first, second] = toLatencies([makePoint(0), makePoint(1, { latency: null })], 'HOUR')
  expect(first).toMatchObject({ p50Ms: 100, p95Ms: 400 })
  expect(second).not.toHaveProperty('p50Ms')
})

it('series of several destinations add up', () => {
  const [sum] = sumSeries([[makePoint(0)], [makePoint(0, { delivered: 6 })]])
  expect(sum).toMatchObject({ delivered: 10, passed: 20, latency: null })
  expect(sumSeries([[makePoint(0)], [makePoint(0, { passed: null })]])[0]?.passed).toBeNull()
  expect(sumSeries([])).toEqual([])
})
