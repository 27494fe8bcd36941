import type { AttemptResult } from '../messages/delivery-log-rpc.ts'
import type { DeliveryEvent, Report, SendContext } from './destination.ts'

/** An event as it stands in a batch. */
export interface Piece<T> {
  /** In the attempt. */
  index: number
  value: T
  /** What it adds to the request's body, the comma included. */
  bytes: number
}

export interface Batch<T> {
  pieces: readonly Piece<T>[]
  hops: number
}

export interface BatchLimits {
  events: number
  bytes: number
  /** A larger event goes alone, so that what refuses it refuses nothing else. */
  soloBytes?: number
}

/** Results of a batch's events, in their order. */
export interface BatchOutcome {
  results: readonly AttemptResult[]
  latencyMs: number
  /** The partner refused the batch as a whole for what may be one event's fault. */
  mayBeOneEvent?: boolean
}

/** A Worker has six connections that may wait for an answer at once. */
const MAX_REQUESTS_AT_ONCE = 6
/** After so many failures in a row the partner is left alone for the rest of the attempt. */
const MAX_FAILURES_IN_A_ROW = 3
/** Requests that an attempt may add in order to find the events that a batch was refused for. */
const MAX_HALVINGS = 40

/**
 * Cuts an attempt's events into batches, in their order. Hops stand on the request, so events with
 * different ones do not share it.
 */
export function cutBatches<T>(
  pieces: readonly Piece<T>[],
  events: readonly DeliveryEvent[],
  limits: BatchLimits,
): Batch<T>[] {
  const open = new Map<number, { pieces: Piece<T>[]; hops: number; bytes: number }>()
  const batches: Batch<T>[] = []
  for (const piece of pieces) {
    const hops = events[piece.index]?.hops ?? 0
    if (piece.bytes > (limits.soloBytes ?? Number.POSITIVE_INFINITY)) {
      batches.push({ pieces: [piece], hops })
      continue
    }
    let batch = open.get(hops)
    const isFull =
      batch && (batch.pieces.length >= limits.events || batch.bytes + piece.bytes > limits.bytes)
    if (!batch || isFull) {
      batch = { pieces: [], hops, bytes: 0 }
      open.set(hops, batch)
      batches.push(batch)
    }
    batch.pieces.push(piece)
    batch.bytes += piece.bytes
  }
  return batches
}

/**
 * Sends batches, some at once, and reports each event. What a partner refuses as a whole is sent again
 * in halves, so that one bad event does not take the others down; a partner that fails again and
 * again, or asks to slow down, is left alone for the rest of the attempt.
 */
export async function sendBatches<T>(
  batches: readonly Batch<T>[],
  send: (batch: Batch<T>) => Promise<BatchOutcome>,
  { events, report, ctx }: { events: readonly DeliveryEvent[]; report: Report; ctx: SendContext },
): Promise<void> {
  const waiting = [...batches]
  let failuresInARow = 0
  let halvings = 0
  let stopped: AttemptResult | null = null

  const tell = (batch: Batch<T>, { results, latencyMs }: BatchOutcome) => {
    for (const [at, { index }] of batch.pieces.entries()) {
      const result = results[at]
      if (result) report(index, result, latencyMs)
    }
  }
  /**
   * What was not sent at its first attempt has not happened. Later it has, since the partner just
   * failed: without a wait the event would come straight back.
   */
  const leaveAlone = ({ pieces }: Batch<T>, last: AttemptResult) => {
    for (const { index } of pieces) if (events[index]?.attempt !== 1) report(index, last, 0)
  }
  const note = ({ results }: BatchOutcome) => {
    const failure = results.every(({ outcome }) => outcome === 'retry') ? results[0] : undefined
    failuresInARow = failure ? failuresInARow + 1 : 0
    if (failure && (failuresInARow >= MAX_FAILURES_IN_A_ROW || failure.code === '429')) {
      // What it leaves for its own events says nothing of others.
      const { progress: _, ...rest } = failure
      stopped ??= rest
    }
  }
  const lane = async () => {
    for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
      if (ctx.signal.aborted) return
      if (stopped) {
        leaveAlone(batch, stopped)
        continue
      }
      const outcome = await send(batch)
      if (outcome.mayBeOneEvent && batch.pieces.length > 1 && halvings + 2 <= MAX_HALVINGS) {
        halvings += 2
        waiting.unshift(...halve(batch))
        continue
      }
      note(outcome)
      tell(batch, outcome)
    }
  }
  await Promise.all(Array.from({ length: Math.min(MAX_REQUESTS_AT_ONCE, waiting.length) }, lane))
}

function halve<T>({ pieces, hops }: Batch<T>): Batch<T>[] {
  const middle = Math.ceil(pieces.length / 2)
  return [
    { pieces: pieces.slice(0, middle), hops },
    { pieces: pieces.slice(middle), hops },
  ]
}

/** One result for all events of a batch. */
export const sameForAll = (
  { pieces }: Batch<unknown>,
  result: AttemptResult,
): readonly AttemptResult[] => pieces.map(() => result)

export const indexesOf = ({ pieces }: Batch<unknown>): number[] => pieces.map(({ index }) => index)

const encoder = new TextEncoder()

export const utf8Length = (text: string): number => encoder.encode(text).byteLength
