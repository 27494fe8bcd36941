import { parseRecord, type RecordLine, type Rejection } from '../messages/record.ts'
import type { Verdict } from '../messages/verdict.ts'
import { acceptIdOf } from './object-key.ts'

/** What an archive object's metadata says, so that a reader can plan without opening it. */
export interface ArchiveStats {
  lines: number
  events: number
  firstReceivedAt: string
  lastReceivedAt: string
}

/**
 * Gathers the archive lines of one source. A line is `{"acceptId", "verdict", "event"}`: the event as
 * kept, its verdict beside it. Duplicates, refused and dead-lettered events are lines without an event:
 * `{"acceptId", "messageId", "receivedAt", "verdict"}`; those that collect refused have what is known of
 * the call as `rejection` (code, message, and type and event name if it had any). Suppressed ones leave
 * no line. `read-line.ts` reads it all back.
 */
export class ArchiveLines {
  private parts: string[] = []
  private lines = 0
  private events = 0
  private first = ''
  private last = ''

  add(acceptId: string, record: RecordLine, verdict: Verdict, verdictJson: string): void {
    const { receivedAt, json } = record
    if (this.first === '' || receivedAt < this.first) this.first = receivedAt
    if (receivedAt > this.last) this.last = receivedAt
    this.lines++
    if (verdict.outcome === 'passed' || verdict.outcome === 'filtered at source') {
      this.events++
      this.parts.push(`{"acceptId":"${acceptId}","verdict":${verdictJson},"event":${json}}\n`)
    } else {
      const head = JSON.stringify({ acceptId, ...headOf(record) })
      this.parts.push(`${head.slice(0, -1)},"verdict":${verdictJson}}\n`)
    }
  }

  get stats(): ArchiveStats {
    const { lines, events, first, last } = this
    return { lines, events, firstReceivedAt: first, lastReceivedAt: last }
  }

  /** The text added since the last call: a generation is never held as one text. */
  take(): string {
    const text = this.parts.join('')
    this.parts = []
    return text
  }
}

/** Adds one segment's records to the lines of their sources. */
export function addSegmentLines(
  into: Map<string, ArchiveLines>,
  segment: { log: string; segment: number; body: string; verdicts: readonly Verdict[] },
): void {
  const jsonOf = new Map<Verdict, string>()
  segment.body.split('\n').forEach((line, position) => {
    const verdict = segment.verdicts[position]
    if (!verdict) throw new Error(`no verdict for ${segment.log}.${segment.segment}.${position}`)
    if (verdict.outcome === 'suppressed') return
    let verdictJson = jsonOf.get(verdict)
    if (verdictJson === undefined) {
      verdictJson = JSON.stringify(verdict)
      jsonOf.set(verdict, verdictJson)
    }
    const record = parseRecord(line)
    let lines = into.get(record.sourceId)
    if (!lines) {
      lines = new ArchiveLines()
      into.set(record.sourceId, lines)
    }
    lines.add(acceptIdOf(segment.log, segment.segment, position), record, verdict, verdictJson)
  })
}

interface LineHead {
  messageId: string | undefined
  receivedAt: string
  rejection?: Omit<Rejection, 'receivedAt' | 'messageId'>
}

/** A refused call's record is small, and has no user's data but the names that it was called by. */
function headOf({ kind, json, receivedAt }: RecordLine): LineHead {
  const fields = parseLeniently(json)
  const messageId = typeof fields.messageId === 'string' ? fields.messageId : undefined
  if (kind === 'e') return { messageId, receivedAt }
  // Collect wrote it: see `Rejection`.
  const { code, message, type, event } = fields as unknown as Rejection
  const rejection = {
    code,
    message,
    ...(type !== undefined && { type }),
    ...(event !== undefined && { event }),
  }
  return { messageId, receivedAt, rejection }
}

function parseLeniently(json: string): Record<string, unknown> {
  try {
    return JSON.parse(json) as Record<string, unknown>
  } catch {
    return {}
  }
}
