import { describe, expect, it } from 'vitest'
import type { MetricsAnswer, MetricsGroup } from '../delivery-metrics/question.ts'
import { buildOverview, type OverviewInput, overviewQuestions } from './overview.ts'
import type { Window } from './window.ts'

const FROM = Date.parse('2026-11-23T16:00:00.000Z')
const HOUR_MS = 3_600_000
const WINDOW: Window = { from: FROM, to: FROM + 2 * HOUR_MS, granularity: 'HOUR' }
const BEFORE: Window = { from: FROM - 2 * HOUR_MS, to: FROM, granularity: 'HOUR' }

const group = (key: MetricsGroup['key'], total: number, series: number[] = []): MetricsGroup => ({
  key,
  total,
  series,
})
const answer = (groups: MetricsGroup[] = [], latency: number[] = []): MetricsAnswer => ({
  groups,
  latency,
})

const EVENTS = answer(
  [
    group({ outcome: 'routed', code: '' }, 100, [0, 60, 1, 40]),
    group({ outcome: 'delivered', code: '200' }, 72, [0, 50, 1, 22]),
    group({ outcome: 'failed delivery', code: '400' }, 8, [1, 8]),
    group({ outcome: 'filtered in attempt', code: 'message_rejected' }, 5, [0, 5]),
    group({ outcome: 'awaiting retry', code: '503' }, 10, [1, 10]),
    group({ outcome: 'retry', code: '503' }, 25, [1, 25]),
  ],
  [0, 50, 30, 1, 70, 42],
)

const overview = (overrides: Partial<OverviewInput> = {}) =>
  buildOverview({
    window: WINDOW,
    before: null,
    answers: [EVENTS, answer(), answer()],
    filtered: new Map([
      ['2026-11-23T16', { FILTERED_BY_RULES: 7 }],
      ['2026-11-23T15', { FILTERED_BY_RULES: 99 }],
    ]),
    mappingNames: new Map([['map_1', 'Track purchases']]),
    ...overrides,
  })

describe('the delivery overview', () => {
  it('has steps that add up to what was passed on', () => {
    const { steps } = overview()
    expect(steps).toMatchObject({
      passed: 107,
      routed: 100,
      pending: 5,
      awaitingRetry: { count: 10, reasons: [{ code: '503', count: 10 }] },
      failedDelivery: { count: 8 },
      delivered: 72,
      retries: 25,
      deliveryRate: 0.9,
    })
    expect(steps.filteredAtDestination).toEqual({
      count: 12,
      reasons: [
        {
          code: 'FILTERED_BY_RULES',
          count: 7,
          stage: 'route',
          description: 'a filter of this destination keeps it away',
        },
        {
          code: 'message_rejected',
          count: 5,
          stage: 'attempt',
          description: 'the destination’s code chose not to send it',
        },
      ],
    })
    const { pending, awaitingRetry, failedDelivery, delivered, filteredAtDestination } = steps
    const ends = [awaitingRetry, failedDelivery, filteredAtDestination].map(({ count }) => count)
    expect(ends.reduce((a, b) => a + b, pending + delivered)).toBe(steps.passed)
  })

  it('has a point for every step of time, with the latency of what was delivered', () => {
    const { series, latency } = overview()
    expect(series).toMatchObject([
      { time: '2026-11-23T16:00:00.000Z', passed: 67, delivered: 50, pending: 5 },
      { time: '2026-11-23T17:00:00.000Z', passed: 40, delivered: 22, awaitingRetry: 10 },
    ])
    expect(series[0]?.latency?.count).toBe(30)
    expect(latency).toMatchObject({ count: 72 })
    expect(latency?.p50Ms).toBe(series[1]?.latency?.p50Ms)
    expect(latency?.p95Ms).toBeGreaterThan(series[0]?.latency?.p95Ms ?? 0)
  })

  it('does not tell what routing filtered by the minute, as that is kept by the hour', () => {
    const window: Window = { from: FROM, to: FROM + 2 * 60_000, granularity: 'MINUTE' }
    const { steps, series } = overview({ window })
    expect(steps.passed).toBeNull()
    expect(steps.filteredAtDestination.count).toBe(5)
    expect(series[0]).toMatchObject({ passed: null, routed: 60, filteredAtDestination: 5 })
  })

  it('compares events and codes with the window before, and claims nothing of what had none', () => {
    const names = answer([
      group({ outcome: 'routed', type: 'track', name: 'Order' }, 60),
      group({ outcome: 'delivered', type: 'track', name: 'Order' }, 54),
      group({ outcome: 'failed delivery', type: 'track', name: 'Order' }, 6),
      group({ outcome: 'routed', type: 'page', name: '' }, 40),
    ])
    const namesBefore = answer([
      group({ outcome: 'routed', type: 'track', name: 'Order' }, 40),
      group({ outcome: 'delivered', type: 'track', name: 'Order' }, 40),
    ])
    const eventsBefore = answer([group({ outcome: 'failed delivery', code: '410' }, 4)])
    const { byEvent, byCode } = overview({
      before: BEFORE,
      answers: [EVENTS, names, answer(), eventsBefore, namesBefore, answer()],
    })
    expect(byEvent).toMatchObject([
      {
        eventType: 'track',
        eventName: 'Order',
        count: 60,
        deliveryRate: 0.9,
        change: { count: 0.5, deliveryRatePoints: expect.closeTo(-10) },
      },
      { eventType: 'page', count: 40, deliveryRate: null, change: { count: null } },
    ])
    expect(byCode.find(({ code }) => code === '400')).toMatchObject({ share: 1, sharePoints: 100 })
    expect(byCode.find(({ code }) => code === '200')).toMatchObject({ share: 1, sharePoints: null })
  })

  it('counts every result of a mapping, and names it', () => {
    const mappings = answer([
      group({ outcome: 'delivered', mappingId: 'map_1' }, 9),
      group({ outcome: 'retry', mappingId: 'map_1' }, 4),
      group({ outcome: 'failed delivery', mappingId: 'map_2' }, 1),
    ])
    expect(overview({ answers: [EVENTS, answer(), mappings] }).byMapping).toMatchObject([
      { mappingId: 'map_1', mappingName: 'Track purchases', count: 9, retries: 4, deliveryRate: 1 },
      { mappingId: 'map_2', mappingName: '', count: 1, deliveryRate: 0 },
    ])
  })

  it('sums up the rarest events', () => {
    const groups = Array.from({ length: 150 }, (_, i) =>
      group({ outcome: 'routed', type: 'track', name: `E${i}` }, 1000 - i),
    )
    const { byEvent } = overview({ answers: [EVENTS, answer(groups), answer()] })
    expect(byEvent).toHaveLength(100)
    expect(byEvent.at(-1)).toMatchObject({ eventType: '', eventName: '__other__' })
    expect(byEvent.reduce((sum, { count }) => sum + count, 0)).toBe(
      groups.reduce((sum, { total }) => sum + total, 0),
    )
  })

  it('asks three questions about each window', () => {
    expect(overviewQuestions(WINDOW, BEFORE)).toHaveLength(6)
    expect(overviewQuestions(WINDOW, null)[0]).toMatchObject({
      from: '2026-11-23T16:00:00.000Z',
      to: '2026-11-23T18:00:00.000Z',
      stepMinutes: 60,
    })
  })
})
