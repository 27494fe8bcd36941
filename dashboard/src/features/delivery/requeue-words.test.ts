import { expect, it } from 'vitest'
import type { RequeueJob } from '../../api/delivery-overview.ts'
import { isShown, progressOf, wordsOfJob } from './requeue-words.ts'

const makeJob = (overrides: Partial<RequeueJob> = {}): RequeueJob => ({
  id: 'job_1',
  state: 'running',
  code: null,
  selected: false,
  total: 200,
  done: 50,
  createdAt: '2026-11-23T17:00:00.000Z',
  endedAt: null,
  ...overrides,
})
const now = Date.parse('2026-11-23T17:05:00Z')

it('a job is shown while it runs, and for a while afterwards', () => {
  expect(isShown(makeJob(), now)).toBe(true)
  const ended = (endedAt: string) => isShown(makeJob({ state: 'done', endedAt }), now)
  expect(ended('2026-11-23T17:04:00.000Z')).toBe(true)
  expect(ended('2026-11-23T16:04:00.000Z')).toBe(false)
  expect(isShown(makeJob({ total: 0 }), now)).toBe(false)
})

it('its progress ends with it', () => {
  expect(progressOf(makeJob())).toBe(0.25)
  // Some were sent again by somebody else meanwhile.
  expect(progressOf(makeJob({ state: 'done', done: 190 }))).toBe(1)
})

it('it says what is being sent again', () => {
  expect(wordsOfJob(makeJob({ code: '503' }))).toBe('Sending failed deliveries with code 503 again')
  expect(wordsOfJob(makeJob({ selected: true, state: 'done' }))).toBe(
    'Selected failed deliveries are on their way again',
  )
  expect(wordsOfJob(makeJob({ state: 'cancelled' }))).toBe(
    'Stopped: all failed deliveries were being sent again',
  )
})
