import { evictDurableObject, runInDurableObject } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { describe, expect, it } from 'vitest'
import type { MessageIndex } from '../../durable-objects/message-index/message-index.ts'
import type { ClaimRequest } from '../../worker/messages/message-index-rpc.ts'
import { messageHash } from '../../worker/platform/hash.ts'

/** The binding is typed by what the object answers to; the test tools want the stub that it is. */
const indexNamed = (name: string) =>
  env.MESSAGE_INDEX.getByName(name) as unknown as DurableObjectStub<MessageIndex>

/** The error of a claim, caught inside the object: a rejection that crosses RPC counts as unhandled. */
const refusal = (index: DurableObjectStub<MessageIndex>, claim: ClaimRequest) =>
  runInDurableObject(index, (object) =>
    object.claim(claim).then(
      () => 'none',
      (error) => String(error),
    ),
  )

const makeClaim = (segment: number, messageIds: readonly string[]): ClaimRequest => {
  const ids = new Uint8Array(messageIds.length * 8)
  for (const [i, id] of messageIds.entries()) ids.set(messageHash('src', id), i * 8)
  return {
    log: 'enam-0',
    units: [{ segment, ids, positions: Uint16Array.from(messageIds.keys()) }],
  }
}
const lists = (answer: readonly Uint8Array[]) => answer.map((unit) => [...unit])
const manyIds = (segment: number) => Array.from({ length: 6000 }, (_, i) => `${segment}-${i}`)

describe('MessageIndex', () => {
  it('answers claims over RPC, the same ones again after it was evicted', async () => {
    const index = indexNamed('evicted')
    expect(lists(await index.claim(makeClaim(1, ['a', 'b', 'a'])))).toEqual([[1, 1, 0]])
    expect(lists(await index.claim(makeClaim(2, ['a', 'c'])))).toEqual([[0, 1]])
    await evictDurableObject(index)
    expect(lists(await index.claim(makeClaim(1, ['a', 'b', 'a'])))).toEqual([[1, 1, 0]])
    expect(lists(await index.claim(makeClaim(3, ['c', 'd'])))).toEqual([[0, 1]])
    const ids = ['c', 'e', 'a'].map((id) => messageHash('src', id))
    expect(await index.locate(ids)).toEqual(['enam-0.2.1', null, 'enam-0.1.0'])
  })

  it('keeps every id when full tables become runs, and reads them back after an eviction', async () => {
    const index = indexNamed('many')
    // Enough for the first run of 262,144 ids and some more.
    for (let segment = 0; segment < 50; segment++) {
      const answer = await index.claim(makeClaim(segment, manyIds(segment)))
      expect(answer[0]?.every((one) => one === 1)).toBe(true)
    }
    expect(await index.status()).toMatchObject({ ids: 300_000, runs: 1 })
    await evictDurableObject(index)
    expect(await index.status()).toMatchObject({ ids: 300_000, runs: 1, forgottenEarly: 0 })
    for (const segment of [0, 25, 49]) {
      const again = await index.claim(makeClaim(segment, manyIds(segment)))
      expect(again[0]?.every((one) => one === 1)).toBe(true)
      const other = await index.claim(makeClaim(1000 + segment, manyIds(segment)))
      expect(other[0]?.every((one) => one === 0)).toBe(true)
    }
    expect(await index.locate([messageHash('src', '0-5999')])).toEqual(['enam-0.0.5999'])
  })

  it('answers nothing for a claim that storage refused, and has kept nothing of it', async () => {
    const index = indexNamed('refused')
    await index.claim(makeClaim(1, ['a']))
    await runInDurableObject(index, (_, state) => {
      state.storage.sql.exec(
        `CREATE TRIGGER refuse BEFORE INSERT ON wal_0 BEGIN SELECT RAISE(ABORT, 'disk full'); END`,
      )
    })
    expect(await refusal(index, makeClaim(2, ['b']))).toContain('disk full')
    await runInDurableObject(index, (_, state) => {
      state.storage.sql.exec('DROP TRIGGER refuse')
    })
    expect(lists(await index.claim(makeClaim(3, ['a', 'b'])))).toEqual([[0, 1]])
  })

  it('refuses a claim whose ids and positions do not fit together', async () => {
    const index = indexNamed('broken')
    const unit = { segment: 1, ids: new Uint8Array(9), positions: new Uint16Array(1) }
    expect(await refusal(index, { log: 'enam-0', units: [unit] })).toContain('9 bytes')
    expect(lists(await index.claim(makeClaim(1, ['a'])))).toEqual([[1]])
  })
})
