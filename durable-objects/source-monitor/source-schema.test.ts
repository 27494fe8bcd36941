import { describe, expect, it } from 'vitest'
import { createObjectStorage } from '../../test/fakes/delivery-outbox.ts'
import { encodeNotes } from '../../worker/domain/schema/encode-notes.ts'
import type { SchemaKind } from '../../worker/domain/schema/kinds.ts'
import { NoteTaker } from '../../worker/domain/schema/note-taker.ts'
import type { LiveSchema, SchemaOff } from '../../worker/messages/schema-rpc.ts'
import { migrate } from '../sqlite-migrations.ts'
import { MIGRATIONS } from './migrations.ts'
import { SchemaStore } from './schema-store.ts'
import { SourceSchema } from './source-schema.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const START = Date.parse('2026-11-23T17:10:00.000Z')
const NOTHING_OFF: SchemaOff = { events: [], page: false, screen: false, identify: [], group: [] }

interface Call {
  event?: string
  type?: SchemaKind
  blocked?: boolean
  omitted?: string[]
  values?: Record<string, unknown>
}

function notesOf(calls: readonly Call[], at: number): string {
  const taker = new NoteTaker()
  for (const { event = 'Order Completed', type = 'track', values = {}, ...rest } of calls) {
    const fields = { type, event, properties: values, traits: values }
    taker.add({ fields, receivedAt: new Date(at).toISOString(), blocked: false, ...rest })
  }
  return encodeNotes(taker.notes)
}

function createMonitor() {
  const { fake, storage } = createObjectStorage()
  migrate(storage.sql, MIGRATIONS)
  const clock = { now: START }
  const live: LiveSchema[] = []
  const missing = { logs: false }
  const problems: unknown[] = []
  const store = new SchemaStore(storage as unknown as DurableObjectStorage)
  const schema = new SourceSchema({
    store,
    now: () => clock.now,
    live: async () => ({ answers: live, incomplete: missing.logs }),
    problem: (_, error) => problems.push(error),
  })
  let generation = 0
  return {
    fake,
    clock,
    live,
    missing,
    store,
    schema,
    problems,
    /** A generation of a log, delivered as its log does. */
    deliver: (calls: readonly Call[], at = clock.now, log = 'enam-0') => {
      generation++
      const delivery = { log, generation, low: generation, pieces: [notesOf(calls, at)] }
      return schema.takeSchema(delivery).then(() => delivery)
    },
    /** Event name -> allowed and blocked. */
    counts: async (period: '24h' | '7d' | '30d' = '7d') =>
      Object.fromEntries(
        (await schema.schemaList(period)).events.map(({ kind, name, allowed, blocked }) => [
          name || kind,
          [allowed, blocked],
        ]),
      ),
    fields: async (kind: SchemaKind, name = '', period: '24h' | '7d' | '30d' = '7d') =>
      Object.fromEntries(
        ((await schema.schemaFields({ kind, name, period }))?.fields ?? []).map(
          ({ path, allowed, blocked, types }) => [path, [allowed, blocked, types.join()]],
        ),
      ),
  }
}

