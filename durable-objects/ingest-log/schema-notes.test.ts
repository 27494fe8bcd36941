import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createObjectStorage } from '../../test/fakes/delivery-outbox.ts'
import { decodeNotes, encodeNotes } from '../../worker/domain/schema/encode-notes.ts'
import { NoteTaker } from '../../worker/domain/schema/note-taker.ts'
import type { LiveSchema, SchemaDelivery } from '../../worker/messages/schema-rpc.ts'
import type { Verdict } from '../../worker/messages/verdict.ts'
import { Generations, type LiveGeneration } from './generations.ts'
import { SchemaNotes } from './schema-notes.ts'
import { LogStore } from './store.ts'

const LOG = 'enam-0'
const START = Date.parse('2026-11-23T17:10:00.000Z')
const MINUTE_MS = 60_000
const PASSED: Verdict = { outcome: 'passed' }

function notesOf(event: string, padding = 0): string {
  const taker = new NoteTaker()
  const properties = Object.fromEntries(
    Array.from({ length: padding }, (_, n) => [`${'long_'.repeat(30)}${n}`, n]),
  )
  const fields = { type: 'track' as const, event, properties }
  taker.add({ fields, receivedAt: new Date(START).toISOString(), blocked: false })
  return encodeNotes(taker.notes)
}

function makeLog() {
  const { storage } = createObjectStorage()
  const store = new LogStore(storage as unknown as DurableObjectStorage)
  const generations = new Generations(store)
  const clock = { now: START }
  const taken: SchemaDelivery[] = []
  /** Sources whose monitors never answer, and those that refuse. */
  const hangs = new Set<string>()
  const refuses = new Set<string>()
  const offered: string[] = []
  let reads = 0
  let inPause = () => {}
  const make = () =>
    new SchemaNotes({
      log: LOG,
      sql: storage.sql,
      store: {
        acks: (generation) => {
          reads++
          return store.acks(generation)
        },
      },
      generations,
      monitor: (source) => ({
        takeSchema: async (delivery) => {
          offered.push(source)
          if (hangs.has(source)) return new Promise(() => {})
          if (refuses.has(source)) throw new Error('down')
          taken.push(delivery)
        },
      }),
      now: () => clock.now,
      pause: async () => inPause(),
    })
  const acknowledge = (segment: number, schema: Record<string, string>) =>
    generations.acknowledge([
      {
        segment,
        first: 0,
        count: 1,
        totals: {},
        verdicts: { values: [PASSED], runs: [0, 1] },
        schema,
      },
    ])
  const append = (sourceId: string): number => {
    const received = [{ sourceId, hour: '2026-11-23T17', count: 1 }]
    const [unit] = generations.append([{ version: 1, body: 'x', count: 1, received }], clock.now)
    return unit?.segment ?? 0
  }
  const notes = make()
  return {
    notes,
    make,
    clock,
    generations,
    taken,
    hangs,
    refuses,
    offered,
    append,
    acknowledge,
    reads: () => reads,
    onPause: (work: () => void) => {
      inPause = work
    },
    /** A generation with one acknowledged event for each of the sources, sealed. */
    finish: (schema: Record<string, string>): LiveGeneration => {
      for (const [source, text] of Object.entries(schema)) {
        acknowledge(append(source), { [source]: text })
      }
      clock.now += MINUTE_MS
      generations.sealIfDue(clock.now)
      return generations.finished().at(-1) as LiveGeneration
    },
    /** Ends a generation as the archive does. */
    drop: (generation: LiveGeneration) => {
      notes.keep(generation)
      store.dropGeneration(generation.id, [], [])
      generations.forget(generation)
      notes.forget(generation)
    },
  }
}

const namesIn = ({ generations }: LiveSchema): string[] =>
  generations
    .flatMap(({ pieces }) => pieces)
    .flatMap((text) => [...decodeNotes(text).values()])
    .flatMap(({ events }) => [...events.values()].map(({ name }) => name))
    .sort()

