import { describe, expect, it } from 'vitest'
import { createFakeD1 } from '../../test/fakes/fake-d1.ts'
import { forWorkspace } from '../domain/access/permission.ts'
import { sha256Hex } from '../platform/sha256.ts'
import { createSnapshots } from '../platform/snapshots.ts'
import { bootstrapSql } from './bootstrap-sql.ts'

const tokenHash = 'ab'.repeat(32)
const setupCodeHash = 'ef'.repeat(32)
const first = bootstrapSql({
  tokenHash,
  setupCodeHash,
  workspaceName: "Anna's Größe; --",
  now: '2026-11-23T10:00:00.000Z',
})

const input = { tokenHash, setupCodeHash, workspaceName: 'Other', now: 'x' }

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
    const workspaceId = String(fake.sqlite.prepare('SELECT id FROM workspaces').get()?.id)
    const token = fake.sqlite.prepare('SELECT hash, permissions FROM tokens').get()
    expect(token?.hash).toBe(tokenHash)
    expect(JSON.parse(String(token?.permissions))).toEqual([
      forWorkspace('workspace-owner', workspaceId),
    ])
    expect(fake.sqlite.prepare('SELECT key, value FROM labels ORDER BY value').all()).toEqual([
      { key: 'environment', value: 'dev' },
      { key: 'environment', value: 'prod' },
    ])
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
    const tables = ['workspaces', 'tokens', 'snapshot_versions', 'snapshot_parts', 'setup_codes']
    for (const table of tables) {
      expect(countOf(fake, table)).toBe(1)
    }
  })

  it('gains a token, but no second workspace, when the token is another', () => {
    const fake = createFakeD1()
    fake.sqlite.exec(first)
    fake.sqlite.exec(bootstrapSql({ ...input, tokenHash: 'cd'.repeat(32) }))
    expect(countOf(fake, 'workspaces')).toBe(1)
    expect(countOf(fake, 'tokens')).toBe(2)
  })

  it('knows the newest set-up code only, and none once there is a member', () => {
    const fake = createFakeD1()
    const hashes = () => fake.sqlite.prepare('SELECT hash FROM setup_codes').all()
    fake.sqlite.exec(first)
    const later = bootstrapSql({ ...input, setupCodeHash: 'cd'.repeat(32) })
    fake.sqlite.exec(later)
    expect(hashes()).toEqual([{ hash: 'cd'.repeat(32) }])
    fake.sqlite.exec(`
      INSERT INTO users (id, name, email, email_verified, created_at, updated_at) VALUES ('u', 'U', 'u@x', 0, 0, 0);
      INSERT INTO members (workspace_id, user_id, created_at) SELECT id, 'u', '' FROM workspaces;`)
    fake.sqlite.exec(later)
    expect(hashes()).toEqual([])
  })

  it('is one statement a line, for tools that split there', () => {
    const sql = bootstrapSql({ ...input, workspaceName: 'a\nb' })
    expect(sql.trimEnd().split('\n')).toHaveLength(8)
    expect(sql).toContain("'a b'")
  })

  it('takes nothing but a hash for the token', () => {
    expect(() => bootstrapSql({ ...input, tokenHash: "'; --" })).toThrow()
    expect(() => bootstrapSql({ ...input, setupCodeHash: "'; --" })).toThrow()
  })
})
