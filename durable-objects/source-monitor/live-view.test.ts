import { describe, expect, it } from 'vitest'
import { makeLiveEvent } from '../../test/builders/live-event.ts'
import type { LiveFilter } from '../../worker/domain/live/live-event.ts'
import type { LiveMessage } from '../../worker/domain/live/live-protocol.ts'
import type { RecentEvents, RecentRequest } from '../../worker/messages/live-rpc.ts'
import type { LiveSocket } from './live-sockets.ts'
import { LiveView } from './live-view.ts'

const viewer = { workspaceId: 'wsp_1', principalId: 'usr_1' }

/** A monitor whose one log answers when the test lets it. */
function makeScene() {
  let now = 0
  const open: LiveSocket[] = []
  const searches: { request: RecentRequest; answer(events: RecentEvents['events']): void }[] = []
  const alarms: (number | null)[] = []
  const view = new LiveView({
    sourceId: 'src_a',
    sockets: () => open,
    logs: async () => ['enam-0'],
    log: () => ({
      watch: async () => {},
      recent: (request) =>
        new Promise((resolve) => {
          searches.push({ request, answer: (events) => resolve({ events, since: null }) })
        }),
    }),
    now: () => now,
    later: () => {},
    setAlarm: async (at) => void alarms.push(at),
    background: () => {},
  })
  const connect = async () => {
    let attached: unknown = null
    const sent: LiveMessage[] = []
    const socket = {
      readyState: 1,
      send: (text: string) => void sent.push(JSON.parse(text) as LiveMessage),
      close: () => {
        socket.readyState = 3
      },
      serializeAttachment: (value: unknown) => {
        attached = structuredClone(value)
      },
      deserializeAttachment: () => structuredClone(attached),
    }
    open.push(socket)
    await view.admit(socket, viewer)
    const watch = (filter: LiveFilter) =>
      view.message(socket, JSON.stringify({ kind: 'watch', filter }))
    return { socket, sent, watch, snapshots: () => sent.filter((m) => m.kind === 'snapshot') }
  }
  const pass = (ms: number) => {
    now += ms
  }
  return { view, connect, searches, alarms, pass }
}

const turns = () => new Promise((resolve) => setTimeout(resolve, 5))
const event = (n: number, overrides = {}) =>
  makeLiveEvent({ acceptId: `enam-0.${n}.0`, ...overrides })

describe('who watches a source', () => {
  it('has one search under way, and then one for what was asked for last', async () => {
    const { connect, searches } = makeScene()
    const { watch, snapshots } = await connect()
    const asked = ['a', 'b', 'c', 'd'].map((userId) => watch({ userId }))
    await turns()
    expect(searches.map(({ request }) => request.filter)).toEqual([{ userId: 'a' }])
    searches[0]?.answer([event(1, { userId: 'a' })])
    await turns()
    expect(searches.map(({ request }) => request.filter)).toEqual([
      { userId: 'a' },
      { userId: 'd' },
    ])
    expect(snapshots()).toEqual([])
    searches[1]?.answer([event(2, { userId: 'd' })])
    await Promise.all(asked)
    expect(snapshots()).toMatchObject([{ events: [{ acceptId: 'enam-0.2.0' }] }])
    // And may ask again.
    const again = watch({ userId: 'a' })
    await turns()
    searches[2]?.answer([])
    await again
    expect(snapshots()).toHaveLength(2)
  })

  it('is searched for beside others', async () => {
    const { connect, searches } = makeScene()
    const [one, other] = [await connect(), await connect()]
    void one.watch({ userId: 'a' })
    void other.watch({ userId: 'b' })
    await turns()
    expect(searches).toHaveLength(2)
  })

  it('is not searched for once it has gone', async () => {
    const { view, connect, searches } = makeScene()
    const { socket, watch } = await connect()
    const asked = [watch({ userId: 'a' }), watch({ userId: 'b' })]
    await turns()
    await view.closed(socket, 1000)
    searches[0]?.answer([])
    await Promise.all(asked)
    expect(searches).toHaveLength(1)
  })

  it('leaves nothing behind when it is gone without a word', async () => {
    const { view, connect, searches } = makeScene()
    const gone = await connect()
    void gone.watch({})
    await turns()
    searches[0]?.answer([event(1, { state: 'pending' })])
    await turns()
    gone.socket.readyState = 3
    await view.alarm()
    // Only what its log has is shown to who comes next.
    const next = await connect()
    void next.watch({})
    await turns()
    expect(searches).toHaveLength(2)
    searches[1]?.answer([event(2)])
    await turns()
    expect(next.snapshots()).toMatchObject([{ events: [{ acceptId: 'enam-0.2.0' }] }])
    expect(searches).toHaveLength(2)
  })
})
