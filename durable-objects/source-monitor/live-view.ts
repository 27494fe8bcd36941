import * as v from 'valibot'
import { parseAcceptId } from '../../worker/archive/object-key.ts'
import type { LiveEvent, LiveFilter } from '../../worker/domain/live/live-event.ts'
import { compileFilter } from '../../worker/domain/live/live-filter.ts'
import { LIVE_CLOSE, liveRequestSchema } from '../../worker/domain/live/live-protocol.ts'
import { mergeLists } from '../../worker/domain/live/merge-live.ts'
import {
  LIVE_LOG_TIMEOUT_MS,
  type LiveFrames,
  type LiveLogRpc,
  type RecentAnswer,
  type RecentEvents,
  type RecentRequest,
  type Viewer,
  type WatchRequest,
} from '../../worker/messages/live-rpc.ts'
import { withTimeout } from '../../worker/platform/with-timeout.ts'
import { type LiveSocket, LiveSockets } from './live-sockets.ts'
import { RING_EVENTS, RingBuffer } from './ring-buffer.ts'

/** After so long a socket is closed, and its owner's rights are checked when it comes back. */
const LOOK_MS = 15 * 60_000
/** How often the logs are told that somebody still looks, and for how long that holds. */
const RENEW_MS = 30_000
const WATCH_MS = 75_000
const MAX_WATCHERS = 64
/** More filters than these would cost the pipeline: its frames are then picked without regard to any. */
const MAX_FILTERS = 16
const MAX_REQUEST_CHARS = 8_000
/** One message, and what a client can be expected to take in at once. */
const MAX_SNAPSHOT_CHARS = 4_000_000
/** Rows that were still in the pipeline when a snapshot was made are looked up again after these. */
const LOOK_AGAIN_MS = [600, 1500, 4000, 10_000]
const MAX_PENDING = 1000

export interface LiveViewDeps {
  sourceId: string
  sockets(): LiveSocket[]
  logs(): Promise<string[]>
  log(name: string): LiveLogRpc
  now(): number
  later(work: () => void, ms: number): void
  /** Calls `alarm` no later than at a time; null: not at all any more. */
  setAlarm(at: number | null): Promise<void>
  background(work: Promise<unknown>): void
}

/**
 * What those see who watch a source. While somebody does, its logs are told so and the pipeline sends
 * frames; what came before is read from the logs. Everything here is in memory, and can be made anew
 * from the logs and from what is attached to the sockets.
 */
export class LiveView {
  private readonly ring = new RingBuffer()
  private readonly sockets: LiveSockets
  private readonly deps: LiveViewDeps
  /** Rows that were sent to somebody while they were in the pipeline. */
  private readonly pending = new Map<string, LiveEvent>()
  private looking = false
  /** Sockets that a search is made for, each with what it asked for meanwhile: only the latest counts. */
  private readonly searching = new Map<LiveSocket, LiveFilter | null>()

  constructor(deps: LiveViewDeps) {
    this.deps = deps
    this.sockets = new LiveSockets(deps)
  }

  get isFull(): boolean {
    return this.sockets.all().length >= MAX_WATCHERS
  }

  async admit(socket: LiveSocket, viewer: Viewer): Promise<void> {
    this.sockets.admit(socket, viewer, this.deps.now() + LOOK_MS)
    await this.deps.setAlarm(this.deps.now() + RENEW_MS)
  }

  /** What a log is to be told: null while nobody looks. */
  watchRequest(): WatchRequest | null {
    const filters = this.sockets.filters()
    if (filters.length === 0) return null
    return {
      sourceId: this.deps.sourceId,
      until: this.deps.now() + WATCH_MS,
      filters: filters.length > MAX_FILTERS ? [] : filters,
    }
  }

  async message(socket: LiveSocket, data: string | ArrayBuffer): Promise<void> {
    const request = parseRequest(data)
    if (request === null) {
      this.sockets.bye(socket, LIVE_CLOSE.badMessage, 'This message is not understood.')
      return
    }
    if (request.kind === 'seen') this.sockets.taken(socket, request.batch)
    else await this.watch(socket, request.filter)
  }

  /** The client has gone, or answers that we closed. */
  async closed(socket: LiveSocket, code: number): Promise<void> {
    // Codes of the protocol's own may not be sent.
    this.sockets.close(socket, code >= 3000 && code < 5000 ? code : 1000, '')
    if (this.sockets.all().length > 0) return
    this.forget()
    await this.deps.setAlarm(null)
    await this.tellLogs({ sourceId: this.deps.sourceId, until: 0, filters: [] })
  }

  /** Events of a pipeline run. */
  show(frames: LiveFrames): void {
    if (this.sockets.filters().length === 0) return
    this.publish(frames.events, frames)
  }

  async alarm(): Promise<void> {
    this.sockets.closeStale()
    const request = this.watchRequest()
    if (request === null) {
      if (this.sockets.all().length === 0) {
        this.forget()
        return
      }
    } else await this.tellLogs(request)
    await this.deps.setAlarm(this.deps.now() + RENEW_MS)
    await this.lookAgain()
  }

