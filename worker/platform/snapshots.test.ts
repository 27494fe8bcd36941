import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { createFakeD1, type FakeD1 } from '../../test/fakes/fake-d1.ts'
import { SnapshotUnavailable } from '../domain/config/snapshots.ts'
import { createSnapshots } from './snapshots.ts'

let fake: FakeD1
let time: number
const now = () => time
const background: Promise<unknown>[] = []
const waitUntil = (promise: Promise<unknown>) => void background.push(promise)

beforeEach(() => {
  fake = createFakeD1()
  time = 1_000_000
  background.length = 0
})

function storePart(part: unknown): string {
  const body = JSON.stringify(part)
  const id = createHash('sha256').update(body).digest('hex')
  fake.sqlite.prepare('INSERT OR IGNORE INTO snapshot_parts VALUES (?, ?, ?)').run(id, body, '')
  return id
}

function publish(version: number, sourceName: string) {
  const manifest = {
    v: 1,
    directory: storePart({
      kind: 'directory',
      keys: { abc: { sourceId: 'src_1', workspaceId: 'wsp_1', status: 'active' } },
    }),
    sources: {
      src_1: storePart({
        kind: 'source',
        sourceId: 'src_1',
        workspaceId: 'wsp_1',
        slug: 'javascript',
        name: sourceName,
        enabled: true,
        settings: {},
        targets: [],
      }),
    },
    destinations: {},
  }
  fake.sqlite
    .prepare('INSERT INTO snapshot_versions VALUES (?, ?, ?)')
    .run(version, JSON.stringify(manifest), '')
}

const versionReads = () => fake.statements.filter((sql) => sql.includes('version >')).length

describe('the newest snapshot', () => {
  it('is read once and then held', async () => {
    publish(1, 'first')
    const snapshots = createSnapshots(fake.db, now)
    for (let i = 0; i < 5; i++) {
      const snapshot = await snapshots.current(waitUntil)
      expect((await snapshot.source('src_1'))?.name).toBe('first')
      expect((await snapshot.findWriteKey('abc'))?.sourceId).toBe('src_1')
    }
    expect(fake.statements).toHaveLength(3)
  })

  it('knows nothing of ids that are not in it, whatever their name', async () => {
    publish(1, 'first')
    const snapshot = await createSnapshots(fake.db, now).current(waitUntil)
    expect(await snapshot.findWriteKey('constructor')).toBeUndefined()
    expect(await snapshot.source('__proto__')).toBeUndefined()
    expect(await snapshot.destination('dst_1')).toBeUndefined()
  })

  it('is revalidated in the background after two seconds, once', async () => {
    publish(1, 'first')
    const snapshots = createSnapshots(fake.db, now)
    await snapshots.current(waitUntil)
    publish(2, 'second')
    time += 2001
    expect((await snapshots.current(waitUntil)).version).toBe(1)
    await snapshots.current(waitUntil)
    await Promise.all(background)
    expect(versionReads()).toBe(2)
    const snapshot = await snapshots.current(waitUntil)
    expect((await snapshot.source('src_1'))?.name).toBe('second')
  })

  it('is revalidated before use after five seconds', async () => {
    publish(1, 'first')
    const snapshots = createSnapshots(fake.db, now)
    await snapshots.current(waitUntil)
    publish(2, 'second')
    time += 5001
    expect((await snapshots.current(waitUntil)).version).toBe(2)
  })

  it('stays in use while the database is down, which is asked once a second', async () => {
    publish(1, 'first')
    const snapshots = createSnapshots(fake.db, now)
    await snapshots.current(waitUntil)
    fake.fail = true
    time += 60_000
    expect((await snapshots.current(waitUntil)).version).toBe(1)
    fake.fail = false
    expect((await snapshots.current(waitUntil)).version).toBe(1)
    expect(versionReads()).toBe(1)
    publish(2, 'second')
    time += 1001
    expect((await snapshots.current(waitUntil)).version).toBe(2)
  })

  it('is shared by requests that wait for it together', async () => {
    publish(1, 'first')
    const snapshots = createSnapshots(fake.db, now)
    const all = await Promise.all([1, 2, 3].map(() => snapshots.current(waitUntil)))
    await Promise.all(all.map((snapshot) => snapshot.findWriteKey('abc')))
    expect(fake.statements).toHaveLength(2)
  })

  it('is unavailable when there is none, or a stored part is malformed', async () => {
    const empty = createSnapshots(fake.db, now)
    await expect(empty.current(waitUntil)).rejects.toBeInstanceOf(SnapshotUnavailable)
    publish(1, 'first')
    fake.sqlite.exec(`UPDATE snapshot_parts SET body = '{"kind":"directory"}'`)
    const snapshot = await createSnapshots(fake.db, now).current(waitUntil)
    await expect(snapshot.findWriteKey('abc')).rejects.toBeInstanceOf(SnapshotUnavailable)
    await expect(snapshot.source('src_1')).rejects.toBeInstanceOf(SnapshotUnavailable)
  })
})

describe('a recheck', () => {
  it('reads at most once a second', async () => {
    publish(1, 'first')
    const snapshots = createSnapshots(fake.db, now)
    await snapshots.current(waitUntil)
    publish(2, 'second')
    time += 999
    expect((await snapshots.recheck()).version).toBe(1)
    time += 1
    expect((await snapshots.recheck()).version).toBe(2)
  })

  it('fails rather than answer from an old version', async () => {
    publish(1, 'first')
    const snapshots = createSnapshots(fake.db, now)
    await snapshots.current(waitUntil)
    fake.fail = true
    time += 1500
    await expect(snapshots.recheck()).rejects.toBeInstanceOf(SnapshotUnavailable)
    fake.fail = false
    await expect(snapshots.recheck()).rejects.toBeInstanceOf(SnapshotUnavailable)
    time += 1000
    expect((await snapshots.recheck()).version).toBe(1)
  })
})

describe('a pinned version', () => {
  it('stays what it was', async () => {
    publish(1, 'first')
    publish(2, 'second')
    const snapshots = createSnapshots(fake.db, now)
    const pinned = await snapshots.at(1)
    expect((await pinned.source('src_1'))?.name).toBe('first')
    await snapshots.at(1)
    expect(fake.statements).toHaveLength(2)
  })

  it('gives way to the newest when it is no longer kept', async () => {
    publish(7, 'seventh')
    expect((await createSnapshots(fake.db, now).at(3)).version).toBe(7)
  })

  it('is unavailable while the database is down', async () => {
    fake.fail = true
    await expect(createSnapshots(fake.db, now).at(3)).rejects.toBeInstanceOf(SnapshotUnavailable)
  })
})
