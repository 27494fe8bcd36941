import { expect, it } from 'vitest'
import { createFakeD1 } from '../../test/fakes/fake-d1.ts'
import { cleanUpSnapshots } from './clean-up-snapshots.ts'

const DAY = '2026-11-23'
const manifest = (...sources: string[]) =>
  JSON.stringify({
    v: 1,
    directory: 'keys',
    sources: Object.fromEntries(sources.map((part) => [`src_${part}`, part])),
    destinations: {},
  })

it('forgets what was replaced long ago, not what was made long ago and replaced just now', async () => {
  const { db, sqlite } = createFakeD1()
  const version = sqlite.prepare('INSERT INTO snapshot_versions VALUES (?, ?, ?)')
  version.run(1, manifest('a', 'b'), '2025-01-01T00:00:00.000Z')
  version.run(2, manifest('b', 'c'), '2025-06-01T00:00:00.000Z')
  version.run(3, manifest('c', 'd'), `${DAY}T12:00:00.000Z`)
  const part = sqlite.prepare('INSERT INTO snapshot_parts VALUES (?, ?, ?)')
  for (const id of ['keys', 'a', 'b', 'c', 'd']) part.run(id, '{}', '2025-01-01T00:00:00.000Z')

  await cleanUpSnapshots(db, `${DAY}T00:00:00.000Z`)

  // An event accepted a minute before noon is pinned to version 2.
  expect(sqlite.prepare('SELECT version FROM snapshot_versions').all()).toEqual([
    { version: 2 },
    { version: 3 },
  ])
  expect(sqlite.prepare('SELECT id FROM snapshot_parts ORDER BY id').all()).toEqual([
    { id: 'b' },
    { id: 'c' },
    { id: 'd' },
    { id: 'keys' },
  ])
})
