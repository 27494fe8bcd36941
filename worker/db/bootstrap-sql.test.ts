import { describe, expect, it } from 'vitest'
import { createFakeD1 } from '../../test/fakes/fake-d1.ts'
import { sha256Hex } from '../platform/sha256.ts'
import { createSnapshots } from '../platform/snapshots.ts'
import { bootstrapSql } from './bootstrap-sql.ts'

const tokenHash = 'ab'.repeat(32)
const first = bootstrapSql({
  tokenHash,
  workspaceName: "Anna's Größe; --",
  now: '2026-11-23T10:00:00.000Z',
})

const countOf = (fake: ReturnType<typeof createFakeD1>, table: string) =>
  fake.sqlite.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n

describe('the first state of a database', () => {
  it('has a workspace, an owner token and a snapshot', async () => {
    const fake = createFakeD1()
    fake.sqlite.exec(first)
    expect(fake.sqlite.prepare('SELECT slug, name FROM workspaces').get()).toEqual({
      slug: 'anna-s-große'.replace('ß', '-').replace('--', '-'),
      name: "Anna's Größe; --",
    })
    expect(fake.sqlite.prepare('SELECT hash, grants FROM tokens').get()).toEqual({
      hash: tokenHash,
      grants: '["owner"]',
    })
    const snapshot = await createSnapshots(fake.db, Date.now).current(() => {})
    expect(snapshot.version).toBe(1)
    expect(await snapshot.findWriteKey('00')).toBeUndefined()
  })

  it('holds the empty directory under its own hash', async () => {
    const fake = createFakeD1()
    fake.sqlite.exec(first)
    const part = fake.sqlite.prepare('SELECT id, body FROM snapshot_parts').get()
    expect(part?.id).toBe(await sha256Hex(String(part?.body)))
  })

  it('is left alone by a second run', () => {
    const fake = createFakeD1()
    fake.sqlite.exec(first)
    fake.sqlite.exec(first)
    for (const table of ['workspaces', 'tokens', 'snapshot_versions', 'snapshot_parts']) {
      expect(countOf(fake, table)).toBe(1)
    }
  })

  it('gains a token, but no second workspace, when the token is another', () => {
    const fake = createFakeD1()
    fake.sqlite.exec(first)
    fake.sqlite.exec(bootstrapSql({ tokenHash: 'cd'.repeat(32), workspaceName: 'Other', now: 'x' }))
    expect(countOf(fake, 'workspaces')).toBe(1)
    expect(countOf(fake, 'tokens')).toBe(2)
  })

  it('is one statement a line, for tools that split there', () => {
    const sql = bootstrapSql({ tokenHash, workspaceName: 'a\nb', now: 'x' })
    expect(sql.trimEnd().split('\n')).toHaveLength(4)
    expect(sql).toContain("'a b'")
  })

  it('takes nothing but a hash for the token', () => {
    expect(() => bootstrapSql({ tokenHash: "'; --", workspaceName: 'x', now: 'x' })).toThrow()
  })
})
