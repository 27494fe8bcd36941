import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { sourceSettingsSchema } from '../domain/config/snapshot.ts'
import { sha256Hex } from '../platform/sha256.ts'
import { buildSnapshot, partIds, type SnapshotRows } from './build-snapshot.ts'
import type { DestinationRow } from './schema/destinations.ts'
import type { SourceRow } from './schema/sources.ts'

const settings = v.parse(sourceSettingsSchema, {})

const makeSource = (overrides: Partial<SourceRow> = {}): SourceRow => ({
  id: 'src_1',
  workspaceId: 'wsp_1',
  slug: 'site',
  name: 'Site',
  catalogSlug: 'javascript',
  enabled: true,
  settings,
  labels: [],
  createdAt: '',
  updatedAt: '',
  deletedAt: null,
  ...overrides,
})

const makeDestination = (overrides: Partial<DestinationRow> = {}): DestinationRow => ({
  id: 'dst_1',
  workspaceId: 'wsp_1',
  sourceId: 'src_1',
  catalogSlug: 'webhooks',
  name: 'Webhooks',
  enabled: true,
  settings: {},
  sealed: null,
  masked: {},
  delivery: {},
  consentCategories: [],
  createdAt: '',
  updatedAt: '',
  deletedAt: null,
  ...overrides,
})

const makeKey = (hash: string, overrides: Partial<SnapshotRows['keys'][number]> = {}) => ({
  hash,
  sourceId: 'src_1',
  workspaceId: 'wsp_1',
  removedAt: null,
  enabled: true,
  deletedAt: null,
  ...overrides,
})

const describeWebhooks = () => ({ integrationName: 'Webhooks', supportedTypes: ['track'] })
const build = (rows: Partial<SnapshotRows>, previous: Parameters<typeof buildSnapshot>[1] = null) =>
  buildSnapshot(
    {
      keys: [],
      sources: [],
      destinations: [],
      controls: [],
      filters: [],
      mappings: [],
      transformations: [],
      settings: [],
      plans: [],
      rules: new Map(),
      ...rows,
    },
    previous,
    describeWebhooks,
    sha256Hex,
  )

describe('a snapshot', () => {
  it('is the same whatever order the rows come in', async () => {
    const keys = ['a', 'b', 'c', 'd'].map((hash) => makeKey(hash))
    const destinations = ['dst_1', 'dst_2', 'dst_3'].map((id) => makeDestination({ id }))
    const { manifest } = await build({ keys, destinations, sources: [makeSource()] })
    const shuffled = (rows: unknown[]) => fc.shuffledSubarray(rows, { minLength: rows.length })
    await fc.assert(
      fc.asyncProperty(shuffled(keys), shuffled(destinations), async (k, d) => {
        const rows = { keys: k, destinations: d, sources: [makeSource()] } as Partial<SnapshotRows>
        expect((await build(rows)).manifest).toEqual(manifest)
      }),
    )
  })

  it('holds every part under the hash of its body, and only the new ones', async () => {
    const rows = {
      keys: [makeKey('a')],
      sources: [makeSource()],
      destinations: [makeDestination()],
    }
    const first = await build(rows)
    expect([...first.parts.keys()].sort()).toEqual(partIds(first.manifest).sort())
    for (const [id, body] of first.parts) expect(id).toBe(await sha256Hex(body))
    const second = await build({ ...rows, keys: [makeKey('a'), makeKey('b')] }, first.manifest)
    expect(second.parts.size).toBe(1)
    expect(second.manifest.sources).toEqual(first.manifest.sources)
  })

  it('keeps the parts of sources that the edit does not touch', async () => {
    const first = await build({ sources: [makeSource(), makeSource({ id: 'src_2' })] })
    const second = await build({ sources: [makeSource({ name: 'New' })] }, first.manifest)
    expect(second.manifest.sources.src_2).toBe(first.manifest.sources.src_2)
    expect(second.manifest.sources.src_1).not.toBe(first.manifest.sources.src_1)
  })

  it('says of every key what became of it, the key’s own removal first', async () => {
    const { manifest, parts } = await build({
      keys: [
        makeKey('active'),
        makeKey('disabled', { enabled: false }),
        makeKey('deleted', { enabled: false, deletedAt: 'x' }),
        makeKey('removed', { removedAt: 'x', deletedAt: 'x' }),
      ],
    })
    const { keys } = JSON.parse(parts.get(manifest.directory) ?? '')
    for (const status of ['active', 'disabled', 'deleted', 'removed']) {
      expect(keys[status].status).toBe(status)
    }
  })

  it('names no deleted destination, and a disabled one as disabled', async () => {
    const destinations = [
      makeDestination(),
      makeDestination({ id: 'dst_2', enabled: false }),
      makeDestination({ id: 'dst_3', deletedAt: 'x' }),
    ]
    const { manifest, parts } = await build({ sources: [makeSource()], destinations })
    expect(Object.keys(manifest.destinations)).toEqual(['dst_1', 'dst_2'])
    const source = JSON.parse(parts.get(manifest.sources.src_1 ?? '') ?? '')
    expect(source.targets).toMatchObject([
      { destinationId: 'dst_1', enabled: true },
      { destinationId: 'dst_2', enabled: false },
    ])
  })
})
