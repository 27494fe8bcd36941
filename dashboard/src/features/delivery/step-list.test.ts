import { describe, expect, it } from 'vitest'
import type { DeliverySteps } from '../../api/delivery-overview.ts'
import { formatChange, formatPoints, formatShare, stepsOf, sumSteps } from './step-list.ts'

const makeSteps = (overrides: Partial<DeliverySteps> = {}): DeliverySteps => ({
  passed: 200,
  routed: 160,
  filteredAtDestination: { count: 40, reasons: [] },
  pending: 2,
  awaitingRetry: { count: 8, reasons: [] },
  failedDelivery: { count: 10, reasons: [] },
  delivered: 140,
  retries: 12,
  deliveryRate: 140 / 150,
  ...overrides,
})

it('each step has its share of what passed and its change since the window before', () => {
  const steps = stepsOf(makeSteps(), makeSteps({ passed: 100, delivered: 0 }))
  expect(steps.map(({ key, count, share }) => [key, count, share])).toEqual([
    ['passed', 200, 1],
    ['filteredAtDestination', 40, 0.2],
    ['pending', 2, 0.01],
    ['awaitingRetry', 8, 0.04],
    ['failedDelivery', 10, 0.05],
    ['delivered', 140, 0.7],
  ])
  expect(steps[0]?.change).toBe(1)
  // Nothing before: there is nothing to compare with.
  expect(steps[5]?.change).toBeNull()
})

it('without events there are no shares', () => {
  const [passed] = stepsOf(makeSteps({ passed: 0 }), null)
  expect(passed).toMatchObject({ share: null, change: null })
})

it('by the minute they are of what was routed', () => {
  const [first, filtered] = stepsOf(
    makeSteps({ passed: null, filteredAtDestination: { count: 4, reasons: [] } }),
    null,
  )
  expect(first).toMatchObject({ label: 'Routed', count: 160, share: 1 })
  expect(filtered?.share).toBe(0.025)
})

it('destinations add up, unless one of them is not known', () => {
  const sum = sumSteps([makeSteps(), makeSteps({ delivered: 60, passed: 120 })])
  expect(sum).toMatchObject({ passed: 320, delivered: 200, deliveryRate: 200 / 220 })
  expect(sumSteps([makeSteps(), null])).toBeNull()
  expect(sumSteps([])?.deliveryRate).toBeNull()
})

describe('shares and changes as text', () => {
  it.each([
    [0, '0%'],
    [0.125, '12.5%'],
    [0.0003, '0.03%'],
    [0.00001, '<0.01%'],
    [0.9999, '>99.9%'],
    [1, '100%'],
  ])('a share of %d is %s', (share, text) => {
    expect(formatShare(share)).toBe(text)
  })

  it.each([
    [0.12, '+12%'],
    [-0.03, '−3%'],
    [0, '0%'],
    [13, '×14'],
  ])('a change of %d is %s', (change, text) => {
    expect(formatChange(change)).toBe(text)
  })

  it('points are counted', () => {
    expect([1.5, -1, 0].map(formatPoints)).toEqual(['+1.5 points', '−1 point', '0 points'])
  })
})
