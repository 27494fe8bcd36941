import { describe, expect, it } from 'vitest'
import type { LiveEvent } from '../../../worker/domain/live/live-event.ts'
import { createLiveClient, type LiveConnection, type SocketEvents } from './live-client.ts'

const makeLiveEvent = (acceptId: string): LiveEvent => ({
  acceptId,
  receivedAt: '2026-11-23T10:00:00.000Z',
  messageId: `m-${acceptId}`,
  type: 'track',
  name: 'Order Completed',
  userId: 'u1',
  anonymousId: '',
  state: 'allowed',
  code: '',
  message: '',
  destinations: {},
  json: '{}',
})

/** A service and a clock that do what a test says. */
function makeWorld(mayWatch: () => Promise<'yes' | 'sign-in' | 'forbidden'> = async () => 'yes') {
  const sockets: (SocketEvents & { sent: unknown[]; closed: boolean })[] = []
  const timers: { run: () => void; ms: number; cancelled: boolean }[] = []
  const connections: LiveConnection[] = []
  const seen: unknown[] = []
  const clock = { now: 1_000 }
  const client = createLiveClient(
    {
      open: (events) => {
        const socket = { ...events, sent: [] as unknown[], closed: false }
        sockets.push(socket)
        return {
          send: (text) => socket.sent.push(text === 'ping' ? text : JSON.parse(text)),
          close: () => {
            socket.closed = true
          },
        }
      },
      now: () => clock.now,
      random: () => 1,
      later: (run, ms) => {
        const timer = { run, ms, cancelled: false }
        timers.push(timer)
        return () => {
          timer.cancelled = true
        }
      },
      mayWatch,
    },
    { types: ['track'] },
    {
      onConnection: (connection) => connections.push(connection),
      onSnapshot: ({ events }, afterLoss) => seen.push({ snapshot: ids(events), afterLoss }),
      onEvents: ({ events, skipped }) => seen.push({ events: ids(events), skipped }),
    },
  )
  const last = () => {
    const socket = sockets.at(-1)
    if (socket === undefined) throw new Error('nothing was opened')
    return socket
  }
  const say = (message: unknown) => last().onText(JSON.stringify(message))
  return {
    client,
    clock,
    sockets,
    timers,
    connections,
    seen,
    last,
    say,
    kinds: () => connections.map(({ kind }) => kind),
    snapshot: (...names: string[]) =>
      say({ kind: 'snapshot', events: names.map(makeLiveEvent), since: null }),
    connect: () => {
      last().onOpen()
      say({ kind: 'snapshot', events: [], since: null })
    },
    elapse: () => {
      const timer = timers.at(-1)
      if (timer === undefined || timer.cancelled) throw new Error('nothing is due')
      timer.run()
    },
  }
}

const ids = (events: readonly LiveEvent[]) => events.map(({ acceptId }) => acceptId)

describe('watching', () => {
  it('begins with the filter, and is live when the snapshot came', () => {
    const world = makeWorld()
    expect(world.last().sent).toEqual([])
    world.last().onOpen()
    expect(world.last().sent).toEqual([{ kind: 'watch', filter: { types: ['track'] } }])
    expect(world.kinds()).toEqual(['connecting'])
    world.snapshot('a')
    expect(world.kinds()).toEqual(['connecting', 'live'])
    expect(world.seen).toEqual([{ snapshot: ['a'], afterLoss: false }])
  })

  it('says of each batch that it was taken in', () => {
    const world = makeWorld()
    world.connect()
    world.say({ kind: 'events', batch: 7, events: [makeLiveEvent('b')], seen: 3, skipped: 2 })
    expect(world.last().sent.at(-1)).toEqual({ kind: 'seen', batch: 7 })
    expect(world.seen.at(-1)).toEqual({ events: ['b'], skipped: 2 })
  })

  it('sends a new filter at once, or when it is connected', () => {
    const world = makeWorld()
    world.client.watch({ text: 'early' })
    world.last().onOpen()
    expect(world.last().sent).toEqual([{ kind: 'watch', filter: { text: 'early' } }])
    world.client.watch({ text: 'late' })
    expect(world.last().sent.at(-1)).toEqual({ kind: 'watch', filter: { text: 'late' } })
  })

  it('passes over what it does not know', () => {
    const world = makeWorld()
    world.connect()
    world.last().onText('not json')
    world.say({ kind: 'confetti' })
    world.say(null)
    expect(world.seen).toHaveLength(1)
  })
})

