import { encodeNotes } from '../domain/schema/encode-notes.ts'
import { NoteTaker } from '../domain/schema/note-taker.ts'
import type { SchemaNotesBySource } from '../messages/verdict.ts'
import type { PipelineEvent } from './run.ts'

/**
 * Names, fields and types of the events of one unit, by source. Only what passed and what was blocked
 * at its source is of a schema: a duplicate was noted when it first came, and the rest is refused.
 */
export function noteSchema(events: readonly PipelineEvent[]): SchemaNotesBySource {
  const takers = new Map<string, NoteTaker>()
  for (const { sourceId, verdict, fields, receivedAt, omitted } of events) {
    const blocked = verdict?.outcome === 'filtered at source'
    if (verdict !== null && !blocked) continue
    let taker = takers.get(sourceId)
    if (!taker) {
      taker = new NoteTaker()
      takers.set(sourceId, taker)
    }
    taker.add({ fields, receivedAt, blocked, omitted })
  }
  const bySource: SchemaNotesBySource = {}
  for (const [sourceId, { notes }] of takers) {
    if (notes.size > 0) bySource[sourceId] = encodeNotes(notes)
  }
  return bySource
}
