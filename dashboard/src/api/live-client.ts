import type { LIVE_CLOSE, LiveMessage } from '../../../worker/api/contract/live.ts'
import type { LiveEvent, LiveFilter } from '../../../worker/domain/live/live-event.ts'

/** How the connection is doing, for the person who watches. */
export type LiveConnection =
  /** For the first time, or once more after a loss. */
  | { kind: 'connecting'; again: boolean }
  | { kind: 'live' }
  /** It was lost, or never came about; the next try is at `retryAt`. */
  | { kind: 'waiting'; retryAt: number }
  /** Nobody looks at the page: it is closed on purpose. */
  | { kind: 'resting' }
  /** Trying again would not help. */
  | { kind: 'ended'; why: 'sign-in' | 'forbidden' | 'refused'; message: string }

export interface LiveHandlers {
  onConnection: (connection: LiveConnection) => void
  /** @param afterLoss Whether it follows a time without a connection: what is held fills the gap. */
  onSnapshot: (snapshot: { events: LiveEvent[]; since: string | null }, afterLoss: boolean) => void
  onEvents: (batch: { events: LiveEvent[]; seen: number; skipped: number }) => void
}

/** What the client needs of a WebSocket. */
export interface LiveSocket {
  send: (text: string) => void
  close: () => void
}

export interface SocketEvents {
  onOpen: () => void
  onText: (text: string) => void
  onClose: (code: number) => void
}

export interface LiveDeps {
  open: (events: SocketEvents) => LiveSocket
  now: () => number
  /** From 0 to 1. */
  random: () => number
  /** Runs something later; the answer takes that back. */
  later: (run: () => void, ms: number) => () => void
  /** Why a connection is refused cannot be seen on a WebSocket; an ordinary call says it. */
  mayWatch: () => Promise<'yes' | 'sign-in' | 'forbidden'>
}

export interface LiveClient {
  /** Replaces the filter. */
  watch: (filter: LiveFilter) => void
  /** Tries again now, also after the end. */
  retry: () => void
  rest: () => void
  /** To be called every few seconds: finds out about a connection that died without a word. */
  beat: () => void
  close: () => void
}

/** As the contract has them; a number that differs would not compile. */
const CLOSE = {
  renew: 4000,
  signIn: 4001,
  forbidden: 4003,
  badMessage: 4400,
} satisfies typeof LIVE_CLOSE

/** So long after the last word of the service it is asked for one, and so long it has for the answer. */
const QUIET_MS = 25_000
const ANSWER_MS = 10_000
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000

/**
 * Watches one source over a WebSocket and keeps doing so: it connects again by itself, sooner first and later
 * the longer it takes, and says what it does. Knows no browser.
 */
export function createLiveClient(deps: LiveDeps, filter: LiveFilter, on: LiveHandlers): LiveClient {
  let current = filter
  let socket: LiveSocket | undefined
  let isOpen = false
  let failures = 0
  let wasLive = false
  let lost = false
  let goodbye = ''
  let heardAt = 0
  let askedAt: number | undefined
  let cancelRetry = () => {}

  const connect = () => {
    cancelRetry()
    drop()
    on.onConnection({ kind: 'connecting', again: lost })
    // Events of a socket that was given up meanwhile are nobody's any more.
    const mine: LiveSocket = deps.open({
      onOpen: () => {
        if (socket !== mine) return
        isOpen = true
        heard()
        sendFilter()
      },
      onText: (text) => {
        if (socket !== mine) return
        heard()
        take(text)
      },
      onClose: (code) => {
        if (socket === mine) closed(code)
      },
    })
    socket = mine
  }

  const drop = () => {
    const old = socket
    socket = undefined
    isOpen = false
    old?.close()
  }

  const heard = () => {
    heardAt = deps.now()
    askedAt = undefined
  }

  const beat = () => {
    if (!isOpen) return
    const now = deps.now()
    if (askedAt !== undefined && now - askedAt > ANSWER_MS) {
      drop()
      wait()
    } else if (askedAt === undefined && now - heardAt > QUIET_MS) {
      askedAt = now
      socket?.send('ping')
    }
  }

  const sendFilter = () => socket?.send(JSON.stringify({ kind: 'watch', filter: current }))

  const take = (text: string) => {
    const message = read(text)
    if (message === null) return
    switch (message.kind) {
      case 'snapshot':
        failures = 0
        on.onSnapshot({ events: message.events, since: message.since }, lost)
        lost = false
        wasLive = true
        on.onConnection({ kind: 'live' })
        return
      case 'events':
        on.onEvents(message)
        // Without events it has no number of its own.
        if (message.events.length > 0) {
          socket?.send(JSON.stringify({ kind: 'seen', batch: message.batch }))
        }
        return
      case 'bye':
        goodbye = message.message
        return
      default:
        message satisfies never
    }
  }

  const closed = (code: number) => {
    const wasOpen = isOpen
    socket = undefined
    isOpen = false
    if (code === CLOSE.signIn) return end('sign-in')
    if (code === CLOSE.forbidden) return end('forbidden')
    if (code === CLOSE.badMessage) return end('refused')
    // The service moves its connections now and then; what came meanwhile is in the next snapshot.
    if (code === CLOSE.renew && failures === 0) {
      failures = 1
      connect()
      return
    }
    wait()
    if (!wasOpen) void askWhy()
  }

  const wait = () => {
    lost = true
    failures += 1
    const longest = Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS)
    const ms = Math.round(longest * (0.5 + deps.random() / 2))
    on.onConnection({ kind: 'waiting', retryAt: deps.now() + ms })
    cancelRetry = deps.later(connect, ms)
  }

  const askWhy = async () => {
    const answer = await deps.mayWatch()
    if (answer !== 'yes' && !isOpen) end(answer)
  }

  const end = (why: 'sign-in' | 'forbidden' | 'refused') => {
    cancelRetry()
    drop()
    lost = true
    on.onConnection({ kind: 'ended', why, message: goodbye })
  }

  connect()
  return {
    watch: (next) => {
      current = next
      if (isOpen) sendFilter()
    },
    retry: () => {
      failures = 0
      goodbye = ''
      lost ||= wasLive
      connect()
    },
    rest: () => {
      cancelRetry()
      drop()
      lost = true
      on.onConnection({ kind: 'resting' })
    },
    beat,
    close: () => {
      cancelRetry()
      drop()
    },
  }
}

/** @returns null for what is no message of ours: `pong`, or what a newer service says and this page does not know. */
function read(text: string): LiveMessage | null {
  try {
    const value = JSON.parse(text) as { kind?: unknown } | null
    const isKnown = ['snapshot', 'events', 'bye'].some((kind) => kind === value?.kind)
    // Our own service of the same deployment: its contract says that this is one.
    return isKnown ? (value as LiveMessage) : null
  } catch {
    return null
  }
}
