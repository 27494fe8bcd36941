import { describe, expect, it } from 'vitest'
import { createObjectStorage } from '../../test/fakes/delivery-outbox.ts'
import { hourOf } from '../../worker/domain/books.ts'
import { noteJudged } from '../../worker/domain/protocols/violation-notes.ts'
import { encodeNotes } from '../../worker/domain/schema/encode-notes.ts'
import { NoteTaker } from '../../worker/domain/schema/note-taker.ts'
import { hourNotes, protocolNotes } from '../../worker/domain/schema/notes.ts'
import type { LiveSchema } from '../../worker/messages/schema-rpc.ts'
import { migrate } from '../sqlite-migrations.ts'
import { MIGRATIONS } from './migrations.ts'
import { SchemaStore } from './schema-store.ts'
import { SourceSchema } from './source-schema.ts'
import { SourceViolations } from './source-violations.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const START = Date.parse('2026-11-23T17:10:00.000Z')

/** Notes of so many events, of which some lack a field. */
function notesOf(at: number, events: number, lacking: readonly string[]): string {
  const taker = new NoteTaker()
  const receivedAt = new Date(at).toISOString()
  for (let n = 0; n < events; n++) {
    taker.add({ fields: { type: 'track', event: 'Paid' }, receivedAt, blocked: false })
  }
  const notes = protocolNotes(hourNotes(taker.notes, hourOf(receivedAt)))
  for (const [n, field] of lacking.entries()) {
    noteJudged(notes, {
      planId: 'tp_1',
      event: 'Paid',
      outcome: n % 2 === 0 ? 'passed' : 'blocked',
      violations: [{ type: 'Required', field, description: '', ruleType: 'TRACK', version: 1 }],
      acceptId: `${at}-${n}`,
      messageId: `m-${n}`,
      at,
      library: 'lib 1',
      appVersion: '2.0',
    })
  }
  return encodeNotes(taker.notes)
}

function createMonitor() {
  const { storage } = createObjectStorage()
  migrate(storage.sql, MIGRATIONS)
  const clock = { now: START }
  const live: LiveSchema[] = []
  const store = new SchemaStore(storage as unknown as DurableObjectStorage)
  const now = () => clock.now
  const schema = new SourceSchema({
    store,
    now,
    live: async () => ({ answers: live, incomplete: false }),
    problem: (_, error) => {
      throw error
    },
  })
  const violations = new SourceViolations({
    sourceId: 'src_1',
    store: store.violations,
    now,
    fresh: () => schema.fresh(),
    eventsSince: (from, fresh) => schema.eventsSince(from, fresh),
  })
  let generation = 0
  return {
    clock,
    live,
    store,
    violations,
    deliver: (at: number, events: number, lacking: readonly string[]) => {
      generation++
      const pieces = [notesOf(at, events, lacking)]
      return schema.takeSchema({ log: 'enam-0', generation, low: generation, pieces })
    },
  }
}

const counts = (list: { violations: { field: string; count: number }[] }) =>
  Object.fromEntries(list.violations.map(({ field, count }) => [field, count]))

describe('violations of a source', () => {
  it('are the same before they are worked in and after', async () => {
    const { violations, store, clock, deliver, live } = createMonitor()
    await deliver(START, 10, ['a', 'a', 'b'])
    await deliver(START - 30 * HOUR_MS, 5, ['a'])
    live.push({
      log: 'weur-0',
      generations: [{ generation: 1, pieces: [notesOf(START, 1, ['c'])] }],
      cut: false,
    })
    const before = await violations.violationList('24h')
    store.compact(clock.now)
    const after = await violations.violationList('24h')
    expect(after).toEqual(before)
    expect(counts(after)).toEqual({ a: 2, b: 1, c: 1 })
    expect(after).toMatchObject({ violating: 4, blocked: 1 })
    expect(after.series).toEqual([{ at: '2026-11-23T17:00:00.000Z', count: 4, events: 11 }])
    expect(counts(await violations.violationList('7d'))).toEqual({ a: 3, b: 1, c: 1 })
    expect(after.violations[0]?.firstEver).toBe(START - 30 * HOUR_MS)
  })

  it('outlive their hours as days, and are gone after five weeks', async () => {
    const { violations, store, clock, deliver } = createMonitor()
    await deliver(START, 3, ['a'])
    await deliver(START + HOUR_MS, 3, ['a'])
    store.compact(START + HOUR_MS)
    clock.now = START + 5 * DAY_MS
    await deliver(clock.now, 1, [])
    store.compact(clock.now)
    const list = await violations.violationList('7d')
    expect(counts(list)).toEqual({ a: 2 })
    expect(list.series).toEqual([
      { at: '2026-11-23T00:00:00.000Z', count: 2, events: 6 },
      { at: '2026-11-28T17:00:00.000Z', count: 0, events: 1 },
    ])
    clock.now = START + 40 * DAY_MS
    await deliver(clock.now, 1, [])
    store.compact(clock.now)
    expect((await violations.violationList('30d')).violations).toEqual([])
  })

  it('are looked at one by one, and marked by people', async () => {
    const { violations, deliver } = createMonitor()
    await deliver(START, 3, ['a', 'b'])
    const [first] = (await violations.violationList('1h')).violations
    const id = first?.id ?? ''
    await violations.markViolations({ ids: [id], state: 'resolved', by: 'Ada' })
    const detail = await violations.violation({ id, period: '24h' })
    expect(detail?.violation).toMatchObject({
      field: 'a',
      count: 1,
      mark: { state: 'resolved', by: 'Ada', at: START },
      samples: [{ acceptId: `${START}-0`, messageId: 'm-0', outcome: 'passed' }],
    })
    expect(await violations.violation({ id: 'vio_none', period: '24h' })).toBeNull()
  })
})
