import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeLiveEvent } from '../../test/builders/live-event.ts'
import { MAX_BATCHES_AHEAD, MAX_ROWS_PER_MESSAGE, MAX_WAITING_ROWS, Outlet } from './outlet.ts'

const row = (n: number) => makeLiveEvent({ acceptId: `enam-0.${n}.0` })

describe('what one client is sent', () => {
  it('is nothing when there is nothing to say', () => {
    expect(new Outlet().take(0)).toBeNull()
  })

  it('comes in messages of bounded size, in order, each with its number', () => {
    const outlet = new Outlet()
    for (let n = 0; n < 70; n++) outlet.offer(row(n), false)
    outlet.count(70, 0)
    const first = outlet.take(0)
    expect(first).toMatchObject({ batch: 1, seen: 70, skipped: 0 })
    expect(first?.events).toHaveLength(MAX_ROWS_PER_MESSAGE)
    expect(outlet.hasMore).toBe(true)
    const second = outlet.take(100)
    expect(second).toMatchObject({ batch: 2, seen: 0 })
    expect([...(first?.events ?? []), ...(second?.events ?? [])].map((e) => e.acceptId)).toEqual(
      Array.from({ length: 70 }, (_, n) => row(n).acceptId),
    )
  })

  it('has large events few at a time', () => {
    const outlet = new Outlet()
    for (let n = 0; n < 3; n++) outlet.offer({ ...row(n), json: 'x'.repeat(400_000) }, false)
    expect(outlet.take(0)?.events).toHaveLength(1)
  })

  it('is counts only while the client has not confirmed eight batches, once a second', () => {
    const outlet = new Outlet()
    for (let n = 0; n < MAX_BATCHES_AHEAD; n++) {
      outlet.offer(row(n), false)
      outlet.take(n * 100)
    }
    outlet.offer(row(100), false)
    outlet.count(1, 0)
    expect(outlet.take(2000)).toMatchObject({ batch: MAX_BATCHES_AHEAD, events: [], seen: 1 })
    outlet.count(5, 5)
    expect(outlet.take(2100)).toBeNull()
    expect(outlet.take(3000)).toMatchObject({ events: [], seen: 5, skipped: 5 })
    expect(outlet.behindMs(5000)).toBe(3000)
    outlet.taken(1)
    expect(outlet.behindMs(5000)).toBe(0)
    expect(outlet.take(5000)?.events).toEqual([row(100)])
  })

  it('leaves out the oldest new rows of a client that does not keep up, never a change of a row it has', () => {
    const outlet = new Outlet()
    outlet.offer(row(0), true)
    for (let n = 1; n <= MAX_WAITING_ROWS + 9; n++) outlet.offer(row(n), false)
    const sent = []
    for (let message = outlet.take(0); message !== null; message = outlet.take(0)) {
      sent.push(message)
      outlet.taken(message.batch)
    }
    const ids = sent.flatMap(({ events }) => events.map(({ acceptId }) => acceptId))
    expect(ids).toHaveLength(MAX_WAITING_ROWS)
    expect(ids[0]).toBe(row(0).acceptId)
    expect(ids[1]).toBe(row(11).acceptId)
    expect(sent.reduce((sum, { skipped }) => sum + skipped, 0)).toBe(10)
  })

  it('believes no client that confirms more than it was sent', () => {
    const outlet = new Outlet()
    outlet.taken(1000)
    for (let n = 0; n <= MAX_BATCHES_AHEAD; n++) {
      outlet.offer(row(n), false)
      outlet.take(0)
    }
    expect(outlet.isBehind).toBe(true)
  })

  it('shows or counts every row, whatever the client does', () => {
    const anyStep = fc.oneof(
      fc.record({ do: fc.constant('offer' as const), count: fc.integer({ min: 1, max: 120 }) }),
      fc.record({ do: fc.constant('take' as const), confirm: fc.boolean() }),
    )
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
        const outlet = new Outlet()
        let offered = 0
        let shown = 0
        let skipped = 0
        let now = 0
        const take = (confirm: boolean) => {
          now += 1000
          const message = outlet.take(now)
          shown += message?.events.length ?? 0
          skipped += message?.skipped ?? 0
          if (message && confirm) outlet.taken(message.batch)
          expect(outlet.progress.batch - outlet.progress.taken).toBeLessThanOrEqual(
            MAX_BATCHES_AHEAD,
          )
        }
        for (const step of steps) {
          if (step.do === 'take') take(step.confirm)
          else for (let n = 0; n < step.count; n++) outlet.offer(row(offered++), false)
        }
        outlet.taken(outlet.progress.batch)
        for (let n = 0; n < 10; n++) take(true)
        expect(shown + skipped).toBe(offered)
      }),
    )
  })
})
