import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createObjectStorage } from '../../test/fakes/delivery-outbox.ts'
import { type ArchiveLines, addSegmentLines } from '../../worker/archive/archive-lines.ts'
import { acceptIdOf, archiveKey } from '../../worker/archive/object-key.ts'
import { compareLive } from '../../worker/domain/live/merge-live.ts'
import { pack, unpack } from '../../worker/messages/packed.ts'
import { formatRecord } from '../../worker/messages/record.ts'
import type { Verdict } from '../../worker/messages/verdict.ts'
import { Generations } from './generations.ts'
import { type RecentDeps, recentEvents } from './recent.ts'
import { LogStore } from './store.ts'

const LOG = 'enam-0'
const HOUR = '2026-11-23T17'
const PASSED: Verdict = { outcome: 'passed' }
const timeOf = (n: number) => new Date(Date.parse(`${HOUR}:00:00.000Z`) + n).toISOString()

/** A log whose segments hold one event each; `receivedAt` counts up. */
function makeLog() {
  const { storage } = createObjectStorage()
  const store = new LogStore(storage as unknown as DurableObjectStorage)
  const generations = new Generations(store)
  const objects = new Map<string, Uint8Array>()
  const metadata = new Map<string, Record<string, string>>()
  let pauses = 0
  let reads = 0
  let appended = 0
  const deps: RecentDeps = {
    log: LOG,
    generations,
    store,
    archive: {
      get: async (key) => {
        reads++
        const body = objects.get(key)
        if (body === undefined) return null
        return { body: new Blob([body]).stream(), customMetadata: metadata.get(key) ?? {} }
      },
    },
    pause: async () => void pauses++,
  }
  return {
    deps,
    pauses: () => pauses,
    reads: () => reads,
    append(sourceId: string, userId: string): string {
      const receivedAt = timeOf(appended++)
      const fields = { type: 'track', event: 'E', messageId: `m${appended}`, userId, receivedAt }
      const body = formatRecord({ kind: 'e', sourceId, receivedAt, json: JSON.stringify(fields) })
      const received = [{ sourceId, hour: HOUR, count: 1 }]
      const [unit] = generations.append([{ version: 1, body, count: 1, received }], 0)
      return acceptIdOf(LOG, unit?.segment ?? 0, 0)
    },
    acknowledge(): void {
      const units = [...generations.unacked.keys()].map((segment) => ({
        segment,
        first: 0,
        count: 1,
        verdicts: pack([PASSED]),
        totals: {},
      }))
      generations.acknowledge(units)
    },
    /** What a finished generation becomes. */
    archive(customMetadata: Record<string, string> = {}): void {
      const { open } = generations
      if (!open || open.unacked > 0) return
      const lines = new Map<string, ArchiveLines>()
      for (const { segment, verdicts } of store.acks(open.id)) {
        const body = store.body(open.id, segment)
        addSegmentLines(lines, { log: LOG, segment, body, verdicts: unpack(verdicts) })
      }
      const keys = [...lines].map(([sourceId, source]) => {
        const key = archiveKey({ sourceId, hour: HOUR, log: LOG, generation: open.id })
        objects.set(key, gzipSync(source.take()))
        metadata.set(key, customMetadata)
        return key
      })
      const ids = [...open.segments.keys()]
      store.dropGeneration(open.id, [[Math.min(...ids), Math.max(...ids)]], keys)
      generations.forget(open)
    },
  }
}

describe('what a log had of a source lately', () => {
  const anyStep = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.tuple(fc.constantFrom('src_a', 'src_b'), fc.constantFrom('u1', 'u2')),
    },
    { weight: 2, arbitrary: fc.constant('acknowledge' as const) },
    { weight: 2, arbitrary: fc.constant('archive' as const) },
  )

  it('is the newest that fit, wherever they are now, each once and in order', async () => {
    const anyUser = fc.constantFrom('u1', undefined)
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyStep, { maxLength: 40 }),
        fc.integer({ min: 1, max: 12 }),
        anyUser,
        async (steps, limit, userId) => {
          const log = makeLog()
          const expected: string[] = []
          let archived = 0
          for (const step of steps) {
            if (step === 'acknowledge') log.acknowledge()
            else if (step === 'archive') {
              // Beyond eight objects it is another matter, below.
              if (archived++ < 8) log.archive()
            } else {
              const id = log.append(...step)
              const fits = step[0] === 'src_a' && (userId === undefined || step[1] === userId)
              if (fits) expected.unshift(id)
            }
          }
          const filter = userId === undefined ? {} : { userId }
          const request = { sourceId: 'src_a', limit, filter }
          const { events, since } = await recentEvents(log.deps, request)
          expect(events.map(({ acceptId }) => acceptId)).toEqual(expected.slice(0, limit))
          expect(events).toEqual([...events].sort(compareLive))
          if (expected.length > limit) expect(since).not.toBeNull()
          if (expected.length < limit) expect(since).toBeNull()
        },
      ),
      { numRuns: 60 },
    )
  })

  it('ends after eight objects, and says how far back it went', async () => {
    const log = makeLog()
    const ids = Array.from({ length: 12 }, () => {
      const id = log.append('src_a', 'u1')
      log.acknowledge()
      log.archive()
      return id
    })
    const { events, since } = await recentEvents(log.deps, { sourceId: 'src_a', limit: 500 })
    expect(events.map(({ acceptId }) => acceptId)).toEqual(ids.slice(4).reverse())
    expect(since).toBe(timeOf(4))
    expect(log.reads()).toBe(8)
  })

  it('passes over an object that is too large to be read, and says so', async () => {
    const log = makeLog()
    const ids = ['16000000', '16000001', '80'].map((bytes, n) => {
      const id = log.append('src_a', 'u1')
      log.acknowledge()
      log.archive({ bytes, first: timeOf(n), last: timeOf(n) })
      return id
    })
    const { events, since } = await recentEvents(log.deps, { sourceId: 'src_a', limit: 500 })
    expect(events.map(({ acceptId }) => acceptId)).toEqual([ids[2], ids[0]])
    expect(since).toBe(timeOf(1))
  })

  it('lets others have their turn after every segment', async () => {
    const log = makeLog()
    for (let n = 0; n < 20; n++) log.append('src_a', 'u1')
    await recentEvents(log.deps, { sourceId: 'src_a', limit: 500 })
    expect(log.pauses()).toBe(20)
  })

  it('looks up single records by their ids, in the tables and in the archive', async () => {
    const log = makeLog()
    const old = log.append('src_a', 'u1')
    log.acknowledge()
    log.archive()
    for (let n = 0; n < 10; n++) log.append('src_a', 'u1')
    const young = log.append('src_a', 'u1')
    const only = [old, young, `${LOG}.999.0`, 'nonsense']
    const { events } = await recentEvents(log.deps, { sourceId: 'src_a', limit: 500, only })
    expect(events.map(({ acceptId, state }) => [acceptId, state])).toEqual([
      [young, 'pending'],
      [old, 'allowed'],
    ])
    expect(log.pauses()).toBe(1)
  })

  it('goes on when it is archived meanwhile', async () => {
    const log = makeLog()
    const ids = [1, 2, 3, 4].map(() => log.append('src_a', 'u1')).reverse()
    log.acknowledge()
    let turns = 0
    const pause = async () => {
      if (++turns === 2) log.archive()
    }
    const { events } = await recentEvents({ ...log.deps, pause }, { sourceId: 'src_a', limit: 500 })
    expect(events.map(({ acceptId }) => acceptId)).toEqual(ids)
  })
})
