import { beforeEach, describe, expect, it } from 'vitest'
import { createEditedWorkspace } from '../../../test/fakes/edited-workspace.ts'
import type { FakeD1 } from '../../../test/fakes/fake-d1.ts'
import type { Result } from '../../domain/result.ts'
import { sha256Hex } from '../../platform/sha256.ts'
import { createSnapshots } from '../../platform/snapshots.ts'
import { cleanUpSnapshots } from '../clean-up-snapshots.ts'
import { type Actor, listAudit } from './audit.ts'
import {
  createDestination,
  deleteDestination,
  listDestinations,
  type NewDestination,
  updateDestination,
} from './destinations.ts'
import { type EditDeps, republish } from './snapshot.ts'
import {
  createSource,
  deleteSource,
  getSource,
  listSources,
  type NewSource,
  updateSource,
} from './sources.ts'
import { addWriteKey, removeWriteKey } from './write-keys.ts'

let fake: FakeD1
let deps: EditDeps
let workspaceId: string
let actor: Actor

beforeEach(() => {
  ;({ fake, deps, actor } = createEditedWorkspace((slug) =>
    slug === 'webhooks' ? { integrationName: 'Webhooks', supportedTypes: ['track'] } : undefined,
  ))
  workspaceId = actor.workspaceId
})

const newSource = (overrides: Partial<NewSource> = {}): NewSource => ({
  slug: 'site',
  name: 'Site',
  catalogSlug: 'javascript',
  enabled: true,
  settings: {},
  writeKey: 'key-1',
  ...overrides,
})

const newDestination = (
  sourceId: string,
  overrides: Partial<NewDestination> = {},
): NewDestination => ({
  sourceId,
  catalogSlug: 'webhooks',
  name: undefined,
  kindName: 'Webhooks',
  enabled: true,
  delivery: {},
  settings: { batch: true },
  sealed: null,
  masked: {},
  ...overrides,
})

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`unexpected: ${JSON.stringify(result.error)}`)
  return result.value
}

const snapshot = () => createSnapshots(fake.db, Date.now).current(() => {})
const statusOf = async (key: string) =>
  (await (await snapshot()).findWriteKey(await sha256Hex(key)))?.status

describe('a source', () => {
  it('is in the snapshot as soon as it is in the database', async () => {
    const source = must(await createSource(deps, actor, newSource()))
    const found = await (await snapshot()).source(source.id)
    expect(found).toMatchObject({ slug: 'javascript', name: 'Site', enabled: true, targets: [] })
    expect(found?.settings).toMatchObject({ serverCookie: false, deliveryStrategy: 'standard' })
    expect(await statusOf('key-1')).toBe('active')
  })

  it('has a slug of its own, which is free again once it is deleted', async () => {
    const source = must(await createSource(deps, actor, newSource()))
    expect(await createSource(deps, actor, newSource({ writeKey: 'key-2' }))).toEqual({
      ok: false,
      error: { reason: 'slug_taken' },
    })
    must(await deleteSource(deps, actor, source.id))
    must(await createSource(deps, actor, newSource({ writeKey: 'key-2' })))
  })

  it('keeps its keys known when it is disabled or deleted', async () => {
    const { id } = must(await createSource(deps, actor, newSource()))
    must(await updateSource(deps, actor, id, { enabled: false }))
    expect(await statusOf('key-1')).toBe('disabled')
    must(await deleteSource(deps, actor, id))
    expect(await statusOf('key-1')).toBe('deleted')
    expect(await (await snapshot()).source(id)).toBeUndefined()
    expect(await getSource(deps.db, workspaceId, id)).toBeNull()
  })

  it('rotates its keys: adds the new one, removes the old one, never the last one', async () => {
    const { id } = must(await createSource(deps, actor, newSource()))
    expect(await removeWriteKey(deps, actor, id, 'key-1')).toMatchObject({
      error: { reason: 'last_write_key' },
    })
    must(await addWriteKey(deps, actor, id, 'key-2'))
    const after = must(await removeWriteKey(deps, actor, id, 'key-1'))
    expect(after.writeKeys).toEqual(['key-2'])
    expect([await statusOf('key-1'), await statusOf('key-2')]).toEqual(['removed', 'active'])
    expect(await removeWriteKey(deps, actor, id, 'key-1')).toMatchObject({
      error: { reason: 'unknown_write_key' },
    })
  })

  it('gives a key added while it is disabled that status too', async () => {
    const { id } = must(await createSource(deps, actor, newSource({ enabled: false })))
    must(await addWriteKey(deps, actor, id, 'key-2'))
    expect(await statusOf('key-2')).toBe('disabled')
  })

  it('merges settings, and takes a default back for null', async () => {
    const { id } = must(
      await createSource(deps, actor, newSource({ settings: { rateLimitPerS: 5 } })),
    )
    const first = await updateSource(deps, actor, id, { settings: { serverCookie: true } })
    expect(must(first).settings).toMatchObject({ serverCookie: true, rateLimitPerS: 5 })
    const second = await updateSource(deps, actor, id, { settings: { rateLimitPerS: null } })
    expect(must(second).settings).toMatchObject({ serverCookie: true, rateLimitPerS: 0 })
  })

  it('is invisible to another workspace', async () => {
    const { id } = must(await createSource(deps, actor, newSource()))
    const stranger = { ...actor, workspaceId: 'wsp_other' }
    expect(await getSource(deps.db, 'wsp_other', id)).toBeNull()
    expect((await listSources(deps.db, 'wsp_other', { offset: 0, count: 10 })).total).toBe(0)
    for (const attempt of [
      updateSource(deps, stranger, id, { name: 'x' }),
      deleteSource(deps, stranger, id),
      addWriteKey(deps, stranger, id, 'key-9'),
      removeWriteKey(deps, stranger, id, 'key-1'),
    ]) {
      expect(await attempt).toEqual({ ok: false, error: { reason: 'not_found' } })
    }
  })
})

