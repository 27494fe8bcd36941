/** What one caller handed to a log: lines joined by newlines. */
export interface Appended {
  sourceId: string
  /** Hour of `receivedAt`, for the books. */
  hour: string
  receivedAt: string
  version: number
  body: string
  count: number
}

/** One row to be written. */
export interface SegmentDraft {
  version: number
  body: string
  count: number
  /** How many of its records came from which source in which hour. */
  received: Received[]
}

export interface Received {
  sourceId: string
  hour: string
  count: number
  /** Earliest and latest `receivedAt`; rows of older versions lack them. */
  first?: string
  last?: string
}

/**
 * Packs appends into rows of at most `maxChars`, in order. An append larger than that is cut at line
 * ends; a single longer line gets a row of its own. No line is lost, doubled or reordered.
 */
export function packSegments(appends: readonly Appended[], maxChars: number): SegmentDraft[] {
  const segments: SegmentDraft[] = []
  let parts: string[] = []
  let chars = 0
  let open: SegmentDraft | null = null

  const close = () => {
    if (open === null) return
    segments.push({ ...open, body: parts.join('\n') })
    open = null
    parts = []
    chars = 0
  }
  const add = (from: Appended, body: string, count: number) => {
    if (open !== null && chars + body.length + 1 > maxChars) close()
    open ??= { version: from.version, body: '', count: 0, received: [] }
    open.version = Math.max(open.version, from.version)
    open.count += count
    countReceived(open.received, from, count)
    parts.push(body)
    chars += body.length + 1
  }

  for (const append of appends) {
    if (append.count === 0) continue
    if (append.body.length < maxChars) add(append, append.body, append.count)
    else for (const piece of cutLines(append.body, maxChars)) add(append, piece.body, piece.count)
  }
  close()
  return segments
}

function countReceived(received: SegmentDraft['received'], from: Appended, count: number): void {
  const { sourceId, hour, receivedAt } = from
  const known = received.find((r) => r.sourceId === sourceId && r.hour === hour)
  if (known) {
    known.count += count
    widen(known, { first: receivedAt, last: receivedAt })
  } else received.push({ sourceId, hour, count, first: receivedAt, last: receivedAt })
}

export interface Span {
  first?: string
  last?: string
}

/** Makes a span hold another one too. */
export function widen(into: Span, { first, last }: Span): void {
  if (first !== undefined && (into.first === undefined || first < into.first)) into.first = first
  if (last !== undefined && (into.last === undefined || last > into.last)) into.last = last
}

/** Cuts a body at line ends into pieces shorter than `maxChars` (a longer line stays whole). */
function* cutLines(body: string, maxChars: number): Generator<{ body: string; count: number }> {
  let start = 0
  let count = 0
  let previousEnd = -1
  for (let at = 0; at <= body.length; ) {
    const newline = body.indexOf('\n', at)
    const end = newline < 0 ? body.length : newline
    if (count > 0 && end - start >= maxChars) {
      yield { body: body.slice(start, previousEnd), count }
      start = previousEnd + 1
      count = 0
    }
    count++
    previousEnd = end
    at = end + 1
  }
  yield { body: body.slice(start), count }
}
