import type { LiveFilter } from '../../../worker/domain/live/live-event.ts'
import { ApiError, api } from './client.ts'
import { createLiveClient, type LiveClient, type LiveHandlers } from './live-client.ts'

export type { LiveEvent, LiveFilter, LiveState } from '../../../worker/domain/live/live-event.ts'
export type { LiveConnection } from './live-client.ts'

/** A page that nobody has looked at for so long costs the service nothing more. */
const REST_AFTER_HIDDEN_MS = 120_000
/** A clock that jumps has slept, and its connections may be dead without saying so. */
const TICK_MS = 5_000
const SLEPT_MS = 30_000

export interface LiveOptions {
  sourceId: string
  workspaceId: string
  filter: LiveFilter
}

/** Watches a source in this browser: rests while the page is hidden, wakes with it and with the network. */
export function openLive(
  { sourceId, workspaceId, filter }: LiveOptions,
  on: LiveHandlers,
): LiveClient {
  const address = new URL(`/live/sources/${encodeURIComponent(sourceId)}`, location.href)
  address.protocol = address.protocol.replace('http', 'ws')
  address.searchParams.set('workspace', workspaceId)
  const client = createLiveClient(
    {
      open: ({ onOpen, onText, onClose }) => {
        const socket = new WebSocket(address)
        socket.addEventListener('open', onOpen)
        socket.addEventListener('message', ({ data }) => onText(String(data)))
        socket.addEventListener('close', ({ code }) => onClose(code))
        return socket
      },
      now: Date.now,
      random: Math.random,
      later: (run, ms) => {
        const timer = setTimeout(run, ms)
        return () => clearTimeout(timer)
      },
      mayWatch: () => mayRead(sourceId),
    },
    filter,
    on,
  )
  const stop = followThePage(client)
  return {
    ...client,
    close: () => {
      stop()
      client.close()
    },
  }
}

async function mayRead(sourceId: string): Promise<'yes' | 'sign-in' | 'forbidden'> {
  try {
    await api.get(`/sources/${encodeURIComponent(sourceId)}`)
    return 'yes'
  } catch (error) {
    const status = error instanceof ApiError ? error.status : 0
    if (status === 401) return 'sign-in'
    return status === 403 || status === 404 ? 'forbidden' : 'yes'
  }
}

function followThePage(client: LiveClient): () => void {
  let resting = false
  let hiddenTimer: ReturnType<typeof setTimeout> | undefined
  const onVisibility = () => {
    clearTimeout(hiddenTimer)
    if (document.hidden) {
      hiddenTimer = setTimeout(() => {
        resting = true
        client.rest()
      }, REST_AFTER_HIDDEN_MS)
    } else if (resting) {
      resting = false
      client.retry()
    }
  }
  let lastTick = Date.now()
  const ticks = setInterval(() => {
    const slept = Date.now() - lastTick > SLEPT_MS
    lastTick = Date.now()
    if (slept && !document.hidden) client.retry()
    else client.beat()
  }, TICK_MS)
  const onOnline = () => client.retry()
  document.addEventListener('visibilitychange', onVisibility)
  addEventListener('online', onOnline)
  return () => {
    clearTimeout(hiddenTimer)
    clearInterval(ticks)
    document.removeEventListener('visibilitychange', onVisibility)
    removeEventListener('online', onOnline)
  }
}
