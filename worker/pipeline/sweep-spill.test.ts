import { expect, it } from 'vitest'
import type { AppendRequest, AppendResult } from '../messages/ingest-log-rpc.ts'
import { MAX_OBJECTS_PER_CALL, type SpillDeps, sweepSpill } from './sweep-spill.ts'

const request = (body: string): AppendRequest => ({
  sourceId: 'src_a',
  receivedAt: '2026-11-23T17:00:00.000Z',
  version: 1,
  body,
  count: 1,
  address: '198.51.100.7',
  limitPerS: 1,
  addressLimitPerS: 1,
})

const NEVER = Number.POSITIVE_INFINITY

function bucket(keys: string[], answer: (body: string) => AppendResult) {
  const clock = { now: 0 }
  const atOnce = { now: 0, most: 0 }
  const stored = new Set(keys)
  const appended: AppendRequest[] = []
  const problems: unknown[] = []
  const deps: SpillDeps = {
    list: async ({ prefix, after, limit }) =>
      [...stored]
        .filter((key) => key.startsWith(prefix) && key > (after ?? ''))
        .sort()
        .slice(0, limit),
    read: async (key) => {
      if (key.endsWith('torn')) throw new SyntaxError('Unexpected end of JSON input')
      return request(key)
    },
    remove: async (key) => void stored.delete(key),
    ingestLog: () => ({
      append: async (given) => {
        atOnce.most = Math.max(atOnce.most, ++atOnce.now)
        await new Promise((resolve) => setImmediate(resolve))
        atOnce.now--
        clock.now++
        const result = answer(given.body)
        if (result.status === 'committed') appended.push(given)
        return result
      },
    }),
    now: () => clock.now,
    log: (problem) => problems.push(problem),
  }
  return { deps, stored, appended, problems, atOnce }
}

it('appends what was spilled, once and past the rate limits, and removes it', async () => {
  const { deps, stored, appended } = bucket(['spill/1', 'spill/2', 'archive/v1/x'], () => ({
    status: 'committed',
  }))
  expect(await sweepSpill(NEVER, deps)).toEqual({ appended: 2, more: false })
  expect(appended.map(({ body, address }) => [body, address])).toEqual([
    ['spill/1', null],
    ['spill/2', null],
  ])
  expect([...stored]).toEqual(['archive/v1/x'])
  expect(await sweepSpill(NEVER, deps)).toEqual({ appended: 0, more: false })
})

it('keeps what finds no room for the next time', async () => {
  const { deps, stored } = bucket(['spill/1', 'spill/2'], (body) =>
    body === 'spill/1' ? { status: 'committed' } : { status: 'busy' },
  )
  expect(await sweepSpill(NEVER, deps)).toEqual({ appended: 1, more: false })
  expect([...stored]).toEqual(['spill/2'])
})

it('passes over an object that cannot be read, and keeps it', async () => {
  const { deps, stored, problems } = bucket(['spill/1-torn', 'spill/2'], () => ({
    status: 'committed',
  }))
  expect(await sweepSpill(NEVER, deps)).toEqual({ appended: 1, more: false })
  expect([...stored]).toEqual(['spill/1-torn'])
  expect(problems).toMatchObject([{ key: 'spill/1-torn' }])
})

const committed = (): AppendResult => ({ status: 'committed' })
const keysOf = (count: number) =>
  Array.from({ length: count }, (_, n) => `spill/${String(n).padStart(6, '0')}`)

it('goes on page after page, several at once, past what cannot be read', async () => {
  const keys = keysOf(2500).map((key, n) => (n % 1000 === 0 ? `${key}-torn` : key))
  const { deps, stored, appended, atOnce } = bucket(keys, committed)
  expect(await sweepSpill(NEVER, deps)).toEqual({ appended: 2497, more: false })
  expect(new Set(appended.map(({ body }) => body)).size).toBe(2497)
  expect(stored.size).toBe(3)
  expect(atOnce.most).toBe(8)
})

it('asks to be called again after what one call may do', async () => {
  const { deps, stored } = bucket(keysOf(MAX_OBJECTS_PER_CALL + 10), committed)
  expect(await sweepSpill(NEVER, deps)).toEqual({ appended: MAX_OBJECTS_PER_CALL, more: true })
  expect(await sweepSpill(NEVER, deps)).toEqual({ appended: 10, more: false })
  expect(stored.size).toBe(0)
})

it('ends when its time is used', async () => {
  const { deps, stored } = bucket(keysOf(500), committed)
  const { appended, more } = await sweepSpill(100, deps)
  expect(more).toBe(false)
  expect(appended).toBeGreaterThanOrEqual(100)
  expect(appended).toBeLessThan(100 + 8)
  expect(stored.size).toBe(500 - appended)
})

it('begins nothing more once a log is busy, or cannot be reached', async () => {
  for (const reachable of [true, false]) {
    const { deps, stored, problems } = bucket(keysOf(500), (body) => {
      if (body < 'spill/000100') return { status: 'committed' }
      if (!reachable) throw new Error('unreachable')
      return { status: 'busy' }
    })
    expect(await sweepSpill(NEVER, deps)).toEqual({ appended: 100, more: false })
    expect(stored.size).toBe(400)
    expect(problems.length > 0).toBe(!reachable)
  }
})
