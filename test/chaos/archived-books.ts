import { applyJsonPatch } from '../../worker/domain/event/json-patch.ts'
import type { Verdict } from '../../worker/messages/verdict.ts'

/** One line of the archive: what became of one record. */
export interface ArchiveLine {
  acceptId: string
  verdict: Verdict
  messageId?: string
  receivedAt?: string
  event?: { messageId: string; receivedAt: string; [field: string]: unknown }
}

type Reasons = Record<string, Record<string, number>>

/** Books made from the archive alone, in the shape of the API's: outcome -> reason -> count. */
export interface ArchivedHour {
  received: number
  outcomes: Reasons
  destinations: Record<string, { routed: number; filtered: Record<string, number> }>
}

/** By hour of `receivedAt`. */
export function booksOfArchive(lines: readonly ArchiveLine[]): Map<string, ArchivedHour> {
  const byHour = Map.groupBy(lines, ({ event, receivedAt }) =>
    (event?.receivedAt ?? receivedAt ?? '').slice(0, 13),
  )
  return new Map([...byHour].map(([hour, ofHour]) => [hour, booksOfHour(ofHour)]))
}

function booksOfHour(lines: readonly ArchiveLine[]): ArchivedHour {
  const books: ArchivedHour = { received: lines.length, outcomes: {}, destinations: {} }
  for (const { verdict } of lines) {
    const { outcome, code = '', destinations = {} } = verdict
    books.outcomes[outcome] ??= {}
    add(books.outcomes[outcome], code)
    for (const [id, decision] of Object.entries(destinations)) {
      books.destinations[id] ??= { routed: 0, filtered: {} }
      if ('routed' in decision) books.destinations[id].routed++
      else add(books.destinations[id].filtered, decision.filtered)
    }
  }
  return books
}

const add = (counts: Record<string, number>, key: string): void => {
  counts[key] = (counts[key] ?? 0) + 1
}

/** The event as the destinations got it. */
export const passedEvent = ({ event, verdict }: ArchiveLine) =>
  applyJsonPatch(event, verdict.patch ?? [])
