import { hourOf } from '../domain/books.ts'
import { isJsonObject } from '../domain/event/json.ts'
import { noteJudged } from '../domain/protocols/violation-notes.ts'
import { encodeNotes } from '../domain/schema/encode-notes.ts'
import { NoteTaker } from '../domain/schema/note-taker.ts'
import { hourNotes, protocolNotes, type SourceNotes } from '../domain/schema/notes.ts'
import type { SchemaNotesBySource } from '../messages/verdict.ts'
import type { JudgedByPlan, PipelineEvent } from './run.ts'

/**
 * Names, fields and types of the events of one unit, by source. Only what passed and what was blocked
 * at its source is of a schema: a duplicate was noted when it first came, and the rest is refused.
 */
export function noteSchema(events: readonly PipelineEvent[]): SchemaNotesBySource {
  const takers = new Map<string, NoteTaker>()
  for (const event of events) {
    const { sourceId, verdict, fields, receivedAt, omitted } = event
    const blocked = verdict?.outcome === 'filtered at source'
    if (verdict !== null && !blocked) continue
    let taker = takers.get(sourceId)
    if (!taker) {
      taker = new NoteTaker()
      takers.set(sourceId, taker)
    }
    taker.add({ fields, receivedAt, blocked, omitted })
    if (event.judged) noteViolations(taker.notes, event, event.judged)
  }
  const bySource: SchemaNotesBySource = {}
  for (const [sourceId, { notes }] of takers) {
    if (notes.size > 0) bySource[sourceId] = encodeNotes(notes)
  }
  return bySource
}

/** Of an event about which the plan has something to say: its violations, counted without values. */
function noteViolations(notes: SourceNotes, event: PipelineEvent, judged: JudgedByPlan): void {
  const { violations, omitted, omittedOnViolation, effect } = judged
  const trimmed = omitted.length + omittedOnViolation.length > 0
  const outcome = effect === 'blocked' ? 'blocked' : trimmed ? 'omitted' : 'passed'
  if (outcome === 'passed' && violations.length === 0) return
  const { fields, receivedAt, acceptId } = event
  const context = isJsonObject(fields.context) ? fields.context : {}
  const library = isJsonObject(context.library) ? context.library : {}
  const app = isJsonObject(context.app) ? context.app : {}
  noteJudged(protocolNotes(hourNotes(notes, hourOf(receivedAt))), {
    planId: judged.planId,
    event: nameOf(fields),
    outcome,
    violations: violations.map(({ type, rule, counted }) => ({
      type,
      ...counted,
      ruleType: rule.type,
      version: rule.version,
    })),
    acceptId,
    messageId: text(fields.messageId),
    at: Date.parse(receivedAt),
    library: `${text(library.name)} ${text(library.version)}`.trim(),
    appVersion: text(app.version),
  })
}

function nameOf({ type, event, name }: PipelineEvent['fields']): string {
  if (type === 'track') return text(event)
  return type === 'page' || type === 'screen' ? text(name) : ''
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')
