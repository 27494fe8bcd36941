import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { asSqlStorage, FakeSqlStorage } from '../../test/fakes/sql-storage.ts'
import type { ClaimRequest } from '../../worker/messages/message-index-rpc.ts'
import { messageHash } from '../../worker/platform/hash.ts'
import { ClaimIndex, type ClaimIndexLimits } from './claim-index.ts'

const NOW = Date.parse('2026-11-23T17:00:00Z')
const DAY_MS = 86_400_000

const idOf = (messageId: string) => messageHash('src', messageId)

/** A claim of the ids `names` at positions 0, 1, ... of one segment. */
function makeClaim(
  names: readonly string[],
  { log = 'enam-0', segment = 1, positions = [...names.keys()] } = {},
): ClaimRequest {
  const ids = new Uint8Array(names.length * 8)
  for (const [i, name] of names.entries()) ids.set(idOf(name), i * 8)
  return { log, units: [{ segment, ids, positions: Uint16Array.from(positions) }] }
}

describe('ClaimIndex', () => {
  let fake: FakeSqlStorage
  const open = (limits: Partial<ClaimIndexLimits> = {}) =>
    new ClaimIndex(asSqlStorage(fake), limits)
  beforeEach(() => {
    fake = new FakeSqlStorage()
  })
  const answers = (index: ClaimIndex, claim: ClaimRequest, nowMs = NOW) =>
    index.claim(claim, nowMs).map((unit) => [...unit])

  it('answers new to the first and duplicate to every other record', () => {
    const index = open()
    expect(answers(index, makeClaim(['a', 'b', 'a']))).toEqual([[1, 1, 0]])
    expect(answers(index, makeClaim(['a', 'c'], { segment: 2 }))).toEqual([[0, 1]])
  })

  it('answers a repeated claim as it did the first time, and writes nothing for it', () => {
    const index = open()
    const claim = makeClaim(['a', 'b', 'a'])
    const first = answers(index, claim)
    answers(index, makeClaim(['a', 'b'], { segment: 2 }))
    const before = fake.rowsWritten
    expect(answers(index, claim)).toEqual(first)
    expect(fake.rowsWritten).toBe(before)
  })

  it('lets the lowest position of a segment win, in whatever order the ids come', () => {
    const index = open()
    expect(answers(index, makeClaim(['a', 'a', 'a'], { positions: [9, 4, 7] }))).toEqual([
      [0, 1, 0],
    ])
  })

  it('keeps segments of the same number in different logs apart', () => {
    const index = open()
    answers(index, makeClaim(['a'], { log: 'enam-0' }))
    expect(answers(index, makeClaim(['a'], { log: 'weur-0' }))).toEqual([[0]])
  })

  it('writes one row a claim, however many units and ids', () => {
    const index = open()
    answers(index, makeClaim(['x']))
    const before = fake.rowsWritten
    const units = [1, 2, 3].flatMap(
      (segment) =>
        makeClaim(
          Array.from({ length: 200 }, (_, i) => `${segment}-${i}`),
          { segment },
        ).units,
    )
    index.claim({ log: 'enam-0', units }, NOW)
    expect(fake.rowsWritten - before).toBe(1)
  })

  it('finds the record that owns an id, in the table and in a run, also after a restart', () => {
    const index = open({ runIds: 2 })
    answers(index, makeClaim(['a', 'b']))
    answers(index, makeClaim(['c'], { log: 'weur-1', segment: 77, positions: [12] }))
    for (const current of [index, open({ runIds: 2 })]) {
      expect(current.locate(idOf('b'))).toBe('enam-0.1.1')
      expect(current.locate(idOf('c'))).toBe('weur-1.77.12')
      expect(current.locate(idOf('d'))).toBeNull()
    }
  })

  it('refuses ids and positions that do not fit together, and changes nothing', () => {
    const index = open()
    const unit = { segment: 1, ids: new Uint8Array(15), positions: new Uint16Array(2) }
    expect(() => index.claim({ log: 'l', units: [unit] }, NOW)).toThrow(RangeError)
    expect(index.status().ids).toBe(0)
    expect(() => index.locate(new Uint8Array(7))).toThrow(RangeError)
  })

  it('rewrites a long write-ahead log of small claims as few rows', () => {
    const limits = { walRows: 5 }
    const index = open(limits)
    for (let i = 0; i < 100; i++) {
      answers(index, makeClaim([`m${i}`], { segment: i }))
      expect(index.status().walRows).toBeLessThanOrEqual(5)
    }
    const restored = open(limits)
    expect(restored.status().ids).toBe(100)
    expect(answers(restored, makeClaim(['m0', 'm99', 'new'], { segment: 200 }))).toEqual([
      [0, 0, 1],
    ])
  })

  describe('keeping and forgetting', () => {
    const limits = { runIds: 2, maxIds: 6 }
    const claimPair = (index: ClaimIndex, n: number, nowMs: number) =>
      answers(index, makeClaim([`${n}a`, `${n}b`], { segment: n }), nowMs)

    it('keeps every id for 30 days and drops its run afterwards', () => {
      const index = open({ runIds: 2 })
      claimPair(index, 1, NOW)
      claimPair(index, 2, NOW + DAY_MS)
      expect(answers(index, makeClaim(['1a'], { segment: 9 }), NOW + 30 * DAY_MS)).toEqual([[0]])
      expect(index.status().runs).toBe(2)
      expect(answers(index, makeClaim(['1a'], { segment: 9 }), NOW + 30 * DAY_MS + 1)).toEqual([
        [1],
      ])
      expect(index.status()).toMatchObject({ runs: 1, forgottenEarly: 0 })
      expect(open({ runIds: 2 }).status()).toMatchObject({ runs: 1, ids: 3 })
    })

    it('drops the oldest ids when it is full', () => {
      const index = open(limits)
      for (const day of [1, 2, 3, 4]) claimPair(index, day, NOW + day * 2 * DAY_MS)
      expect(index.status()).toMatchObject({ ids: 6, forgottenEarly: 0 })
      expect(claimPair(index, 4, NOW + 8 * DAY_MS)).toEqual([[1, 1]])
    })

    it('counts the ids younger than a day that it had to give up', () => {
      const index = open(limits)
      for (const n of [1, 2, 3, 4, 5]) claimPair(index, n, NOW)
      expect(index.status()).toMatchObject({ forgottenEarly: 4 })
      expect(open(limits).status()).toMatchObject({ forgottenEarly: 4 })
    })
  })
})