describe('a destination', () => {
  it('is in its source’s targets and in the snapshot', async () => {
    const source = must(await createSource(deps, actor, newSource()))
    const { id } = must(await createDestination(deps, actor, newDestination(source.id)))
    const now = await snapshot()
    expect((await now.source(source.id))?.targets).toEqual([
      {
        destinationId: id,
        slug: 'webhooks',
        integrationName: 'Webhooks',
        enabled: true,
        supportedTypes: ['track'],
      },
    ])
    expect(await now.destination(id)).toMatchObject({
      sourceId: source.id,
      settings: { batch: true },
      concurrency: 4,
      retryWindowHours: 4,
    })
  })

  it('is named after its kind, with a number where that is taken', async () => {
    const source = must(await createSource(deps, actor, newSource()))
    const names = []
    for (let i = 0; i < 3; i++) {
      names.push(must(await createDestination(deps, actor, newDestination(source.id))).name)
    }
    expect(names).toEqual(['Webhooks', 'Webhooks 2', 'Webhooks 3'])
    const again = newDestination(source.id, { name: 'Webhooks 2' })
    expect(await createDestination(deps, actor, again)).toMatchObject({
      error: { reason: 'name_taken' },
    })
  })

  it('needs a live source of the same workspace', async () => {
    const source = must(await createSource(deps, actor, newSource()))
    const stranger = { ...actor, workspaceId: 'wsp_other' }
    expect(await createDestination(deps, stranger, newDestination(source.id))).toMatchObject({
      error: { reason: 'source_not_found' },
    })
    must(await deleteSource(deps, actor, source.id))
    expect(await createDestination(deps, actor, newDestination(source.id))).toMatchObject({
      error: { reason: 'source_not_found' },
    })
  })

  it('leaves the snapshot when it, or its source, is deleted', async () => {
    const source = must(await createSource(deps, actor, newSource()))
    const first = must(await createDestination(deps, actor, newDestination(source.id)))
    const second = must(await createDestination(deps, actor, newDestination(source.id)))
    must(await deleteDestination(deps, actor, first.id))
    expect(await (await snapshot()).destination(first.id)).toBeUndefined()
    expect((await (await snapshot()).source(source.id))?.targets).toHaveLength(1)
    must(await deleteSource(deps, actor, source.id))
    expect(await (await snapshot()).destination(second.id)).toBeUndefined()
    expect((await listDestinations(deps.db, workspaceId, { offset: 0, count: 10 })).total).toBe(0)
  })

  it('is turned off for routing when its kind has left the catalog', async () => {
    const source = must(await createSource(deps, actor, newSource()))
    must(await createDestination(deps, actor, newDestination(source.id)))
    must(await republish({ ...deps, describeDestination: () => undefined }))
    expect((await (await snapshot()).source(source.id))?.targets[0]?.enabled).toBe(false)
  })

  it('keeps what its settings were when the edit of them is refused', async () => {
    const source = must(await createSource(deps, actor, newSource()))
    const { id } = must(await createDestination(deps, actor, newDestination(source.id)))
    const refused = await updateDestination(deps, actor, id, { name: 'New' }, async () => ({
      ok: false,
      error: { reason: 'invalid' as const },
    }))
    expect(refused).toEqual({ ok: false, error: { reason: 'invalid' } })
    expect((await (await snapshot()).destination(id))?.name).toBe('Webhooks')
  })
})