describe('a lost connection', () => {
  it('is tried again later and later, and says when', () => {
    const world = makeWorld()
    world.connect()
    world.last().onClose(1006)
    expect(world.connections.at(-1)).toEqual({ kind: 'waiting', retryAt: 1_500 })
    for (let index = 0; index < 7; index += 1) {
      world.elapse()
      world.last().onClose(1006)
    }
    expect(world.timers.map(({ ms }) => ms)).toEqual([
      500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000,
    ])
  })

  it('fills the gap from what is held, and begins anew with short waits', () => {
    const world = makeWorld()
    world.connect()
    world.last().onClose(1006)
    world.elapse()
    world.last().onClose(1006)
    world.elapse()
    world.last().onOpen()
    world.snapshot('a', 'b')
    expect(world.seen.at(-1)).toEqual({ snapshot: ['a', 'b'], afterLoss: true })
    world.last().onClose(1006)
    expect(world.timers.at(-1)?.ms).toBe(500)
  })

  it('is tried at once when the network is back', () => {
    const world = makeWorld()
    world.connect()
    world.last().onClose(1006)
    world.client.retry()
    expect(world.sockets).toHaveLength(2)
    expect(world.timers.at(-1)?.cancelled).toBe(true)
  })

  it('that the service asked for is made anew without waiting, and without a word', () => {
    const world = makeWorld()
    world.connect()
    world.last().onClose(4000)
    expect(world.sockets).toHaveLength(2)
    world.last().onOpen()
    world.snapshot('a')
    expect(world.seen.at(-1)).toEqual({ snapshot: ['a'], afterLoss: false })
    expect(world.kinds()).not.toContain('waiting')
  })

  it('that is asked for again and again is waited for all the same', () => {
    const world = makeWorld()
    world.last().onClose(4000)
    world.last().onClose(4000)
    expect(world.connections.at(-1)?.kind).toBe('waiting')
  })

  it('whose socket still speaks is not listened to', () => {
    const world = makeWorld()
    world.connect()
    const old = world.last()
    world.client.retry()
    old.onText(JSON.stringify({ kind: 'snapshot', events: [], since: null }))
    old.onClose(4003)
    expect(world.seen).toHaveLength(1)
    expect(world.connections.at(-1)?.kind).toBe('connecting')
    expect(old.closed).toBe(true)
  })
})

describe('a quiet connection', () => {
  it('is asked for a word, and stays when it comes', () => {
    const world = makeWorld()
    world.connect()
    world.clock.now += 20_000
    world.client.beat()
    expect(world.last().sent).not.toContain('ping')
    world.clock.now += 10_000
    world.client.beat()
    expect(world.last().sent.at(-1)).toBe('ping')
    world.clock.now += 9_000
    world.last().onText('pong')
    world.clock.now += 9_000
    world.client.beat()
    expect(world.sockets).toHaveLength(1)
    expect(world.connections.at(-1)?.kind).toBe('live')
  })

  it('that does not answer is given up and made anew', () => {
    const world = makeWorld()
    world.connect()
    world.clock.now += 30_000
    world.client.beat()
    world.clock.now += 11_000
    world.client.beat()
    expect(world.last().closed).toBe(true)
    expect(world.connections.at(-1)?.kind).toBe('waiting')
    world.elapse()
    expect(world.sockets).toHaveLength(2)
  })
})

describe('the end', () => {
  it.each([
    [4001, 'sign-in'],
    [4003, 'forbidden'],
    [4400, 'refused'],
  ])('with code %i is %s, in the words of the service', (code, why) => {
    const world = makeWorld()
    world.connect()
    world.say({ kind: 'bye', message: 'Because.' })
    world.last().onClose(code)
    expect(world.connections.at(-1)).toEqual({ kind: 'ended', why, message: 'Because.' })
    expect(world.timers).toEqual([])
  })

  it('is also found out by asking, when the connection never comes about', async () => {
    const world = makeWorld(async () => 'sign-in')
    world.last().onClose(1006)
    await Promise.resolve()
    await Promise.resolve()
    expect(world.connections.at(-1)).toMatchObject({ kind: 'ended', why: 'sign-in' })
    expect(world.timers.at(-1)?.cancelled).toBe(true)
  })

  it('is no end when a person tries again', () => {
    const world = makeWorld()
    world.connect()
    world.last().onClose(4400)
    world.client.retry()
    world.last().onOpen()
    world.snapshot('a')
    expect(world.connections.at(-1)?.kind).toBe('live')
  })

  it('comes with the page', () => {
    const world = makeWorld()
    world.connect()
    world.client.close()
    expect(world.last().closed).toBe(true)
    world.last().onClose(1005)
    expect(world.timers).toEqual([])
  })
})

describe('resting', () => {
  it('closes the connection, and fills the gap when it is over', () => {
    const world = makeWorld()
    world.connect()
    world.client.rest()
    expect(world.last().closed).toBe(true)
    expect(world.connections.at(-1)?.kind).toBe('resting')
    world.client.retry()
    world.last().onOpen()
    world.snapshot('a')
    expect(world.seen.at(-1)).toEqual({ snapshot: ['a'], afterLoss: true })
  })
})
