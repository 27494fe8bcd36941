import type { LiveEvent } from './live-event.ts'

type Place = Pick<LiveEvent, 'acceptId' | 'receivedAt'>

/** The one order of live events for everybody: newest first, and within a millisecond by acceptId. */
export function compareLive(a: Place, b: Place): number {
  if (a.receivedAt !== b.receivedAt) return a.receivedAt < b.receivedAt ? 1 : -1
  return a.acceptId === b.acceptId ? 0 : compareAcceptIds(b.acceptId, a.acceptId)
}

/** `enam-0.9.1` before `enam-0.10.0`: the numbers count up as a log takes events. */
function compareAcceptIds(a: string, b: string): number {
  const [logA = '', segmentA, positionA] = a.split('.')
  const [logB = '', segmentB, positionB] = b.split('.')
  if (logA !== logB) return logA < logB ? -1 : 1
  const bySegment = Number(segmentA) - Number(segmentB)
  if (bySegment !== 0) return bySegment
  const byPosition = Number(positionA) - Number(positionB)
  if (byPosition !== 0) return byPosition
  return a < b ? -1 : 1
}

/**
 * The one of two accounts of the same event to keep: whoever knows more of its fate wins, then whoever
 * has more of its text. It does not matter which of the two came first, because frames and what the
 * logs answer overtake each other.
 */
export function mergeLive(a: LiveEvent, b: LiveEvent): LiveEvent {
  const byFate = fate(a) - fate(b)
  if (byFate !== 0) return byFate > 0 ? a : b
  const byText = (a.json?.length ?? -1) - (b.json?.length ?? -1)
  if (byText !== 0) return byText > 0 ? a : b
  return JSON.stringify(a) >= JSON.stringify(b) ? a : b
}

/** A run that showed its verdicts and then failed may yet be given up: that is the last word. */
const fate = ({ state }: LiveEvent): number =>
  state === 'pending' ? 0 : state === 'dead-lettered' ? 2 : 1

/** Every event once, newest first. */
export function mergeLists(lists: readonly (readonly LiveEvent[])[], limit: number): LiveEvent[] {
  const merged = new Map<string, LiveEvent>()
  for (const list of lists) {
    for (const event of list) {
      const known = merged.get(event.acceptId)
      merged.set(event.acceptId, known === undefined ? event : mergeLive(known, event))
    }
  }
  return [...merged.values()].sort(compareLive).slice(0, limit)
}

/** Whether the second account tells a watcher of the first anything new. */
export const isNews = (known: LiveEvent, merged: LiveEvent): boolean =>
  known !== merged && (known.state !== merged.state || known.json !== merged.json)