describe('ClaimIndex against a plain map', () => {
  const names = fc.array(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'), { maxLength: 6 })
  const step = fc.oneof(
    { weight: 6, arbitrary: fc.record({ claim: names, log: fc.constantFrom('l0', 'l1') }) },
    { weight: 3, arbitrary: fc.record({ again: fc.nat() }) },
    { weight: 1, arbitrary: fc.constant({ restart: true as const }) },
  )

  it('gives every record one answer for ever, and every id exactly one new record', () => {
    const limits = fc.record({
      runIds: fc.integer({ min: 1, max: 12 }),
      pageIds: fc.integer({ min: 1, max: 5 }),
      walRows: fc.integer({ min: 1, max: 4 }),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), limits, (steps, limit) => {
        const fake = new FakeSqlStorage()
        let index = new ClaimIndex(asSqlStorage(fake), limit)
        const owners = new Map<string, string>()
        const claims: { request: ClaimRequest; names: string[] }[] = []
        const check = ({ request, names: list }: { request: ClaimRequest; names: string[] }) => {
          const [answer] = index.claim(request, NOW)
          const segment = request.units[0]?.segment
          for (const [position, name] of list.entries()) {
            const self = `${request.log}.${segment}.${position}`
            if (!owners.has(name)) owners.set(name, self)
            expect(answer?.[position]).toBe(owners.get(name) === self ? 1 : 0)
          }
        }
        for (const current of steps) {
          if ('restart' in current) {
            index = new ClaimIndex(asSqlStorage(fake), limit)
          } else if ('again' in current) {
            const claim = claims[current.again % Math.max(1, claims.length)]
            if (claim !== undefined) check(claim)
          } else {
            const segment = claims.length
            const request = makeClaim(current.claim, { log: current.log, segment })
            claims.push({ request, names: current.claim })
            check({ request, names: current.claim })
          }
        }
        for (const [name, owner] of owners) expect(index.locate(idOf(name))).toBe(owner)
      }),
      { numRuns: 200 },
    )
  })
})
