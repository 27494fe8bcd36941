import type { LiveEvent, LiveFilter } from '../../worker/domain/live/live-event.ts'
import { compileFilter, filterKey } from '../../worker/domain/live/live-filter.ts'
import { LIVE_CLOSE, type LiveMessage } from '../../worker/domain/live/live-protocol.ts'
import type { LiveFrames, Viewer } from '../../worker/messages/live-rpc.ts'
import { Outlet, type Progress } from './outlet.ts'
import type { Change } from './ring-buffer.ts'

/** Rows of several frames share a message. */
const SEND_EVERY_MS = 100
/** A client that confirms nothing for so long is gone, or asleep. */
const MAX_BEHIND_MS = 60_000

/** The part of a WebSocket that is used here. */
export interface LiveSocket {
  readonly readyState: number
  send(text: string): void
  close(code: number, reason: string): void
  serializeAttachment(value: unknown): void
  deserializeAttachment(): unknown
}

/** Kept with a socket, so that it survives hibernation. */
interface Attachment {
  v: 1
  viewer: Viewer
  /** When the right to look has to be checked again, milliseconds since the epoch. */
  until: number
  /** Null until the client has said what it wants to see. */
  filter: LiveFilter | null
  progress: Progress
}

/** One socket and what it is sent. */
interface Watcher {
  socket: LiveSocket
  attachment: Attachment
  outlet: Outlet
  key: string
  fits(event: LiveEvent): boolean
  /** Number of its latest `watch`; an older one's snapshot is not sent any more. */
  watch: number
  /** It has its snapshot, so that what follows adds to something. */
  ready: boolean
}

export interface LiveSocketsDeps {
  sockets(): LiveSocket[]
  now(): number
  later(work: () => void, ms: number): void
}

const OPEN = 1

/** The sockets of a source's watchers: what each of them wants, and when it is sent what. */
export class LiveSockets {
  private readonly watchers = new Map<LiveSocket, Watcher>()
  private readonly deps: LiveSocketsDeps
  private flushedAt = Number.NEGATIVE_INFINITY
  private flushPlanned = false

  constructor(deps: LiveSocketsDeps) {
    this.deps = deps
  }

  /** A socket that was just accepted. */
  admit(socket: LiveSocket, viewer: Viewer, until: number): void {
    const progress = { batch: 0, taken: 0 }
    this.hold(socket, { v: 1, viewer, until, filter: null, progress }, false)
    this.save(socket)
  }

  all(): Watcher[] {
    return this.deps
      .sockets()
      .filter(({ readyState }) => readyState === OPEN)
      .flatMap((socket) => this.find(socket) ?? [])
  }

  /** What those who look want to see, each once. */
  filters(): LiveFilter[] {
    const filters = new Map<string, LiveFilter>()
    for (const { attachment, key } of this.all()) {
      if (attachment.filter !== null) filters.set(key, attachment.filter)
    }
    return [...filters.values()]
  }

  /** @returns whether the snapshot for this is still wanted when it is made */
  setFilter(socket: LiveSocket, filter: LiveFilter): () => boolean {
    const known = this.find(socket)
    if (known === undefined) return () => false
    const watcher = this.hold(socket, { ...known.attachment, filter }, false)
    watcher.watch = known.watch + 1
    this.save(socket)
    return () => this.watchers.get(socket)?.watch === watcher.watch && socket.readyState === OPEN
  }

  snapshot(socket: LiveSocket, events: LiveEvent[], since: string | null): void {
    const watcher = this.find(socket)
    if (watcher === undefined) return
    watcher.outlet.clear()
    watcher.ready = true
    this.send(watcher, { kind: 'snapshot', events, since })
  }

  taken(socket: LiveSocket, batch: number): void {
    const watcher = this.find(socket)
    if (watcher === undefined) return
    watcher.outlet.taken(batch)
    this.save(socket)
    if (watcher.outlet.hasMore) this.planFlush()
  }