describe('edits at the same time', () => {
  it('all take effect, one version each', async () => {
    const { id } = must(await createSource(deps, actor, newSource()))
    const before = (await snapshot()).version
    const results = await Promise.all([
      updateSource(deps, actor, id, { name: 'New name' }),
      addWriteKey(deps, actor, id, 'key-2'),
      createSource(deps, actor, newSource({ slug: 'other', writeKey: 'key-3' })),
      createDestination(deps, actor, newDestination(id)),
    ])
    expect(results.every((result) => result.ok)).toBe(true)
    const after = await snapshot()
    expect(after.version).toBe(before + 4)
    expect(await after.source(id)).toMatchObject({
      name: 'New name',
      targets: [{ slug: 'webhooks' }],
    })
    expect([await statusOf('key-2'), await statusOf('key-3')]).toEqual(['active', 'active'])
  })

  it('cannot both take a slug', async () => {
    const results = await Promise.all([
      createSource(deps, actor, newSource({ writeKey: 'key-1' })),
      createSource(deps, actor, newSource({ writeKey: 'key-2' })),
    ])
    expect(results.map((result) => result.ok).sort()).toEqual([false, true])
    expect(results.find((result) => !result.ok)).toMatchObject({ error: { reason: 'slug_taken' } })
  })
})

describe('snapshots', () => {
  it('share the parts that an edit does not touch', async () => {
    const { id } = must(await createSource(deps, actor, newSource()))
    must(await createSource(deps, actor, newSource({ slug: 'b', writeKey: 'key-2' })))
    const parts = () =>
      Number(fake.sqlite.prepare('SELECT count(*) AS n FROM snapshot_parts').get()?.n)
    const before = parts()
    must(await updateSource(deps, actor, id, { name: 'New' }))
    expect(parts()).toBe(before + 1)
  })

  it('get no new version from an edit that changes nothing', async () => {
    const { id } = must(await createSource(deps, actor, newSource()))
    const { version } = await snapshot()
    must(await updateSource(deps, actor, id, { name: 'Site', settings: {} }))
    must(await republish(deps))
    expect((await snapshot()).version).toBe(version)
  })

  it('can be built from the rows alone', async () => {
    const source = must(await createSource(deps, actor, newSource()))
    must(await createDestination(deps, actor, newDestination(source.id)))
    const manifest = () =>
      fake.sqlite.prepare('SELECT manifest FROM snapshot_versions ORDER BY version DESC').get()
        ?.manifest
    const before = manifest()
    fake.sqlite.exec('DELETE FROM snapshot_versions; DELETE FROM snapshot_parts')
    must(await republish(deps))
    expect(manifest()).toBe(before)
  })

  it('older than the limit are forgotten, never the newest, nor a part in use', async () => {
    const { id } = must(await createSource(deps, actor, newSource()))
    must(await updateSource(deps, actor, id, { name: 'Second' }))
    must(await updateSource(deps, actor, id, { name: 'Third' }))
    await cleanUpSnapshots(fake.db, '2027-01-01T00:00:00.000Z')
    expect(fake.sqlite.prepare('SELECT count(*) AS n FROM snapshot_versions').get()?.n).toBe(1)
    expect(fake.sqlite.prepare('SELECT count(*) AS n FROM snapshot_parts').get()?.n).toBe(2)
    expect((await (await snapshot()).source(id))?.name).toBe('Third')
    expect(await statusOf('key-1')).toBe('active')
  })
})

describe('the audit trail', () => {
  it('says who did what, newest first, without whole write keys', async () => {
    const { id } = must(await createSource(deps, actor, newSource({ writeKey: 'secret-key' })))
    must(await updateSource(deps, actor, id, { name: 'New', enabled: false }))
    const { items, total } = await listAudit(deps.db, workspaceId, {}, { offset: 0, count: 10 })
    expect(total).toBe(3)
    expect(items.map((row) => row.type).sort()).toEqual([
      'Source Created',
      'Source Disabled',
      'Source Modified',
    ])
    expect(items.at(-1)).toMatchObject({
      type: 'Source Created',
      actorId: 'tok_1',
      resourceId: id,
      before: null,
    })
    expect(JSON.stringify(items)).not.toContain('secret-key')
  })

  it('is filtered by time and resource, and by workspace', async () => {
    const { id } = must(await createSource(deps, actor, newSource()))
    const page = { offset: 0, count: 10 }
    expect((await listAudit(deps.db, workspaceId, { resourceId: id }, page)).total).toBe(1)
    expect((await listAudit(deps.db, workspaceId, { resourceId: 'x' }, page)).total).toBe(0)
    expect((await listAudit(deps.db, workspaceId, { from: '2027-01-01' }, page)).total).toBe(0)
    expect((await listAudit(deps.db, 'wsp_other', {}, page)).total).toBe(0)
  })
})
