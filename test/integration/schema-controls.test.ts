import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ask, makeDestination, makeSource, renewDeps, snapshot } from './support/api-client.ts'
import { bootstrap } from './support/app.ts'

beforeAll(bootstrap)
beforeEach(renewDeps)

const EVERYTHING = {
  blockedEvents: [],
  blockPage: false,
  blockScreen: false,
  blockedIdentifyTraits: [],
  blockedGroupTraits: [],
  destinationsOff: {},
}
const pathOf = (source: { id: string }) => `/sources/${source.id}/schema/controls`
const block = (name: string) => ({ control: 'event', name, allowed: false })
const change = (source: { id: string }, ...changes: unknown[]) =>
  ask('PATCH', pathOf(source), { changes })

describe('schema controls', () => {
  it('of a new source block nothing', async () => {
    const source = await makeSource()
    const { status, data } = await ask('GET', pathOf(source))
    expect(status).toBe(200)
    expect(data).toEqual({ controls: EVERYTHING })
  })

  it('are changed, shown and published', async () => {
    const source = await makeSource()
    const { id } = await makeDestination(source.id)
    const answer = await change(
      source,
      block('Order Completed'),
      { control: 'page', allowed: false },
      { control: 'trait', kind: 'identify', path: 'address.city', allowed: false },
      { control: 'destination', name: 'constructor', destinationId: id, allowed: false },
    )
    expect(answer.status).toBe(200)
    const controls = {
      ...EVERYTHING,
      blockedEvents: ['Order Completed'],
      blockPage: true,
      blockedIdentifyTraits: ['address.city'],
      destinationsOff: { constructor: [id] },
    }
    expect(answer.data).toEqual({ controls })
    expect((await ask('GET', pathOf(source))).data).toEqual({ controls })
    expect((await (await snapshot()).source(source.id))?.schema).toEqual({
      ...controls,
      destinationsOff: [{ event: 'constructor', destinationIds: [id] }],
    })
  })

  it('lose what names a destination when it is deleted', async () => {
    const source = await makeSource()
    const { id } = await makeDestination(source.id)
    await change(source, { control: 'destination', name: 'E', destinationId: id, allowed: false })
    await ask('DELETE', `/destinations/${id}`)
    expect((await ask('GET', pathOf(source))).data).toEqual({ controls: EVERYTHING })
  })

  it.each<[string, unknown, string, number]>([
    [
      'an unknown destination',
      { control: 'destination', name: 'E', destinationId: 'dst_x', allowed: false },
      'changes.1.destinationId',
      400,
    ],
    ['an empty name', block(''), 'changes.1.name', 400],
    [
      'an impossible path',
      { control: 'trait', kind: 'group', path: '__proto__', allowed: false },
      'changes.1.path',
      400,
    ],
    ['an unknown control', { control: 'user', allowed: false }, 'changes.1.control', 400],
  ])('are not changed at all by %s', async (_, bad, field, status) => {
    const source = await makeSource()
    const answer = await change(source, block('E'), bad)
    expect(answer.status).toBe(status)
    expect(answer.errors[0]?.field).toBe(field)
    expect((await ask('GET', pathOf(source))).data).toEqual({ controls: EVERYTHING })
  })

  it('say what they may take together', async () => {
    const source = await makeSource()
    const names = Array.from({ length: 200 }, (_, n) => block(`${n} ${'x'.repeat(600)}`))
    const answer = await change(source, ...names)
    expect(answer.status).toBe(409)
    expect(answer.errors[0]?.message).toMatch(/may take 100000 characters/)
  })

  it('of a source that is not there are not found', async () => {
    expect((await change({ id: 'src_none' }, block('E'))).status).toBe(404)
  })

  it('are in the audit trail with what was changed', async () => {
    const source = await makeSource()
    await change(source, block('E'))
    await change(source, block('E'))
    const trail = await ask('GET', `/audit-events?resourceId=${source.id}`)
    const entries = (
      trail.data as { events: { type: string; before: unknown; after: unknown }[] }
    ).events.filter(({ type }) => type === 'Source Schema Controls Modified')
    expect(entries).toHaveLength(1)
    expect(entries[0]).toMatchObject({
      before: { blockedEvents: [] },
      after: { blockedEvents: ['E'] },
    })
  })
})
