import type { LiveFrames } from '../messages/live-rpc.ts'

/** Frames under way from one isolate; a monitor that hangs must not fill its memory. */
const MAX_UNDER_WAY = 16

export interface LiveSenderDeps {
  show(sourceId: string, frames: LiveFrames): Promise<void>
  log(problem: Record<string, unknown>): void
}

/** Sends frames on behalf of one batch of rings. */
export type SendLive = (
  sourceId: string,
  frames: LiveFrames,
  waitUntil: (work: Promise<unknown>) => void,
) => void

/**
 * Sends frames to monitors, once per isolate. Nobody waits for it and nothing fails for it. Frames that
 * are not sent, because too many are under way or the monitor failed, are counted with the next that
 * are: watchers see that they miss something.
 */
export function createLiveSender(deps: LiveSenderDeps): SendLive {
  const owed = new Map<string, Omit<LiveFrames, 'log' | 'events'>>()
  let underWay = 0

  const owe = (sourceId: string, { seen, matched }: LiveFrames): void => {
    const before = owed.get(sourceId)
    const counts = { ...before?.matched }
    for (const [key, count] of Object.entries(matched)) counts[key] = (counts[key] ?? 0) + count
    owed.set(sourceId, { seen: (before?.seen ?? 0) + seen, matched: counts })
  }

  const withOwed = (sourceId: string, frames: LiveFrames): LiveFrames => {
    const before = owed.get(sourceId)
    if (before === undefined) return frames
    owed.delete(sourceId)
    const matched = { ...frames.matched }
    for (const key of Object.keys(matched)) {
      matched[key] = (matched[key] ?? 0) + (before.matched[key] ?? 0)
    }
    return { ...frames, seen: frames.seen + before.seen, matched }
  }

  return (sourceId, frames, waitUntil) => {
    if (underWay >= MAX_UNDER_WAY) {
      owe(sourceId, frames)
      return
    }
    underWay++
    const whole = withOwed(sourceId, frames)
    waitUntil(
      deps
        .show(sourceId, whole)
        .catch((error: unknown) => {
          owe(sourceId, whole)
          deps.log({ failed: 'show-live', sourceId, lost: whole.seen, error: String(error) })
        })
        .finally(() => {
          underWay--
        }),
    )
  }
}
