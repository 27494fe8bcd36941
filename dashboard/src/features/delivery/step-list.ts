import type { DeliverySteps } from '../../api/delivery-overview.ts'

export type StepKey =
  | 'passed'
  | 'filteredAtDestination'
  | 'pending'
  | 'awaitingRetry'
  | 'failedDelivery'
  | 'delivered'

export interface Step {
  key: StepKey
  label: string
  count: number
  /** Of what passed, 0 to 1; null when nothing did. */
  share: number | null
  /** Against the window before, relative; null when that had none, or is not kept. */
  change: number | null
  color?: 1 | 2 | 3 | 4 | 5
}

const LABELS: Record<StepKey, { label: string; color?: 1 | 2 | 3 | 4 | 5 }> = {
  passed: { label: 'Passed' },
  filteredAtDestination: { label: 'Filtered at destination', color: 4 },
  pending: { label: 'Pending', color: 5 },
  awaitingRetry: { label: 'Awaiting retry', color: 3 },
  failedDelivery: { label: 'Failed delivery', color: 2 },
  delivered: { label: 'Delivered', color: 1 },
}
const KEYS = Object.keys(LABELS).filter((key): key is StepKey => Object.hasOwn(LABELS, key))

export const labelOfStep = (key: StepKey): string => LABELS[key].label
export const colorOfStep = (key: StepKey): 1 | 2 | 3 | 4 | 5 => LABELS[key].color ?? 1

export function countOf(steps: DeliverySteps, key: StepKey): number {
  if (key === 'passed') return totalOf(steps)
  const value = steps[key]
  return typeof value === 'number' ? value : value.count
}

/**
 * All events of the steps. What routing filters is counted by the hour: by the minute it is only known
 * what was routed.
 */
const totalOf = ({ passed, routed }: DeliverySteps): number => passed ?? routed

/** The way of the events from their source to the partner, a step each. */
export const stepsOf = (steps: DeliverySteps, before: DeliverySteps | null): Step[] =>
  KEYS.map((key) => {
    const count = countOf(steps, key)
    return {
      key,
      ...LABELS[key],
      ...(key === 'passed' && steps.passed === null && { label: 'Routed' }),
      count,
      share: totalOf(steps) === 0 ? null : count / totalOf(steps),
      change: before === null ? null : changeOf(count, countOf(before, key)),
    }
  })

/** Relative: 0.5 is half as many again. */
export const changeOf = (now: number, before: number): number | null =>
  before === 0 ? null : (now - before) / before

const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 })
const small = new Intl.NumberFormat('en', { style: 'percent', maximumSignificantDigits: 1 })

/** "12.5%"; what is not nothing is never shown as 0, and what is not all never as 100. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.0005) return share < 0.00005 ? '<0.01%' : small.format(share)
  if (share < 1 && share > 0.9995) return '>99.9%'
  return percent.format(share)
}

const points = new Intl.NumberFormat('en', { maximumFractionDigits: 1, signDisplay: 'exceptZero' })
const relative = new Intl.NumberFormat('en', {
  style: 'percent',
  maximumFractionDigits: 0,
  signDisplay: 'exceptZero',
})

/** "+12%", "−3%", "×14" where a percentage would be a number of four digits. */
export const formatChange = (change: number): string =>
  change >= 9.995 ? `×${Math.round(change + 1)}` : relative.format(change).replace('-', '−')

/** "+1.5 points". */
export const formatPoints = (value: number): string => {
  const text = points.format(value).replace('-', '−')
  return `${text} ${Math.abs(value) === 1 ? 'point' : 'points'}`
}

const PLAIN_ZERO: DeliverySteps = {
  passed: 0,
  routed: 0,
  filteredAtDestination: { count: 0, reasons: [] },
  pending: 0,
  awaitingRetry: { count: 0, reasons: [] },
  failedDelivery: { count: 0, reasons: [] },
  delivered: 0,
  retries: 0,
  deliveryRate: null,
}

/** Several destinations as one; null when one of them is not known. Reasons are left out. */
export function sumSteps(all: readonly (DeliverySteps | null)[]): DeliverySteps | null {
  let sum = PLAIN_ZERO
  for (const steps of all) {
    if (steps === null) return null
    const add = (key: StepKey) => countOf(sum, key) + countOf(steps, key)
    const delivered = add('delivered')
    const failed = add('failedDelivery')
    sum = {
      passed: sum.passed === null || steps.passed === null ? null : sum.passed + steps.passed,
      routed: sum.routed + steps.routed,
      filteredAtDestination: { count: add('filteredAtDestination'), reasons: [] },
      pending: add('pending'),
      awaitingRetry: { count: add('awaitingRetry'), reasons: [] },
      failedDelivery: { count: failed, reasons: [] },
      delivered,
      retries: sum.retries + steps.retries,
      deliveryRate: delivered + failed === 0 ? null : delivered / (delivered + failed),
    }
  }
  return sum
}