  /**
   * Rows that are new or have changed, to everybody whom they concern.
   * @param frames what they came with, if they are part of more
   */
  publish(changes: readonly Change[], frames?: LiveFrames): void {
    for (const watcher of this.all()) {
      if (!watcher.ready) continue
      const { fits, outlet } = watcher
      for (const { event, before } of changes) {
        const known = before !== null && fits(before)
        // One that fits no more has to be taken off the page, so its new state is sent as well.
        if (known || fits(event)) outlet.offer(event, known)
      }
      if (frames) countFrames(watcher, frames)
    }
    this.planFlush()
  }

  /** Ends what may not go on; whoever it is may come back at once, and is asked for its rights then. */
  closeStale(): void {
    const now = this.deps.now()
    for (const { socket, attachment, outlet } of this.all()) {
      const stale = attachment.until <= now || outlet.behindMs(now) > MAX_BEHIND_MS
      if (stale) this.close(socket, LIVE_CLOSE.renew, 'renew')
    }
  }

  bye(socket: LiveSocket, code: number, message: string): void {
    try {
      socket.send(JSON.stringify({ kind: 'bye', message } satisfies LiveMessage))
    } catch {
      // It is closed already.
    }
    this.close(socket, code, 'bye')
  }

  close(socket: LiveSocket, code: number, reason: string): void {
    this.watchers.delete(socket)
    try {
      socket.close(code, reason)
    } catch {
      // It is closed already.
    }
  }

  /** The first row after a while goes at once, those that follow it together. */
  private planFlush(): void {
    if (this.flushPlanned) return
    const wait = this.flushedAt + SEND_EVERY_MS - this.deps.now()
    if (wait <= 0) {
      this.flush()
      return
    }
    this.flushPlanned = true
    this.deps.later(() => {
      this.flushPlanned = false
      this.flush()
    }, wait)
  }

  private flush(): void {
    const now = this.deps.now()
    this.flushedAt = now
    let more = false
    for (const watcher of this.all()) {
      if (!watcher.ready) continue
      const message = watcher.outlet.take(now)
      if (message === null) continue
      this.send(watcher, message)
      this.save(watcher.socket)
      more ||= watcher.outlet.hasMore
    }
    if (more) this.planFlush()
  }

  private send(watcher: Watcher, message: LiveMessage): void {
    try {
      watcher.socket.send(JSON.stringify(message))
    } catch {
      this.watchers.delete(watcher.socket)
    }
  }

  /** After hibernation a socket is known by what is attached to it. */
  private find(socket: LiveSocket): Watcher | undefined {
    const held = this.watchers.get(socket)
    if (held !== undefined) return held
    // Only `save` below attaches anything.
    const attachment = socket.deserializeAttachment() as Attachment | null
    if (attachment?.v !== 1) return undefined
    return this.hold(socket, attachment, attachment.filter !== null)
  }

  private hold(socket: LiveSocket, attachment: Attachment, ready: boolean): Watcher {
    const filter = attachment.filter ?? {}
    const watcher: Watcher = {
      socket,
      attachment,
      ready,
      outlet: new Outlet(attachment.progress),
      key: filterKey(filter),
      fits: compileFilter(filter),
      watch: 0,
    }
    this.watchers.set(socket, watcher)
    return watcher
  }

  private save(socket: LiveSocket): void {
    const watcher = this.watchers.get(socket)
    if (watcher === undefined) return
    watcher.attachment.progress = { ...watcher.outlet.progress }
    socket.serializeAttachment(watcher.attachment)
  }
}

/** Of events that the pipeline left out, only their number is known. */
function countFrames({ key, fits, outlet }: Watcher, frames: LiveFrames): void {
  const sent = frames.events.filter(fits).length
  outlet.count(frames.seen, Math.max(0, (frames.matched[key] ?? guessed(frames, sent)) - sent))
}

/**
 * How many fit a filter that the pipeline did not apply, because there were too many of them: as many of
 * those that were left out as of those that were sent. Frames for other filters say nothing of it.
 */
function guessed({ matched, events }: LiveFrames, sent: number): number {
  const all = matched[UNFILTERED]
  return all === undefined || events.length === 0 ? sent : Math.round((all * sent) / events.length)
}

const UNFILTERED = filterKey({})