describe('what a log has of a schema itself', () => {
  it('is of the source that is asked for, from all generations', async () => {
    const { notes, finish, append, acknowledge } = makeLog()
    finish({ a: notesOf('A1'), b: notesOf('B1') })
    finish({ a: notesOf('A2') })
    acknowledge(append('a'), { a: notesOf('A3') })
    expect(namesIn(await notes.schemaOf('a'))).toEqual(['A1', 'A2', 'A3'])
    expect(namesIn(await notes.schemaOf('b'))).toEqual(['B1'])
    expect(await notes.schemaOf('c')).toEqual({ log: LOG, generations: [], cut: false })
  })

  it('reads a finished generation once, and one that still changes each time', async () => {
    const { notes, finish, append, acknowledge, reads } = makeLog()
    finish({ a: notesOf('A1') })
    acknowledge(append('a'), { a: notesOf('A2') })
    await notes.schemaOf('a')
    expect(reads()).toBe(2)
    acknowledge(append('a'), { a: notesOf('A3') })
    expect(namesIn(await notes.schemaOf('a'))).toEqual(['A1', 'A2', 'A3'])
    expect(reads()).toBe(3)
  })

  it('lets others have their turn after each generation, and asks once for who asks together', async () => {
    const { notes, finish, onPause, reads } = makeLog()
    for (let n = 0; n < 5; n++) finish({ a: notesOf(`A${n}`) })
    let pauses = 0
    onPause(() => void pauses++)
    const [first, second] = await Promise.all([notes.schemaOf('a'), notes.schemaOf('a')])
    expect(first).toBe(second)
    expect([pauses, reads()]).toEqual([5, 5])
  })

  it('has a generation that is dropped in between once', async () => {
    const { notes, finish, drop, onPause, refuses } = makeLog()
    const generation = finish({ a: notesOf('A1') })
    finish({ a: notesOf('A2') })
    refuses.add('a')
    await notes.deliver(generation)
    onPause(() => {
      onPause(() => {})
      drop(generation)
    })
    expect(namesIn(await notes.schemaOf('a'))).toEqual(['A1', 'A2'])
    expect(namesIn(await notes.schemaOf('a'))).toEqual(['A1', 'A2'])
  })

  it('begins anew when segments move in between, and has nothing twice', async () => {
    const { notes, finish, append, acknowledge, clock, generations, onPause } = makeLog()
    const straggler = append('a')
    finish({ a: notesOf('A1') })
    clock.now += 2 * MINUTE_MS
    acknowledge(append('a'), { a: notesOf('A2') })
    onPause(() => {
      onPause(() => {})
      generations.moveStragglers(clock.now)
      acknowledge(straggler, { a: notesOf('A3') })
    })
    const answer = await notes.schemaOf('a')
    expect(namesIn(answer)).toEqual(['A1', 'A2', 'A3'])
    expect(answer.cut).toBe(false)
  })

  it('is bounded: the newest that fit, and that there is more', async () => {
    const { notes, finish } = makeLog()
    for (let n = 0; n < 160; n++) finish({ a: notesOf(`A${n}`, 200) })
    const answer = await notes.schemaOf('a')
    expect(answer.cut).toBe(true)
    const names = namesIn(answer)
    expect(names).toContain('A159')
    expect(names).not.toContain('A0')
    const chars = answer.generations.flatMap(({ pieces }) => pieces).join('').length
    expect(chars).toBeLessThanOrEqual(4_000_000)
    expect(chars).toBeGreaterThan(3_000_000)
  })
})

describe('the delivery of notes', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    vi.spyOn(console, 'warn').mockImplementation(() => {})
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  })

  /** The work, with the time that it waits for passing on both clocks. */
  async function waited(log: ReturnType<typeof makeLog>, work: Promise<void>): Promise<void> {
    let done = false
    void work.finally(() => {
      done = true
    })
    for (let n = 0; n < 100 && !done; n++) {
      await vi.advanceTimersByTimeAsync(1000)
      log.clock.now += 1000
    }
    if (!done) throw new Error('it did not end')
  }

  it('does not wait for monitors that hang, and keeps what they did not take', async () => {
    const log = makeLog()
    const sources = Array.from({ length: 40 }, (_, n) => `s${n}`)
    for (const source of sources.slice(0, 20)) log.hangs.add(source)
    const generation = log.finish(
      Object.fromEntries(sources.map((source) => [source, notesOf(source)])),
    )
    const began = log.clock.now
    await waited(log, log.notes.deliver(generation))
    expect(log.clock.now - began).toBeLessThan(30_000)
    log.drop(generation)
    const inTime = log.taken.length
    expect(inTime).toBeGreaterThan(0)
    // All that was not taken is kept, also over a restart.
    const held = await Promise.all(sources.map((source) => log.make().schemaOf(source)))
    expect(held.filter(({ generations }) => generations.length > 0)).toHaveLength(40 - inTime)
  })

  it('offers again what is pending: a monitor that hangs comes after those that answer', async () => {
    const log = makeLog()
    for (const source of ['h1', 'h2', 'h3', 'ok']) log.refuses.add(source)
    const generation = log.finish({
      h1: notesOf('1'),
      h2: notesOf('2'),
      h3: notesOf('3'),
      ok: notesOf('4'),
    })
    await log.notes.deliver(generation)
    log.drop(generation)
    for (const source of ['h1', 'h2', 'h3']) log.hangs.add(source)
    log.refuses.clear()
    for (let round = 0; round < 3; round++) {
      log.clock.now = log.notes.retryDueAt ?? 0
      const began = log.clock.now
      log.offered.length = 0
      await waited(log, log.notes.retry())
      // Two that hang end a round.
      expect(log.offered.length).toBeLessThanOrEqual(3)
      expect(log.clock.now - began).toBeLessThan(25_000)
    }
    expect(log.taken).toMatchObject([{ log: LOG, generation: generation.id }])
    log.hangs.clear()
    for (let round = 0; round < 2 && log.notes.retryDueAt !== null; round++) {
      log.clock.now = log.notes.retryDueAt
      await waited(log, log.notes.retry())
    }
    expect(log.taken).toHaveLength(4)
    expect(log.notes.retryDueAt).toBeNull()
  })
})