describe('the schema of a source', () => {
  it('counts what was delivered, the same before and after the journal is worked in', async () => {
    const { deliver, counts, fields, store, clock } = createMonitor()
    await deliver([{ values: { total: 1 } }, { values: { total: 1.5, coupon: 'x' } }])
    await deliver([{ blocked: true, values: { total: 2 } }, { type: 'page' }])
    for (let round = 0; round < 2; round++) {
      expect(await counts()).toEqual({ 'Order Completed': [2, 1], page: [1, 0] })
      expect(await fields('track', 'Order Completed')).toEqual({
        total: [2, 1, 'number,integer'],
        coupon: [1, 0, 'string'],
      })
      store.compact(clock.now)
    }
    expect([...store.journal()]).toEqual([])
  })

  it('takes each generation of a log once, whenever it comes again', async () => {
    const { deliver, counts, schema, store, clock } = createMonitor()
    const first = await deliver([{}])
    await schema.takeSchema(first)
    store.compact(clock.now)
    await schema.takeSchema(first)
    const second = await deliver([{}])
    await schema.takeSchema(first)
    await schema.takeSchema({ ...second, pieces: second.pieces })
    store.compact(clock.now)
    await schema.takeSchema(first)
    await schema.takeSchema(second)
    expect(await counts()).toEqual({ 'Order Completed': [2, 0] })
    // Another log counts from one too.
    await schema.takeSchema({ ...first, log: 'weur-0' })
    expect(await counts()).toEqual({ 'Order Completed': [3, 0] })
  })

  it('takes a generation that was kept back while later ones came', async () => {
    const { schema, counts, store, clock } = createMonitor()
    const delivery = (generation: number, low: number) => ({
      log: 'enam-0',
      generation,
      low,
      pieces: [notesOf([{}], START)],
    })
    await schema.takeSchema(delivery(5, 3))
    store.compact(clock.now)
    await schema.takeSchema(delivery(3, 3))
    await schema.takeSchema(delivery(5, 3))
    await schema.takeSchema(delivery(4, 4))
    await schema.takeSchema(delivery(3, 3))
    expect(await counts()).toEqual({ 'Order Completed': [3, 0] })
  })

  it('adds what the logs still hold, unless it was delivered meanwhile', async () => {
    const { schema, counts, live, store, clock, fields } = createMonitor()
    const notes = notesOf([{ values: { total: 1 } }], START)
    live.push({ log: 'enam-0', generations: [{ generation: 1, pieces: [notes] }], cut: false })
    for (let round = 0; round < 3; round++) {
      expect(await counts()).toEqual({ 'Order Completed': [1, 0] })
      expect(await fields('track', 'Order Completed')).toEqual({ total: [1, 0, 'integer'] })
      if (round === 0) {
        await schema.takeSchema({ log: 'enam-0', generation: 1, low: 1, pieces: [notes] })
      } else store.compact(clock.now)
    }
  })

  it('keeps counts by the hour for two days, then by the day, for 35 days', async () => {
    const { deliver, counts, clock, store, fake } = createMonitor()
    await deliver([{ values: { a: 1 } }])
    store.compact(clock.now)
    clock.now += HOUR_MS
    await deliver([{ values: { a: 1 } }])
    store.compact(clock.now)
    expect(await counts('24h')).toEqual({ 'Order Completed': [2, 0] })
    clock.now = START + 23 * HOUR_MS
    expect(await counts('24h')).toEqual({ 'Order Completed': [2, 0] })
    clock.now = START + 24 * HOUR_MS
    expect(await counts('24h')).toEqual({ 'Order Completed': [1, 0] })
    clock.now = START + 3 * DAY_MS
    store.compact(clock.now)
    const buckets = () =>
      fake.exec<{ bucket: string }>('SELECT bucket FROM schema_counts').toArray()
    expect(buckets()).toEqual([{ bucket: '2026-11-23' }])
    expect(await counts('24h')).toEqual({ 'Order Completed': [0, 0] })
    expect(await counts('7d')).toEqual({ 'Order Completed': [2, 0] })
    // A log that was away all the time.
    await deliver([{}], START, 'weur-0')
    expect(await counts('7d')).toEqual({ 'Order Completed': [3, 0] })
    store.compact(clock.now)
    expect(await counts('7d')).toEqual({ 'Order Completed': [3, 0] })
    expect(buckets()).toEqual([{ bucket: '2026-11-23' }])
    clock.now = START + 7 * DAY_MS
    expect(await counts('7d')).toEqual({ 'Order Completed': [0, 0] })
    expect(await counts('30d')).toEqual({ 'Order Completed': [3, 0] })
    clock.now = START + 36 * DAY_MS
    store.compact(clock.now)
    expect(buckets()).toEqual([])
    expect(await counts('30d')).toEqual({ 'Order Completed': [0, 0] })
  })

  it('works in what a log that was away for long delivers, hour by hour, as if it had come in time', async () => {
    const away = createMonitor()
    const inTime = createMonitor()
    const hours = Array.from({ length: 30 }, (_, n) => START - n * HOUR_MS)
    // Each delivery is of all hours, so that the counts of each are needed again and again.
    for (let round = 0; round < 3; round++) {
      const pieces = hours.map((at) => notesOf([{ event: `E${round}`, values: { a: 1 } }, {}], at))
      await away.schema.takeSchema({ log: 'enam-0', generation: round, low: 0, pieces })
      for (const at of hours) {
        await inTime.deliver([{ event: `E${round}`, values: { a: 1 } }, {}], at)
        inTime.store.compact(inTime.clock.now)
      }
    }
    away.store.compact(away.clock.now)
    for (const period of ['24h', '7d'] as const) {
      expect(await away.counts(period)).toEqual(await inTime.counts(period))
    }
    expect(await away.counts('7d')).toEqual({
      'Order Completed': [90, 0],
      E0: [30, 0],
      E1: [30, 0],
      E2: [30, 0],
    })
  })

  it('lists 4,000 events and counts the others', async () => {
    const { deliver, schema, store, clock } = createMonitor()
    const names = Array.from({ length: 4100 }, (_, n) => ({ event: `E${n}` }))
    await deliver(names.slice(0, 2000))
    await deliver(names.slice(2000))
    await deliver([{ event: 'E0' }, { event: 'one more' }, { type: 'identify' }])
    for (let round = 0; round < 2; round++) {
      const { events, unlisted } = await schema.schemaList('7d')
      expect(events).toHaveLength(4001)
      expect(unlisted).toBe(101)
      expect(events.find(({ name }) => name === 'E0')?.allowed).toBe(2)
      store.compact(clock.now)
    }
    expect(await schema.expectEvent('yet another')).toBe('full')
    const { events: rows } = await schema.schemaSheet({ kind: 'track', period: '7d' })
    expect(rows.reduce((sum, { allowed }) => sum + allowed, 0) + 101).toBe(4102)
  })

  it('lists 300 fields of an event and says that there are more', async () => {
    const { deliver, schema, store, clock } = createMonitor()
    const values = (from: number) =>
      Object.fromEntries(Array.from({ length: 200 }, (_, n) => [`f${from + n}`, n]))
    await deliver([{ values: values(0) }])
    await deliver([{ values: values(200) }])
    for (let round = 0; round < 2; round++) {
      const { events } = await schema.schemaList('7d')
      expect(events[0]).toMatchObject({ allowed: 2, fields: 300, fieldsUnlisted: true })
      store.compact(clock.now)
    }
  })

  it('writes few rows, however many events there are, and none over 2 MB', async () => {
    const { deliver, fake, store } = createMonitor()
    const names = Array.from({ length: 4000 }, (_, n) => ({
      event: `${'\u4e2d'.repeat(150)} ${n}`,
      values: { a: 1, b: 'x', c: n % 2 === 0 ? null : 1 },
    }))
    const before = fake.rowsWritten
    await deliver(names)
    expect(fake.rowsWritten - before).toBeLessThan(30)
    for (let n = 0; n < 70; n++) await deliver([{ event: 'Order Completed', values: { a: n } }])
    expect([...store.journal()].length).toBeLessThan(60)
    expect(fake.rowsWritten - before).toBeLessThan(200)
    for (const table of ['schema_facts.body', 'schema_counts.body', 'schema_journal.notes']) {
      const [name, column] = table.split('.')
      const { bytes } = fake
        .exec<{ bytes: number | null }>(
          `SELECT max(length(cast(${column} AS BLOB))) AS bytes FROM ${name}`,
        )
        .one()
      expect(bytes ?? 0).toBeLessThan(table.includes('journal') ? 4_000_000 : 2_000_000)
    }
  })

  it('lists an event that was added by hand until it comes', async () => {
    const { schema, deliver } = createMonitor()
    expect(await schema.expectEvent('Trial Started')).toBe('added')
    expect(await schema.expectEvent('Trial Started')).toBe('known')
    expect((await schema.schemaList('7d')).events).toMatchObject([
      { name: 'Trial Started', expected: true, allowed: 0, first: 0, last: 0 },
    ])
    await deliver([{ event: 'Trial Started' }])
    expect((await schema.schemaList('7d')).events).toMatchObject([
      { name: 'Trial Started', expected: false, allowed: 1, first: START, last: START },
    ])
  })

  it('archives what it knows, and nothing when a name is unknown', async () => {
    const { schema, live } = createMonitor()
    live.push({
      log: 'enam-0',
      generations: [{ generation: 1, pieces: [notesOf([{ event: 'A' }], START)] }],
      cut: false,
    })
    const ask = (names: string[]) => schema.archiveEvents({ kind: 'track', names, archived: true })
    expect(await ask(['A', 'B'])).toEqual(['B'])
    expect((await schema.schemaList('7d')).events).toMatchObject([{ name: 'A', archived: false }])
    expect(await ask(['A'])).toEqual([])
    expect((await schema.schemaList('7d')).events).toMatchObject([
      { name: 'A', archived: true, allowed: 1 },
    ])
  })

  it('forgets what is cleared, with what the logs deliver later of the time before', async () => {
    const { schema, live, counts, clock, deliver } = createMonitor()
    await deliver([{ event: 'Kept' }, { event: 'Gone' }])
    const notes = notesOf([{ event: 'Gone' }, { event: 'Only Live' }], START)
    live.push({ log: 'weur-0', generations: [{ generation: 1, pieces: [notes] }], cut: false })
    clock.now += 1000
    const off = { ...NOTHING_OFF, events: ['Kept'] }
    expect(await schema.clearSchema({ kinds: ['track'], what: ['allowed'], off })).toEqual({
      events: 2,
      fields: 0,
    })
    expect(await counts()).toEqual({ Kept: [1, 0] })
    await schema.takeSchema({ log: 'weur-0', generation: 1, low: 1, pieces: [notes] })
    expect(await counts()).toEqual({ Kept: [1, 0] })
    await deliver([{ event: 'Gone' }], clock.now + 1)
    expect(await counts()).toEqual({ Kept: [1, 0], Gone: [1, 0] })
  })

  it('clears traits by what the controls say of them', async () => {
    const { schema, deliver, fields, clock, store } = createMonitor()
    await deliver([{ type: 'identify', values: { email: 'x', plan: 'y' }, omitted: ['email'] }])
    clock.now += 1000
    const off = { ...NOTHING_OFF, identify: ['email'] }
    expect(await schema.clearSchema({ kinds: ['identify'], what: ['allowed'], off })).toEqual({
      events: 0,
      fields: 1,
    })
    expect(await fields('identify')).toEqual({ email: [0, 1, 'string'] })
    await deliver([{ type: 'identify', values: { plan: 3 } }], clock.now + 1)
    for (let round = 0; round < 2; round++) {
      expect(await fields('identify')).toEqual({
        email: [0, 1, 'string'],
        plan: [1, 0, 'integer'],
      })
      store.compact(clock.now)
    }
    await schema.clearSchema({ kinds: ['identify'], what: ['allowed', 'blocked'], off })
    expect((await schema.schemaList('7d')).events).toHaveLength(0)
  })

  it('says what names break the conventions', async () => {
    const { deliver, schema } = createMonitor()
    await deliver([
      { event: 'Order Completed' },
      { event: 'order_completed', values: { orderId: 1, order_id: 1 } },
      { type: 'identify', values: { planName: 'x', email: 'y' } },
    ])
    const { events } = await schema.schemaList('7d')
    expect(
      events.map(({ name, hints, fieldProblems }) => [
        name,
        hints.map(({ problem }) => problem),
        fieldProblems,
      ]),
    ).toEqual([
      ['Order Completed', [], 0],
      ['order_completed', ['not_object_action', 'near_duplicate'], 0],
      ['', [], 1],
    ])
    const answer = await schema.schemaFields({
      kind: 'track',
      name: 'order_completed',
      period: '7d',
    })
    expect(answer?.fields.map(({ path, hints }) => [path, hints.length])).toEqual([
      ['orderId', 2],
      ['order_id', 0],
    ])
  })

  it('gives the place of a field that was cleared long ago to another, and keeps them apart', async () => {
    const { schema, deliver, fields, clock } = createMonitor()
    await deliver([{ values: { a: 1, b: 1 }, type: 'group' }])
    clock.now += 1000
    const off = { ...NOTHING_OFF, group: ['b'] }
    await schema.clearSchema({ kinds: ['group'], what: ['allowed'], off })
    clock.now += 41 * DAY_MS
    await deliver([{ values: { c: true, a: 'x' }, type: 'group' }])
    await deliver([{ values: { a: 'x' }, type: 'group' }])
    expect(await fields('group')).toEqual({
      a: [2, 0, 'string'],
      b: [0, 0, 'integer'],
      c: [1, 0, 'boolean'],
    })
  })

  it('says in every answer that a log is missing', async () => {
    const { deliver, schema, missing } = createMonitor()
    await deliver([{ values: { total: 1 } }])
    const ask = async () => {
      const fields = await schema.schemaFields({
        kind: 'track',
        name: 'Order Completed',
        period: '7d',
      })
      return [
        (await schema.schemaList('7d')).incomplete,
        fields?.incomplete,
        (await schema.schemaSheet({ kind: 'track', period: '7d' })).incomplete,
      ]
    }
    expect(await ask()).toEqual([false, false, false])
    missing.logs = true
    expect(await ask()).toEqual([true, true, true])
    expect((await schema.schemaList('7d')).events).toMatchObject([{ allowed: 1 }])
  })

  it('keeps what it took when the journal cannot be worked in', async () => {
    const { deliver, schema, fake, problems } = createMonitor()
    fake.exec("INSERT INTO schema_facts (part, body) VALUES (0, 'not JSON')")
    for (let n = 0; n < 61; n++) await deliver([{}])
    expect(problems.length).toBeGreaterThan(0)
    fake.exec('DELETE FROM schema_facts')
    expect((await schema.schemaList('7d')).events).toMatchObject([{ allowed: 61 }])
  })
})