  /** From the logs: what they hold is the truth, and the same for whoever asks. */
  async recent({ limit, filter }: { limit: number; filter: LiveFilter }): Promise<RecentAnswer> {
    const logs = await this.deps.logs()
    const answers = await Promise.all(
      logs.map((log) => this.ask(log, { sourceId: this.deps.sourceId, limit, filter })),
    )
    const sinces = answers.flatMap(({ since }) => since ?? [])
    const events = mergeLists(
      answers.map((answer) => answer.events),
      limit,
    )
    return { events, since: sinces.length === 0 ? null : (sinces.sort().at(-1) ?? null) }
  }

  /** Nobody looks: what was held for them is in the logs. */
  private forget(): void {
    this.ring.clear()
    this.pending.clear()
  }

  /** One search at a time for each socket: who types quickly, or means harm, must not fill the logs' queues. */
  private async watch(socket: LiveSocket, filter: LiveFilter): Promise<void> {
    if (this.searching.has(socket)) {
      this.searching.set(socket, filter)
      // The search under way is not wanted any more, nor are frames of the old filter.
      this.sockets.setFilter(socket, filter)
      return
    }
    try {
      for (let next: LiveFilter | null = filter; next !== null; ) {
        this.searching.set(socket, null)
        await this.search(socket, next)
        next = this.searching.get(socket) ?? null
      }
    } finally {
      this.searching.delete(socket)
    }
  }

  private async search(socket: LiveSocket, filter: LiveFilter): Promise<void> {
    const isWanted = this.sockets.setFilter(socket, filter)
    if (!isWanted()) return
    // First, so that what comes while the logs are searched arrives as frames.
    const request = this.watchRequest()
    if (request !== null) await this.tellLogs(request)
    const { events, since } = await this.recent({ limit: RING_EVENTS, filter })
    if (!isWanted()) return
    this.ring.add(events)
    const fits = compileFilter(filter)
    const merged = mergeLists([events, this.ring.newest().filter(fits)], RING_EVENTS)
    const shown = withinChars(merged, MAX_SNAPSHOT_CHARS)
    const cutAt = shown.length < merged.length ? (shown.at(-1)?.receivedAt ?? null) : since
    this.sockets.snapshot(socket, shown, cutAt)
    this.remember(shown)
    this.lookAgainLater(0)
  }

  private publish(events: readonly LiveEvent[], frames?: LiveFrames): void {
    const changes = this.ring.add(events).map(({ event, before }) => {
      const known = before ?? this.pending.get(event.acceptId) ?? null
      if (event.state !== 'pending') this.pending.delete(event.acceptId)
      return { event, before: known }
    })
    this.sockets.publish(changes, frames)
  }

  private remember(events: readonly LiveEvent[]): void {
    for (const event of events) {
      if (event.state !== 'pending' || this.pending.size >= MAX_PENDING) continue
      this.pending.set(event.acceptId, event)
    }
  }

  /**
   * A run that began before anybody looked sends no frames, so the rows that it had in hand are looked
   * up: a few times soon, then whenever the watch is renewed.
   */
  private lookAgainLater(tries: number): void {
    const wait = LOOK_AGAIN_MS[tries]
    if (wait === undefined || this.pending.size === 0 || (tries === 0 && this.looking)) return
    this.looking = true
    this.deps.later(() => {
      const work = this.lookAgain().finally(() => {
        this.looking = false
        this.lookAgainLater(tries + 1)
      })
      this.deps.background(work)
    }, wait)
  }

  private async lookAgain(): Promise<void> {
    const byLog = Map.groupBy(this.pending.keys(), (id) => parseAcceptId(id)?.log ?? '')
    const { sourceId } = this.deps
    for (const [log, ids] of byLog) {
      for (let i = 0; i < ids.length; i += RING_EVENTS) {
        const only = ids.slice(i, i + RING_EVENTS)
        const { events } = await this.ask(log, { sourceId, limit: RING_EVENTS, only })
        this.publish(events.filter(({ state }) => state !== 'pending'))
      }
    }
  }

  /** A log that does not answer is one of which nothing is known until now. */
  private async ask(log: string, request: RecentRequest): Promise<RecentEvents> {
    try {
      return await withTimeout(this.deps.log(log).recent(request), LIVE_LOG_TIMEOUT_MS)
    } catch {
      return { events: [], since: new Date(this.deps.now()).toISOString() }
    }
  }

  /** One that cannot be told now learns it when the watch is renewed, or when it reports. */
  private async tellLogs(request: WatchRequest): Promise<void> {
    const logs = await this.deps.logs()
    await Promise.allSettled(
      logs.map((log) => withTimeout(this.deps.log(log).watch(request), LIVE_LOG_TIMEOUT_MS)),
    )
  }
}

function parseRequest(data: string | ArrayBuffer) {
  if (typeof data !== 'string' || data.length > MAX_REQUEST_CHARS) return null
  try {
    const parsed = v.safeParse(liveRequestSchema, JSON.parse(data))
    return parsed.success ? parsed.output : null
  } catch {
    return null
  }
}

/** The newest of them, as far as they fit. */
function withinChars(events: readonly LiveEvent[], maxChars: number): LiveEvent[] {
  let chars = 0
  const end = events.findIndex((event) => {
    chars += event.json?.length ?? 0
    return chars > maxChars
  })
  return end < 0 ? [...events] : events.slice(0, Math.max(1, end))
}
