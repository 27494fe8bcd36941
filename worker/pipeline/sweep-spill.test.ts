import { expect, it } from 'vitest'
import type { AppendRequest, AppendResult } from '../messages/ingest-log-rpc.ts'
import { type SpillDeps, sweepSpill } from './sweep-spill.ts'

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

function bucket(keys: string[], answer: (body: string) => AppendResult) {
  const stored = new Set(keys)
  const appended: AppendRequest[] = []
  const problems: unknown[] = []
  const deps: SpillDeps = {
    list: async (prefix) => [...stored].filter((key) => key.startsWith(prefix)),
    read: async (key) => {
      if (key.endsWith('torn')) throw new SyntaxError('Unexpected end of JSON input')
      return request(key)
    },
    remove: async (key) => void stored.delete(key),
    ingestLog: () => ({
      append: async (given) => {
        const result = answer(given.body)
        if (result.status === 'committed') appended.push(given)
        return result
      },
    }),
    log: (problem) => problems.push(problem),
  }
  return { deps, stored, appended, problems }
}

it('appends what was spilled, once and past the rate limits, and removes it', async () => {
  const { deps, stored, appended } = bucket(['spill/1', 'spill/2', 'archive/v1/x'], () => ({
    status: 'committed',
  }))
  expect(await sweepSpill(deps)).toBe(2)
  expect(appended.map(({ body, address }) => [body, address])).toEqual([
    ['spill/1', null],
    ['spill/2', null],
  ])
  expect([...stored]).toEqual(['archive/v1/x'])
  expect(await sweepSpill(deps)).toBe(0)
})

it('keeps what finds no room for the next time', async () => {
  const { deps, stored } = bucket(['spill/1', 'spill/2'], (body) =>
    body === 'spill/1' ? { status: 'committed' } : { status: 'busy' },
  )
  expect(await sweepSpill(deps)).toBe(1)
  expect([...stored]).toEqual(['spill/2'])
})

it('passes over an object that cannot be read, and keeps it', async () => {
  const { deps, stored, problems } = bucket(['spill/1-torn', 'spill/2'], () => ({
    status: 'committed',
  }))
  expect(await sweepSpill(deps)).toBe(1)
  expect([...stored]).toEqual(['spill/1-torn'])
  expect(problems).toMatchObject([{ key: 'spill/1-torn' }])
})
