import { parseRecord, type RecordLine } from '../messages/record.ts'
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
 * Gathers the archive lines of one source and generation. A line is
 * `{"acceptId", "verdict", "event"}`: the event as kept, its verdict beside it. Duplicates, refused and
 * dead-lettered events are lines without an event; suppressed ones leave no line.
 */
export class ArchiveLines {
  private readonly parts: string[] = []
  private events = 0
  private first = ''
  private last = ''

  add(acceptId: string, record: RecordLine, verdict: Verdict, verdictJson: string): void {
    const { receivedAt, json } = record
    const withEvent = verdict.outcome === 'passed' || verdict.outcome === 'filtered at source'
    if (this.first === '' || receivedAt < this.first) this.first = receivedAt
    if (receivedAt > this.last) this.last = receivedAt
    if (withEvent) {
      this.events++
      this.parts.push(`{"acceptId":"${acceptId}","verdict":${verdictJson},"event":${json}}\n`)
    } else {
      const head = JSON.stringify({ acceptId, messageId: messageIdOf(json), receivedAt })
      this.parts.push(`${head.slice(0, -1)},"verdict":${verdictJson}}\n`)
    }
  }

  get stats(): ArchiveStats {
    return {
      lines: this.parts.length,
      events: this.events,
      firstReceivedAt: this.first,
      lastReceivedAt: this.last,
    }
  }

  text(): string {
    return this.parts.join('')
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

function messageIdOf(json: string): string | undefined {
  try {
    const { messageId } = JSON.parse(json) as { messageId?: unknown }
    return typeof messageId === 'string' ? messageId : undefined
  } catch {
    return undefined
  }
}
