import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeNotes, encodeInPieces, encodeNotes } from './encode-notes.ts'
import { NoteTaker } from './note-taker.ts'
import { fullRoom, mergeNotes, type SourceNotes } from './notes.ts'

interface Seen {
  type: string
  event: string
  at: number
  blocked: boolean
  values: Record<string, unknown>
}

const seen: fc.Arbitrary<Seen> = fc.record({
  type: fc.constantFrom('track', 'identify', 'group', 'page', 'screen', 'alias'),
  event: fc.constantFrom('A', 'B', 'Order Completed', '\u{1f600}', '"', '__proto__'),
  at: fc.integer({ min: 0, max: 3 * 3_600_000 }),
  blocked: fc.boolean(),
  values: fc.dictionary(fc.constantFrom('a', 'b', 'c.d', '$', '7'), fc.jsonValue({ maxDepth: 2 })),
})

const START = Date.parse('2026-11-23T17:00:00.000Z')

function notesOf(events: readonly Seen[]): SourceNotes {
  const taker = new NoteTaker()
  for (const { type, event, at, blocked, values } of events) {
    const receivedAt = new Date(START + at).toISOString()
    taker.add({
      fields: { type, event, traits: values, properties: values },
      receivedAt,
      blocked,
    })
  }
  return taker.notes
}

function merged(...parts: SourceNotes[]): SourceNotes {
  const into: SourceNotes = new Map()
  for (const part of parts) mergeNotes(into, part)
  return into
}

/** Order of keys is no part of what notes say. */
const plain = (notes: SourceNotes) => {
  const sorted = <T>(map: Map<string, T>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
  return sorted(notes).map(([hour, { events, unlisted }]) => [
    hour,
    unlisted,
    sorted(events).map(([key, { fields, ...event }]) => [key, event, sorted(fields)]),
  ])
}

const events = fc.array(seen, { maxLength: 20 })

describe('schema notes', () => {
  it('are the same however the events are divided among notes and these are merged', () => {
    fc.assert(
      fc.property(events, events, events, (a, b, c) => {
        const whole = plain(notesOf([...a, ...b, ...c]))
        const [x, y, z] = [notesOf(a), notesOf(b), notesOf(c)]
        expect(plain(merged(x, y, z))).toEqual(whole)
        expect(plain(merged(z, y, x))).toEqual(whole)
        expect(plain(merged(x, merged(y, z)))).toEqual(whole)
        expect(plain(merged(merged(x, y), z))).toEqual(whole)
      }),
    )
  })

  it('share nothing with what they were merged from', () => {
    fc.assert(
      fc.property(events, events, (a, b) => {
        const first = notesOf(a)
        const before = plain(first)
        merged(first, notesOf(b), first)
        expect(plain(first)).toEqual(before)
      }),
    )
  })

  it('say the same after being written and read', () => {
    fc.assert(
      fc.property(events, (list) => {
        const notes = notesOf(list)
        expect(plain(decodeNotes(encodeNotes(notes)))).toEqual(plain(notes))
      }),
    )
  })

  it('can be cut into pieces and put together again', () => {
    fc.assert(
      fc.property(events, fc.integer({ min: 1, max: 500 }), (list, maxChars) => {
        const notes = notesOf(list)
        const pieces = encodeInPieces(notes, maxChars)
        expect(plain(merged(...pieces.map(decodeNotes)))).toEqual(plain(notes))
      }),
    )
  })

  it('are cut by what they take as text, whatever their names are made of', () => {
    const hostile = Array.from({ length: 2000 }, (_, n) => ({
      type: 'track',
      event: `${'\u0001'.repeat(150)}${n}`,
      at: n,
      blocked: false,
      values: { ['\u0002'.repeat(190)]: 1 },
    }))
    const pieces = encodeInPieces(notesOf(hostile), 100_000)
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(103_000)
    expect(plain(merged(...pieces.map(decodeNotes)))).toEqual(plain(notesOf(hostile)))
  })

  it('count every event, also where there is no room for more names', () => {
    fc.assert(
      fc.property(events, events, fc.integer({ min: 0, max: 4 }), (a, b, room) => {
        const into: SourceNotes = new Map()
        const left = { ...fullRoom(), events: room }
        mergeNotes(into, notesOf(a), left)
        mergeNotes(into, notesOf(b), left)
        const listed = [...into.values()].flatMap(({ events }) => [...events.values()])
        const unlisted = [...into.values()].map((hour) => hour.unlisted)
        const total = (key: 'allowed' | 'blocked') =>
          [...listed, ...unlisted].reduce((sum, counts) => sum + counts[key], 0)
        const noted = [...a, ...b].filter(({ type }) => type !== 'alias')
        expect(total('blocked')).toBe(noted.filter(({ blocked }) => blocked).length)
        expect(total('allowed')).toBe(noted.filter(({ blocked }) => !blocked).length)
        expect(listed.length).toBeLessThanOrEqual(room)
      }),
    )
  })

  it('are refused when they are of a version that is not known', () => {
    expect(() => decodeNotes('{"v":2,"hours":{}}')).toThrow('unknown version')
  })
})
