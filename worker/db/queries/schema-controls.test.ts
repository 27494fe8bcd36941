import { beforeEach, describe, expect, it } from 'vitest'
import { createEditedWorkspace } from '../../../test/fakes/edited-workspace.ts'
import type { FakeD1 } from '../../../test/fakes/fake-d1.ts'
import type { ControlChange } from '../../domain/protocols/change-controls.ts'
import { NO_CONTROLS } from '../../domain/protocols/schema-controls.ts'
import type { Result } from '../../domain/result.ts'
import { createSnapshots } from '../../platform/snapshots.ts'
import { type Actor, listAudit } from './audit.ts'
import { createDestination, deleteDestination } from './destinations.ts'
import { changeSchemaControls, getSchemaControls } from './schema-controls.ts'
import { type EditDeps, republish } from './snapshot.ts'
import { createSource, deleteSource, updateSource } from './sources.ts'

let fake: FakeD1
let deps: EditDeps
let actor: Actor
let sourceId: string

beforeEach(async () => {
  ;({ fake, deps, actor } = createEditedWorkspace(() => ({
    integrationName: 'Webhooks',
    supportedTypes: ['track'],
  })))
  sourceId = await newSource('site')
})

const newSource = async (slug: string): Promise<string> =>
  must(
    await createSource(deps, actor, {
      slug,
      name: slug,
      catalogSlug: 'javascript',
      enabled: true,
      settings: {},
      writeKey: `key-of-${slug}`,
    }),
  ).id

const newDestination = async (): Promise<string> =>
  must(
    await createDestination(deps, actor, {
      sourceId,
      catalogSlug: 'webhooks',
      name: undefined,
      kindName: 'Webhooks',
      enabled: true,
      delivery: {},
      settings: {},
      sealed: null,
      masked: {},
    }),
  ).id

function must<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(`unexpected: ${JSON.stringify(result.error)}`)
  return result.value
}

const block = (name: string): ControlChange => ({ control: 'event', name, allowed: false })
const change = (...changes: ControlChange[]) => changeSchemaControls(deps, actor, sourceId, changes)
const stored = () => getSchemaControls(deps.db, actor.workspaceId, sourceId)
const snapshot = () => createSnapshots(fake.db, Date.now).current(() => {})
const published = async () => (await (await snapshot()).source(sourceId))?.schema
const trail = async () =>
  (await listAudit(deps.db, actor.workspaceId, {}, { offset: 0, count: 100 })).items.filter(
    ({ type }) => type === 'Source Schema Controls Modified',
  )

describe('schema controls', () => {
  it('of a new source let everything through', async () => {
    expect(await stored()).toEqual(NO_CONTROLS)
    expect(await published()).toEqual(NO_CONTROLS)
  })

  it('are in the snapshot as soon as they are in the database', async () => {
    const answer = must(await change(block('E'), { control: 'page', allowed: false }))
    expect(answer).toEqual({ ...NO_CONTROLS, blockedEvents: ['E'], blockPage: true })
    expect(await stored()).toEqual(answer)
    expect(await published()).toEqual(answer)
  })

  it('stay when the source, or everything, is published anew', async () => {
    must(await change(block('E')))
    must(await updateSource(deps, actor, sourceId, { name: 'New' }))
    expect((await published())?.blockedEvents).toEqual(['E'])
    fake.sqlite.exec('DELETE FROM snapshot_versions; DELETE FROM snapshot_parts')
    must(await republish(deps))
    expect((await published())?.blockedEvents).toEqual(['E'])
  })

  it('are changed all or none', async () => {
    const refused = await change(block('E'), {
      control: 'destination',
      name: 'E',
      destinationId: 'dst_other',
      allowed: false,
    })
    expect(refused).toEqual({ ok: false, error: { reason: 'unknown_destination', index: 1 } })
    expect(await stored()).toEqual(NO_CONTROLS)
  })

  it('make no version and no entry in the trail when nothing changes', async () => {
    must(await change(block('E')))
    const { version } = await snapshot()
    must(await change(block('E'), { control: 'screen', allowed: true }))
    expect((await snapshot()).version).toBe(version)
    expect(await trail()).toHaveLength(1)
  })

  it('leave in the trail what was changed, and nothing of the rest', async () => {
    must(await change(block('A'), block('B')))
    must(await change(block('C'), { control: 'event', name: 'A', allowed: true }))
    const [newest] = await trail()
    expect(newest).toMatchObject({
      resourceType: 'SOURCE',
      resourceId: sourceId,
      resourceName: 'site',
      before: { blockedEvents: ['A'] },
      after: { blockedEvents: ['C'] },
    })
  })

  it('that two people change at once are both kept', async () => {
    const results = await Promise.all([change(block('A')), change(block('B')), change(block('C'))])
    expect(results.every(({ ok }) => ok)).toBe(true)
    expect((await published())?.blockedEvents).toEqual(['A', 'B', 'C'])
  })

  it('belong to a source, and to a workspace', async () => {
    must(await change(block('E')))
    const other = await newSource('other')
    expect(await getSchemaControls(deps.db, actor.workspaceId, other)).toEqual(NO_CONTROLS)
    expect(await getSchemaControls(deps.db, 'wsp_other', sourceId)).toEqual(NO_CONTROLS)
    const stranger = { ...actor, workspaceId: 'wsp_other' }
    expect(await changeSchemaControls(deps, stranger, sourceId, [block('F')])).toEqual({
      ok: false,
      error: { reason: 'not_found' },
    })
  })

  it('of a deleted source cannot be changed', async () => {
    must(await deleteSource(deps, actor, sourceId))
    expect(await change(block('E'))).toEqual({ ok: false, error: { reason: 'not_found' } })
  })

  it('forget a destination with its deletion', async () => {
    const [gone, stays] = [await newDestination(), await newDestination()]
    const off = (name: string, destinationId: string): ControlChange => ({
      control: 'destination',
      name,
      destinationId,
      allowed: false,
    })
    must(await change(off('E', gone), off('E', stays), off('F', gone)))
    must(await deleteDestination(deps, actor, gone))
    const left = [{ event: 'E', destinationIds: [stays] }]
    expect((await stored()).destinationsOff).toEqual(left)
    expect((await published())?.destinationsOff).toEqual(left)
  })

  it('say when there are too many of them', async () => {
    const many = Array.from({ length: 120 }, (_, n) => block(`${n} ${'x'.repeat(900)}`))
    expect(await change(...many)).toMatchObject({
      ok: false,
      error: { reason: 'too_many_controls' },
    })
    expect(await stored()).toEqual(NO_CONTROLS)
  })
})
