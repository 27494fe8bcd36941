import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeNotes, encodeInPieces, encodeNotes } from '../schema/encode-notes.ts'
import { hourNotes, mergeNotes, protocolNotes, type SourceNotes } from '../schema/notes.ts'
import {
  type JudgedEvent,
  MAX_VIOLATIONS_LISTED,
  mergeProtocolNotes,
  noProtocolNotes,
  noteJudged,
  type ProtocolNotes,
} from './violation-notes.ts'

const HOUR = '2026-11-23T17'
const START = Date.parse(`${HOUR}:00:00.000Z`)
const required = (field: string) => ({
  type: 'Required',
  field,
  description: `${field} is required`,
  ruleType: 'TRACK' as const,
  version: 1,
})
const judged = (overrides: Partial<JudgedEvent> = {}): JudgedEvent => ({
  planId: 'tp_1',
  event: 'Order Completed',
  outcome: 'passed',
  violations: [required('properties.total')],
  acceptId: 'a-1',
  messageId: 'm-1',
  at: START + 1000,
  library: 'analytics.js 4.1.0',
  appVersion: '',
  ...overrides,
})
const notesOf = (events: readonly JudgedEvent[]): ProtocolNotes => {
  const notes = noProtocolNotes()
  for (const event of events) noteJudged(notes, event)
  return notes
}
const inSource = (notes: ProtocolNotes): SourceNotes => {
  const source: SourceNotes = new Map()
  mergeProtocolNotes(protocolNotes(hourNotes(source, HOUR)), notes)
  return source
}

describe('notes of violations', () => {
  it('count events, and say where the newest of them are', () => {
    const many = Array.from({ length: 12 }, (_, n) =>
      judged({ acceptId: `a-${n}`, messageId: `m-${n}`, at: START + n, library: `lib ${n % 3}` }),
    )
    const [note] = notesOf(many).violations.values()
    expect(note).toMatchObject({
      count: 12,
      first: START,
      last: START + 11,
      libraries: ['lib 0', 'lib 1', 'lib 2'],
    })
    expect(note?.samples.map(({ acceptId }) => acceptId)).toEqual(
      [11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((n) => `a-${n}`),
    )
  })

  it('count an event once, however many items of a list break the rule', () => {
    const twice = judged({ violations: [required('p.$.sku'), required('p.$.sku'), required('q')] })
    const notes = notesOf([twice])
    expect([...notes.violations.values()].map(({ count }) => count)).toEqual([1, 1])
    expect(notes.violating).toBe(1)
  })

  it('tell apart what was trimmed, what was blocked and what went on', () => {
    const notes = notesOf([
      judged(),
      judged({ outcome: 'omitted' }),
      judged({ outcome: 'blocked' }),
      judged({ outcome: 'blocked', violations: [] }),
    ])
    expect(notes).toMatchObject({ violating: 3, omitted: 1, blocked: 2 })
  })

  it('list so many different ones, and count the others', () => {
    const events = Array.from({ length: MAX_VIOLATIONS_LISTED + 5 }, (_, n) =>
      judged({ violations: [required(`field ${n}`)] }),
    )
    const notes = notesOf(events)
    expect(notes.violations.size).toBe(MAX_VIOLATIONS_LISTED)
    expect(notes).toMatchObject({ unlisted: 5, violating: MAX_VIOLATIONS_LISTED + 5 })
  })
})

const events = fc.array(
  fc.record({
    planId: fc.constantFrom('tp_1', 'tp_2'),
    event: fc.constantFrom('A', 'B'),
    outcome: fc.constantFrom('passed', 'omitted', 'blocked'),
    violations: fc.array(fc.constantFrom('x', 'y').map(required), { maxLength: 3 }),
    acceptId: fc.uuid(),
    messageId: fc.string(),
    at: fc.integer({ min: START, max: START + 3_599_999 }),
    library: fc.constantFrom('', 'a 1', 'b 2'),
    appVersion: fc.constantFrom('', '1.0'),
  }),
)

it('are the same in whatever parts and order they are merged, and as text', () => {
  fc.assert(
    fc.property(events, fc.nat(), fc.integer({ min: 1, max: 2000 }), (all, cut, chars) => {
      const whole = inSource(notesOf(all))
      const at = all.length === 0 ? 0 : cut % all.length
      const merged: SourceNotes = new Map()
      for (const part of [all.slice(at), all.slice(0, at)]) {
        mergeNotes(merged, decodeNotes(encodeNotes(inSource(notesOf(part)))))
      }
      const sorted = (notes: SourceNotes) => {
        const { violations, ...counts } = protocolNotes(hourNotes(notes, HOUR))
        return { ...counts, violations: [...violations].sort(([a], [b]) => (a < b ? -1 : 1)) }
      }
      expect(sorted(merged)).toEqual(sorted(whole))
      const pieced: SourceNotes = new Map()
      for (const piece of encodeInPieces(whole, chars)) mergeNotes(pieced, decodeNotes(piece))
      expect(sorted(pieced)).toEqual(sorted(whole))
    }),
  )
})
