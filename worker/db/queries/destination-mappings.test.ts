import { beforeEach, describe, expect, it } from 'vitest'
import { createEditedWorkspace } from '../../../test/fakes/edited-workspace.ts'
import type { FakeD1 } from '../../../test/fakes/fake-d1.ts'
import { MAX_MAPPINGS } from '../../domain/config/mapping.ts'
import type { Result } from '../../domain/result.ts'
import { createSnapshots } from '../../platform/snapshots.ts'
import { type Actor, listAudit } from './audit.ts'
import { destinationConfigAt } from './destination-at.ts'
import {
  createMapping,
  deleteMapping,
  duplicateMapping,
  getMapping,
  listMappings,
  listMappingVersions,
  type MappingContent,
  orderMappings,
  updateMapping,
} from './destination-mappings.ts'
import { createDestination, type DestinationRow } from './destinations.ts'
import type { EditDeps } from './snapshot.ts'
import { createSource } from './sources.ts'

let fake: FakeD1
let deps: EditDeps
let actor: Actor
let destination: DestinationRow

const must = <T>(result: Result<T, { reason: string }>): T => {
  if (!result.ok) throw new Error(result.error.reason)
  return result.value
}
const content = (overrides: Partial<MappingContent> = {}): MappingContent => ({
  name: 'Orders',
  action: 'trackOrder',
  enabled: true,
  trigger: "type = 'track'",
  mapping: { order_id: { '@path': '$.properties.order_id' } },
  ...overrides,
})
const make = async (overrides: Partial<MappingContent> = {}) =>
  must(await createMapping(deps, actor, destination.id, content(overrides)))
const listed = async () =>
  (await listMappings(deps.db, actor.workspaceId, destination.id, { offset: 0, count: 100 })).items
const snapshot = () => createSnapshots(fake.db, Date.now).current(() => {})
const target = async () => (await (await snapshot()).source(destination.sourceId))?.targets[0]

beforeEach(async () => {
  ;({ fake, deps, actor } = createEditedWorkspace(() => ({
    integrationName: 'Orders',
    supportedTypes: ['track'],
    hasActions: true,
  })))
  const source = await createSource(deps, actor, {
    slug: 'site',
    name: 'Site',
    catalogSlug: 'javascript',
    enabled: true,
    settings: {},
    writeKey: 'key-1',
  })
  destination = await makeDestination(must(source))
})

const makeDestination = async ({ id }: { id: string }, mappings: MappingContent[] = []) =>
  must(
    await createDestination(deps, actor, {
      sourceId: id,
      catalogSlug: 'orders',
      name: undefined,
      kindName: 'Orders',
      enabled: true,
      delivery: {},
      settings: {},
      sealed: null,
      masked: {},
      mappings,
    }),
  )

