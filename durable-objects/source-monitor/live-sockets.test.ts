import { describe, expect, it } from 'vitest'
import { makeLiveEvent } from '../../test/builders/live-event.ts'
import type { LiveFilter } from '../../worker/domain/live/live-event.ts'
import { filterKey } from '../../worker/domain/live/live-filter.ts'
import type { LiveMessage } from '../../worker/domain/live/live-protocol.ts'
import type { LiveFrames } from '../../worker/messages/live-rpc.ts'
import { type LiveSocket, LiveSockets } from './live-sockets.ts'

const viewer = { workspaceId: 'wsp_1', principalId: 'usr_1' }

/** Sockets that keep what they are sent, a clock, and timers that the test lets run. */
function makeScene() {
  let now = 0
  const open: (LiveSocket & { sent: LiveMessage[]; code: number | null })[] = []
  const timers: { at: number; work: () => void }[] = []
  const deps = {
    sockets: () => open,
    now: () => now,
    later: (work: () => void, ms: number) => void timers.push({ at: now + ms, work }),
  }
  const connect = (sockets: LiveSockets, filter: LiveFilter) => {
    let attached: unknown = null
    const socket = {
      readyState: 1,
      sent: [] as LiveMessage[],
      code: null as number | null,
      send: (text: string) => void socket.sent.push(JSON.parse(text) as LiveMessage),
      close: (code: number) => {
        socket.code = code
        socket.readyState = 3
      },
      serializeAttachment: (value: unknown) => {
        attached = structuredClone(value)
      },
      deserializeAttachment: () => structuredClone(attached),
    }
    open.push(socket)
    sockets.admit(socket, viewer, 1000)
    const isWanted = sockets.setFilter(socket, filter)
    return { socket, isWanted, updates: () => socket.sent.filter((m) => m.kind === 'events') }
  }
  const pass = (ms: number) => {
    now += ms
    for (const { work } of timers.splice(0)) work()
  }
  return { deps, connect, pass }
}

const frames = (seen: number, overrides: Partial<LiveFrames> = {}): LiveFrames => ({
  log: 'enam-0',
  seen,
  matched: { [filterKey({})]: seen },
  events: [],
  ...overrides,
})
const rows = (count: number) =>
  Array.from({ length: count }, (_, n) =>
    makeLiveEvent({ acceptId: `enam-0.${n}.0`, userId: n % 2 === 0 ? 'u1' : 'u2' }),
  )
const asNew = (events: LiveFrames['events']) => events.map((event) => ({ event, before: null }))

describe('the sockets of a source', () => {
  it('sends the first row at once, and those of the next moment together', () => {
    const { deps, connect, pass } = makeScene()
    const sockets = new LiveSockets(deps)
    const { socket, updates } = connect(sockets, {})
    sockets.snapshot(socket, [], null)
    pass(1000)
    const [a, b, c] = rows(3)
    for (const row of [a, b, c])
      if (row) sockets.publish(asNew([row]), frames(1, { events: [row] }))
    expect(updates()).toMatchObject([{ events: [a], seen: 1 }])
    pass(100)
    expect(updates()).toMatchObject([{ events: [a] }, { events: [b, c], seen: 2, skipped: 0 }])
  })

  it('sends nothing before the snapshot, and no snapshot of a filter that was replaced', () => {
    const { deps, connect } = makeScene()
    const sockets = new LiveSockets(deps)
    const { socket, isWanted } = connect(sockets, {})
    sockets.publish(asNew(rows(1)), frames(1))
    expect(socket.sent).toEqual([])
    const isSecondWanted = sockets.setFilter(socket, { userId: 'u1' })
    expect([isWanted(), isSecondWanted()]).toEqual([false, true])
    expect(sockets.filters()).toEqual([{ userId: 'u1' }])
  })

  it('sends a row that fits no more to those who have it, so that they can take it off', () => {
    const { deps, connect } = makeScene()
    const sockets = new LiveSockets(deps)
    const { socket, updates } = connect(sockets, { states: ['pending'] })
    sockets.snapshot(socket, [], null)
    const before = makeLiveEvent({ state: 'pending' })
    sockets.publish([{ event: makeLiveEvent(), before }])
    expect(updates()).toMatchObject([{ events: [{ state: 'allowed' }] }])
  })

  it('counts what the pipeline left out: exactly for its filters, else by what was sent', () => {
    const { deps, connect } = makeScene()
    const sockets = new LiveSockets(deps)
    const all = connect(sockets, {})
    const one = connect(sockets, { userId: 'u1' })
    for (const { socket } of [all, one]) sockets.snapshot(socket, [], null)
    const events = rows(10)
    sockets.publish(asNew(events), frames(1000, { events }))
    expect(all.updates()).toMatchObject([{ seen: 1000, skipped: 990 }])
    // Five of ten were this user's, so about half of the others were.
    expect(one.updates()).toMatchObject([{ seen: 1000, skipped: 495 }])
    const other = connect(sockets, { userId: 'u2' })
    sockets.snapshot(other.socket, [], null)
    const key = filterKey({ userId: 'u1' })
    sockets.publish([], frames(7, { matched: { [key]: 3 } }))
    sockets.publish([], frames(0))
    expect(other.updates()).toEqual([])
  })

  it('knows a socket again by what is attached to it', () => {
    const { deps, connect } = makeScene()
    const before = new LiveSockets(deps)
    const { socket, updates } = connect(before, { userId: 'u1' })
    before.snapshot(socket, [], null)
    before.publish(asNew(rows(1)))
    before.taken(socket, 1)
    const after = new LiveSockets(deps)
    expect(after.filters()).toEqual([{ userId: 'u1' }])
    after.publish(asNew(rows(4).slice(1)))
    expect(updates().map(({ batch, events }) => [batch, events.length])).toEqual([
      [1, 1],
      [2, 1],
    ])
  })

  it('closes what has looked long enough', () => {
    const { deps, connect, pass } = makeScene()
    const sockets = new LiveSockets(deps)
    const { socket } = connect(sockets, {})
    sockets.closeStale()
    expect(socket.code).toBeNull()
    pass(1000)
    sockets.closeStale()
    expect(socket.code).toBe(4000)
    expect(sockets.all()).toEqual([])
  })
})
