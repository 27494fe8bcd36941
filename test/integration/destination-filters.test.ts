import { beforeAll, beforeEach, expect, it } from 'vitest'
import {
  ask,
  deps,
  makeDestination,
  makeSource,
  renewDeps,
  snapshot,
} from './support/api-client.ts'
import { bootstrap, sourceMonitor } from './support/app.ts'

beforeAll(bootstrap)
beforeEach(renewDeps)

const ACTIONS = [{ type: 'DROP_PROPERTIES', fields: { properties: ['email'] } }]
const draft = (sourceId: string) => ({
  sourceId,
  title: 'No addresses',
  if: "type = 'track'",
  actions: ACTIONS,
  enabled: true,
})

async function makeFilter() {
  const { id: sourceId } = await makeSource()
  const { id } = await makeDestination(sourceId)
  const path = `/destination/${id}/filters`
  const created = await ask('POST', path, draft(sourceId))
  expect(created.status).toBe(200)
  const target = async () => (await (await snapshot()).source(sourceId))?.targets[0]
  return { sourceId, id, path, filter: created.data.filter, target }
}

it('are in the snapshot while they are enabled, and every change in the audit trail', async () => {
  const { path, filter, target } = await makeFilter()
  expect((await target())?.filters).toEqual([
    { id: filter.id, if: filter.if, actions: filter.actions },
  ])
  await ask('PATCH', `${path}/${filter.id}`, { enabled: false })
  expect((await target())?.filters).toBeUndefined()
  await ask('PATCH', `${path}/${filter.id}`, { enabled: true, title: 'Renamed' })
  expect((await target())?.filters).toHaveLength(1)
  await ask('DELETE', `${path}/${filter.id}`)
  expect((await target())?.filters).toBeUndefined()
  expect((await ask('GET', `${path}/${filter.id}`)).status).toBe(404)
  const { data } = await ask('GET', `/audit-events?resourceId=${filter.id}`)
  expect(data.events.map(({ type }: { type: string }) => type).sort()).toEqual([
    'Destination Filter Created',
    'Destination Filter Deleted',
    'Destination Filter Disabled',
    'Destination Filter Enabled',
    'Destination Filter Modified',
  ])
})

it('are refused with the place where the condition is wrong', async () => {
  const { sourceId, path } = await makeFilter()
  const wrong = await ask('POST', path, { ...draft(sourceId), if: "event == 'E'" })
  expect(wrong.status).toBe(400)
  expect(wrong.errors).toMatchObject([
    { type: 'bad-request', field: 'if', message: expect.stringContaining('at character 8') },
  ])
  const other = await ask('POST', path, draft((await makeSource()).id))
  expect(other.errors).toMatchObject([{ type: 'bad-request', field: 'sourceId' }])
})

it('are at most ten of a destination', async () => {
  const { sourceId, path } = await makeFilter()
  for (let n = 0; n < 9; n++) await ask('POST', path, draft(sourceId))
  expect((await ask('POST', path, draft(sourceId))).status).toBe(409)
  const { data } = await ask('GET', `${path}?pagination[count]=4`)
  expect(data.filters).toHaveLength(4)
  expect(data.pagination.totalEntries).toBe(10)
})

it('are tried on what the source had lately', async () => {
  const { id } = await makeFilter()
  const event = (name: string, properties: object) => ({
    acceptId: `a-${name}`,
    receivedAt: '2026-11-23T17:00:00.000Z',
    messageId: `m-${name}`,
    type: 'track',
    name,
    userId: '',
    anonymousId: '',
    state: 'allowed' as const,
    code: '',
    message: '',
    destinations: {},
    json: JSON.stringify({ type: 'track', event: name, messageId: `m-${name}`, properties }),
  })
  const events = [event('A', { email: 'a@b.c' }), event('B', {})]
  deps.sourceMonitor = () => ({ ...sourceMonitor, recent: async () => ({ events, since: null }) })
  const { data } = await ask('POST', `/destinations/${id}/filters/preview`, {
    filter: { if: 'all', actions: ACTIONS },
  })
  expect(data.counts).toEqual({ pass: 1, drop: 0, change: 1 })
  expect(data.events).toMatchObject([
    { name: 'A', result: 'change', patch: [{ op: 'remove', path: '/properties/email' }] },
    { name: 'B', result: 'pass' },
  ])
})