describe('mappings', () => {
  it('are in both parts of the snapshot, the enabled ones for routing, in their order', async () => {
    expect((await target())?.triggers).toEqual([])
    const first = await make()
    const second = await make({ name: 'Off', enabled: false })
    const third = await make({ name: 'Pages', trigger: "type = 'page'" })
    const order = [third.id, second.id, first.id]
    const sorted = must(await orderMappings(deps, actor, destination.id, order))
    expect(sorted.map(({ id }) => id)).toEqual(order)
    expect((await target())?.triggers).toEqual([
      { mappingId: third.id, trigger: "type = 'page'" },
      { mappingId: first.id, trigger: "type = 'track'" },
    ])
    const config = await (await snapshot()).destination(destination.id)
    expect(config?.mappings).toMatchObject([
      { id: third.id, version: 1 },
      { id: second.id, enabled: false },
      { id: first.id, action: 'trackOrder', mapping: first.mapping },
    ])
  })

  it('keep what each edit left, and the configuration of each time', async () => {
    const made = await make()
    const at = deps.now()
    const edit = (patch: Parameters<typeof updateMapping>[4]) =>
      updateMapping(deps, actor, destination.id, made.id, patch).then(must)
    expect(await edit({ mapping: { order_id: 'fixed' } })).toMatchObject({ version: 2 })
    expect(await edit({ mapping: { order_id: 'fixed' } })).toMatchObject({ version: 2 })
    expect(await edit({ enabled: false, name: 'Renamed' })).toMatchObject({ version: 3 })
    const page = { offset: 0, count: 10 }
    const versions = await listMappingVersions(deps.db, actor.workspaceId, made.id, page)
    expect(versions).toMatchObject({
      total: 3,
      items: [
        { version: 3, name: 'Renamed', enabled: false },
        { version: 2, mapping: { order_id: 'fixed' } },
        { version: 1, mapping: made.mapping },
      ],
    })
    const then = await destinationConfigAt(deps.db, destination.id, at)
    expect(then?.mappings).toMatchObject([{ version: 1, mapping: made.mapping }])
  })

  it('are copied switched off, and come last', async () => {
    const { id } = await make()
    await make({ name: 'Last' })
    const copy = must(await duplicateMapping(deps, actor, destination.id, id))
    expect(copy).toMatchObject({ name: 'Orders (Copy)', enabled: false, version: 1, position: 2 })
    expect((await listed()).map(({ name }) => name)).toEqual(['Orders', 'Last', 'Orders (Copy)'])
  })

  it('are gone when they are deleted, but for their names', async () => {
    const { id } = await make()
    must(await deleteMapping(deps, actor, destination.id, id))
    expect(await getMapping(deps.db, actor.workspaceId, destination.id, id)).toBeNull()
    expect((await target())?.triggers).toEqual([])
    const again = await deleteMapping(deps, actor, destination.id, id)
    expect(again).toEqual({ ok: false, error: { reason: 'not_found' } })
  })

  it('leave a trail', async () => {
    const { id } = await make()
    await updateMapping(deps, actor, destination.id, id, { trigger: 'all', enabled: false })
    await deleteMapping(deps, actor, destination.id, id)
    const filter = { resourceId: id }
    const { items } = await listAudit(deps.db, actor.workspaceId, filter, { offset: 0, count: 10 })
    expect(items.map(({ type }) => type).sort()).toEqual([
      'Mapping Created',
      'Mapping Deleted',
      'Mapping Disabled',
      'Mapping Modified',
    ])
  })

  it('may be fifty of a destination, made at once or one by one', async () => {
    const many = Array.from({ length: MAX_MAPPINGS }, (_, n) => content({ name: `M ${n}` }))
    destination = await makeDestination({ id: destination.sourceId }, many)
    expect((await listed()).map(({ name }) => name)).toEqual(many.map(({ name }) => name))
    const full = await createMapping(deps, actor, destination.id, content())
    expect(full).toEqual({ ok: false, error: { reason: 'too_many_mappings' } })
    const [first] = await listed()
    const copied = await duplicateMapping(deps, actor, destination.id, first?.id ?? '')
    expect(copied).toEqual({ ok: false, error: { reason: 'too_many_mappings' } })
  })

  it('have room together', async () => {
    const large = { text: 'x'.repeat(60_000) }
    for (let n = 0; n < 10; n++) await make({ mapping: large })
    const over = await createMapping(deps, actor, destination.id, content({ mapping: large }))
    expect(over).toEqual({ ok: false, error: { reason: 'mappings_too_large' } })
    const small = await make()
    const grown = { mapping: large }
    expect(await updateMapping(deps, actor, destination.id, small.id, grown)).toEqual({
      ok: false,
      error: { reason: 'mappings_too_large' },
    })
    expect((await updateMapping(deps, actor, destination.id, small.id, { name: 'N' })).ok).toBe(
      true,
    )
  })

  it('are found by nobody of another workspace or destination', async () => {
    const { id } = await make()
    const other = await makeDestination({ id: destination.sourceId })
    expect(await getMapping(deps.db, 'wsp_2', destination.id, id)).toBeNull()
    expect(await getMapping(deps.db, actor.workspaceId, other.id, id)).toBeNull()
    const stranger = { ...actor, workspaceId: 'wsp_2' }
    for (const result of [
      await createMapping(deps, stranger, destination.id, content()),
      await updateMapping(deps, stranger, destination.id, id, { name: 'X' }),
      await updateMapping(deps, actor, other.id, id, { name: 'X' }),
      await duplicateMapping(deps, actor, other.id, id),
      await deleteMapping(deps, actor, other.id, id),
    ]) {
      expect(result.ok).toBe(false)
    }
  })

  it.each([
    ['one is missing', (a: string, _: string) => [a]],
    ['one is named twice', (a: string, _: string) => [a, a]],
    ['one is unknown', (a: string, _: string) => [a, 'map_x']],
    ['one is named twice beside all', (a: string, b: string) => [a, b, a]],
  ])('keep their order when %s', async (_, order) => {
    const a = await make()
    const b = await make()
    const result = await orderMappings(deps, actor, destination.id, order(a.id, b.id))
    expect(result).toEqual({ ok: false, error: { reason: 'not_all_named' } })
    expect((await listed()).map(({ id }) => id)).toEqual([a.id, b.id])
  })
})
