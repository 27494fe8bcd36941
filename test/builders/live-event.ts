import fc from 'fast-check'
import { LIVE_STATES, type LiveEvent } from '../../worker/domain/live/live-event.ts'

/** A passed track call, with what a test is about in its place. */
export function makeLiveEvent(overrides: Partial<LiveEvent> = {}): LiveEvent {
  return {
    acceptId: 'enam-0.1.0',
    receivedAt: '2026-11-23T17:00:00.000Z',
    messageId: 'm1',
    type: 'track',
    name: 'Order Completed',
    userId: 'u1',
    anonymousId: '',
    state: 'allowed',
    code: '',
    message: '',
    destinations: {},
    json: '{"event":"Order Completed"}',
    ...overrides,
  }
}

/** Few of everything, so that what comes together often meets. */
export const anyLiveEvent: fc.Arbitrary<LiveEvent> = fc
  .record({
    acceptId: fc
      .tuple(fc.constantFrom('enam-0', 'weur-1'), fc.integer({ min: 1, max: 12 }), fc.nat(3))
      .map((parts) => parts.join('.')),
    type: fc.constantFrom('track', 'page', ''),
    name: fc.constantFrom('A', 'B', ''),
    userId: fc.constantFrom('u1', 'u2', ''),
    anonymousId: fc.constantFrom('a1', ''),
    state: fc.constantFrom(...LIVE_STATES),
    message: fc.constantFrom('', 'Why'),
    json: fc.option(fc.string({ maxLength: 6 }).map((text) => JSON.stringify({ text }))),
  })
  .map((fields) =>
    // The time of an event follows from what it is: two accounts of one agree on it.
    makeLiveEvent({ ...fields, receivedAt: timeOf(fields.acceptId) }),
  )

const timeOf = (acceptId: string): string =>
  `2026-11-23T17:00:0${Math.floor(Number(acceptId.split('.')[1]) / 4)}.000Z`
