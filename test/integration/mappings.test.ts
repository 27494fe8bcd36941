import * as v from 'valibot'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { destinationMetadataSchema } from '../../worker/api/contract/catalog.ts'
import {
  type MappingAnswer,
  mappingPreviewSchema,
  mappingSchema,
} from '../../worker/api/contract/mappings.ts'
import type { TracedEvent } from '../../worker/messages/trace-rpc.ts'
import {
  ask,
  deps,
  makeDestination,
  makeSource,
  renewDeps,
  snapshot,
} from './support/api-client.ts'
import { bootstrap, idleMappings, ORDERLY, sourceMonitor } from './support/app.ts'

beforeAll(bootstrap)
beforeEach(renewDeps)

const SETTINGS = { apiKey: 'hush' }

async function connect(overrides: Record<string, unknown> = {}) {
  const { id: sourceId } = await makeSource()
  const { status, data, errors } = await ask('POST', '/destinations', {
    sourceId,
    metadataId: ORDERLY.slug,
    settings: SETTINGS,
    enabled: true,
    ...overrides,
  })
  if (status !== 200) return { status, errors, id: '', path: '', sourceId }
  const { id } = data.destination
  return { status, errors, id, path: `/destinations/${id}/subscriptions`, sourceId }
}
const listed = async (path: string): Promise<MappingAnswer[]> =>
  v.parse(v.array(mappingSchema), (await ask('GET', path)).data.subscriptions)
const ORDER = {
  name: 'Orders',
  actionId: 'trackOrder',
  trigger: "type = 'track'",
  enabled: true,
  settings: { order_id: { '@path': '$.properties.order_id' } },
}

describe('a destination that has actions', () => {
  it('begins with the catalog’s automatic presets, switched on', async () => {
    const { path, sourceId } = await connect()
    const mappings = await listed(path)
    expect(mappings).toMatchObject([
      { name: 'Orders', actionId: 'actions-orderly:trackOrder', enabled: true, version: 1 },
      { name: 'People', actionSlug: 'upsertPerson', enabled: true, position: 1 },
    ])
    const [target] = (await (await snapshot()).source(sourceId))?.targets ?? []
    expect(target?.triggers?.map(({ mappingId }) => mappingId)).toEqual(
      mappings.map(({ id }) => id),
    )
  })

  it('begins with none, or with others, when told so', async () => {
    expect(await listed((await connect({ mappings: [] })).path)).toEqual([])
    const { path } = await connect({ mappings: [{ ...ORDER, name: 'Mine' }] })
    expect(await listed(path)).toMatchObject([{ name: 'Mine', settings: ORDER.settings }])
    const wrong = await connect({ mappings: [ORDER, { ...ORDER, settings: { colour: 'red' } }] })
    expect(wrong.status).toBe(400)
    expect(wrong.errors).toMatchObject([{ field: 'mappings.1.settings.colour' }])
  })

  it('is tested with the mappings that the event matches', async () => {
    const { id, path } = await connect()
    const given: unknown[] = []
    deps.testDestination = async (request) => {
      given.push(request)
      return { outcome: 'delivered', code: 'OK', message: '', latencyMs: 1, requests: [] }
    }
    const event = { type: 'track', event: 'Order Completed' }
    expect((await ask('POST', `/destinations/${id}/test`, { event })).status).toBe(200)
    const [orders] = await listed(path)
    expect(given).toMatchObject([
      {
        destination: { mappings: [{ id: orders?.id }, { name: 'People' }] },
        event: { mappings: [orders?.id] },
      },
    ])
    const other = await ask('POST', `/destinations/${id}/test`, { event: { type: 'track' } })
    expect([other.status, other.errors[0]?.field]).toEqual([409, 'event'])
  })
})

describe('a mapping', () => {
  it('has what it is given, or the action’s defaults', async () => {
    const { path } = await connect({ mappings: [] })
    const given = await ask('POST', path, ORDER)
    expect(given.data.destinationSubscription).toMatchObject({
      ...ORDER,
      actionId: 'actions-orderly:trackOrder',
    })
    const { settings: _, enabled: __, ...bare } = ORDER
    const defaults = await ask('POST', path, bare)
    expect(defaults.data.destinationSubscription).toMatchObject({
      enabled: false,
      settings: ORDER.settings,
      position: 1,
    })
  })

  it.each([
    ['an unknown action', { actionId: 'sing' }, 'actionId'],
    ['an action of another destination', { actionId: 'actions-other:trackOrder' }, 'actionId'],
    ['a trigger that cannot be read', { trigger: 'type ==' }, 'trigger'],
    ['and beside or', { trigger: 'a = 1 and b = 2 or c = 3' }, 'trigger'],
    ['an unknown field', { settings: { colour: 'red' } }, 'settings.colour'],
    ['too much', { settings: { order_id: 'x'.repeat(70_000) } }, 'settings'],
    ['no name', { name: ' ' }, 'name'],
  ])('is refused with %s', async (_, wrong, field) => {
    const { path } = await connect({ mappings: [] })
    const { status, errors } = await ask('POST', path, { ...ORDER, ...wrong })
    expect(status).toBe(400)
    expect(errors.map((error) => error.field)).toEqual([field])
  })

  it('may have a trigger that matches nothing yet', async () => {
    const { path } = await connect({ mappings: [] })
    expect((await ask('POST', path, { ...ORDER, trigger: '' })).status).toBe(200)
  })

  it('is refused with what the delivery Worker says of its directives', async () => {
    const { path } = await connect()
    deps.mappingService = {
      ...idleMappings,
      checkMapping: async () => [{ field: 'order_id', message: 'no such directive' }],
    }
    const made = await ask('POST', path, ORDER)
    expect(made.errors).toMatchObject([
      { field: 'settings.order_id', message: 'no such directive' },
    ])
    const [first] = await listed(path)
    const one = `${path}/${first?.id}`
    const edited = await ask('PATCH', one, { input: { settings: { order_id: { '@x': 1 } } } })
    expect(edited.errors).toMatchObject([{ field: 'input.settings.order_id' }])
    // What is not about its fields needs no check.
    expect((await ask('PATCH', one, { input: { enabled: false } })).status).toBe(200)
  })

  it('is not stored unchecked when the delivery Worker does not answer', async () => {
    const { path } = await connect({ mappings: [] })
    deps.mappingService = {
      ...idleMappings,
      checkMapping: () => Promise.reject(new Error('down')),
    }
    const made = await ask('POST', path, ORDER)
    expect([made.status, made.errors[0]?.type]).toEqual([503, 'service-unavailable'])
    expect(await listed(path)).toEqual([])
  })

  it('is edited, sorted, copied and deleted, and its versions are kept', async () => {
    const { path } = await connect()
    const [orders, people] = await listed(path)
    const one = `${path}/${orders?.id}`
    const input = { trigger: "type = 'page'", settings: { order_id: 'fixed' }, enabled: false }
    const edited = await ask('PATCH', one, { input })
    expect(edited.data.subscription).toMatchObject({ ...input, version: 2, name: 'Orders' })
    expect((await ask('GET', one)).data).toEqual(edited.data)
    const { data } = await ask('GET', `${one}/versions`)
    expect(data.versions).toMatchObject([
      { version: 2, ...input },
      { version: 1, enabled: true },
    ])

    const copy = (await ask('POST', `${one}/duplicate`)).data.subscription
    expect(copy).toMatchObject({ name: 'Orders (Copy)', enabled: false, settings: input.settings })
    const ids = [copy.id, people?.id, orders?.id]
    const sorted = await ask('PUT', `${path}/order`, { ids })
    expect(sorted.data.subscriptions.map(({ id }: MappingAnswer) => id)).toEqual(ids)
    expect((await listed(path)).map(({ id }) => id)).toEqual(ids)
    const part = await ask('PUT', `${path}/order`, { ids: ids.slice(1) })
    expect([part.status, part.errors[0]?.field]).toEqual([400, 'ids'])

    expect((await ask('DELETE', one)).data).toEqual({ status: 'SUCCESS' })
    expect((await ask('GET', one)).status).toBe(404)
    expect((await ask('PATCH', one, { input: { name: 'X' } })).status).toBe(404)
  })

  it('belongs to its destination alone', async () => {
    const [mine, other] = [await connect(), await connect()]
    const [mapping] = await listed(mine.path)
    const across = `${other.path}/${mapping?.id}`
    for (const [method, path, body] of [
      ['GET', across, undefined],
      ['PATCH', across, { input: { name: 'X' } }],
      ['DELETE', across, undefined],
      ['POST', `${across}/duplicate`, {}],
      ['GET', `${across}/versions`, undefined],
    ] as const) {
      expect((await ask(method, path, body)).status).toBe(404)
    }
  })
})

it('is nothing for a destination without actions', async () => {
  const { id, sourceId } = { ...(await makeDestination((await makeSource()).id)) }
  const path = `/destinations/${id}/subscriptions`
  expect(await listed(path)).toEqual([])
  expect((await ask('POST', path, ORDER)).status).toBe(400)
  const [target] = (await (await snapshot()).source(sourceId))?.targets ?? []
  expect(target).not.toHaveProperty('triggers')
  const made = await ask('POST', '/destinations', {
    sourceId,
    metadataId: 'webhooks',
    settings: { hooks: [{ hook: 'https://hooks.example.com/a' }] },
    mappings: [ORDER],
  })
  expect([made.status, made.errors[0]?.field]).toEqual([400, 'mappings'])
})

describe('the delivery Worker is asked', () => {
  it('what an event would be sent as', async () => {
    const { path } = await connect()
    const asked: unknown[] = []
    deps.mappingService = {
      ...idleMappings,
      previewMapping: async (request) => {
        asked.push(request)
        return { payload: { order_id: '7' }, problems: [], requests: [] }
      },
    }
    const event = { type: 'track', messageId: 'm-1', properties: { order_id: '7' } }
    const draft = { actionId: 'trackOrder', settings: ORDER.settings, event }
    const preview = async (more: object) => {
      const { data } = await ask('POST', `${path}/preview`, { ...draft, ...more })
      return v.parse(mappingPreviewSchema, data.preview)
    }
    expect(await preview({})).toMatchObject({ matches: null, payload: { order_id: '7' } })
    expect(await preview({ trigger: "type = 'track'" })).toMatchObject({ matches: true })
    expect(await preview({ trigger: "type = 'page'" })).toMatchObject({ matches: false })
    expect(asked[0]).toMatchObject({
      action: 'trackOrder',
      mapping: ORDER.settings,
      destination: { slug: ORDERLY.slug, sealed: { apiKey: { v: 1 } } },
      event: { type: 'track', messageId: 'm-1', json: JSON.stringify(event) },
    })
    const unknown = await ask('POST', `${path}/preview`, { ...draft, actionId: 'sing' })
    expect([unknown.status, unknown.errors[0]?.field]).toEqual([400, 'actionId'])
  })

  it('for choices and for a test of credentials, and may fail', async () => {
    const { id } = await connect()
    const choices = { choices: [{ value: 'l1', label: 'List' }], nextPage: null, error: null }
    deps.mappingService = {
      ...idleMappings,
      dynamicField: async () => choices,
      testCredentials: async () => ({ ok: false, message: 'The key is unknown.' }),
    }
    const field = { actionId: 'trackOrder', path: 'order_id', settings: {} }
    const path = `/destinations/${id}`
    expect((await ask('POST', `${path}/dynamic-field`, field)).data).toEqual(choices)
    const tested = await ask('POST', `${path}/test-credentials`)
    expect(tested.data).toEqual({ ok: false, message: 'The key is unknown.' })
    deps.mappingService = {
      ...idleMappings,
      testCredentials: () => Promise.reject(new Error('down')),
    }
    expect((await ask('POST', `${path}/test-credentials`)).status).toBe(503)
  })
})

it('a destination keeps its consent categories, and routing knows them', async () => {
  const { id, sourceId } = await connect({ consentCategories: ['ads', 'C0004', 'ads'] })
  const read = async () => (await ask('GET', `/destinations/${id}`)).data.destination
  const routed = async () => (await (await snapshot()).source(sourceId))?.targets[0]
  expect((await read()).consentCategories).toEqual(['ads', 'C0004'])
  expect((await routed())?.consentCategories).toEqual(['ads', 'C0004'])
  await ask('PATCH', `/destinations/${id}`, { name: 'Renamed' })
  expect((await read()).consentCategories).toEqual(['ads', 'C0004'])
  await ask('PATCH', `/destinations/${id}`, { consentCategories: [] })
  expect(await routed()).not.toHaveProperty('consentCategories')
  const wrong = await ask('PATCH', `/destinations/${id}`, { consentCategories: ['4x'] })
  expect([wrong.status, wrong.errors[0]?.field]).toEqual([400, 'consentCategories.0'])
})

describe('the catalog', () => {
  const search = async (query: string) => {
    const { data } = await ask('GET', `/catalog/destinations?pagination[count]=1000&${query}`)
    return data.destinationsCatalog.map(({ slug }: { slug: string }) => slug)
  }

  it('lists every kind in short, and finds some by their words', async () => {
    const all = await search('')
    expect(all).toEqual(deps.destinationKinds.map(({ slug }) => slug))
    expect(await search('search=orders%20KEEPS')).toEqual([ORDERLY.slug])
    expect(await search('search=nothing-like-it')).toEqual([])
    expect(await search('category=no-such')).toEqual([])
    expect(await search('search=orderly&category=Analytics')).toEqual([ORDERLY.slug])
  })

  it('has all of a kind, in upstream’s shape and in its own', async () => {
    const { data } = await ask('GET', `/catalog/destinations/${ORDERLY.slug}`)
    const metadata = v.parse(destinationMetadataSchema, data.destinationMetadata)
    expect(metadata).toMatchObject({
      name: ORDERLY.name,
      hasActions: true,
      options: [{ name: 'apiKey', type: 'password', secret: true }],
      presets: [{ name: 'Orders', actionId: 'actions-orderly:trackOrder' }, { name: 'People' }],
    })
    expect(metadata.actions.map(({ id }) => id)).toEqual([
      'actions-orderly:trackOrder',
      'actions-orderly:upsertPerson',
    ])
    expect(metadata.actions[0]?.fields).toMatchObject([
      { fieldKey: 'order_id', type: 'STRING', required: true, sortOrder: 0 },
      { fieldKey: 'total', type: 'NUMBER', required: false, sortOrder: 1 },
      { fieldKey: 'products', type: 'OBJECT', multiple: true },
    ])
    expect(data.detail).toEqual(ORDERLY)
    const plain = await ask('GET', '/catalog/destinations/webhooks')
    expect(plain.data).not.toHaveProperty('detail')
  })
})

it('a trace names the mappings, and makes requests anew by those of the time', async () => {
  const { id, path, sourceId } = await connect()
  const [orders, people] = await listed(path)
  const startedAt = new Date().toISOString()
  await ask('PATCH', `${path}/${orders?.id}`, { input: { settings: { order_id: 'changed' } } })
  await ask('DELETE', `${path}/${people?.id}`)
  const mappingIds = [orders?.id ?? '', people?.id ?? '']
  const rebuilt: unknown[] = []
  deps.rebuildRequests = async (request) => {
    rebuilt.push(request)
    return []
  }
  deps.traceMessage = async () => ({
    events: [tracedEvent({ sourceId, destinationId: id, mappingIds, startedAt })],
    search: { in: 'index', searched: 0, total: 0, next: null, partial: false },
  })
  const { data } = await ask('GET', `/traces/m-1?sourceId=${sourceId}`)
  expect(data.traces[0].destinations[0].mappings).toEqual([
    { id: orders?.id, name: 'Orders' },
    { id: people?.id, name: 'People' },
  ])
  expect(rebuilt).toMatchObject([
    {
      destination: { mappings: [{ id: orders?.id, version: 1, mapping: orders?.settings }, {}] },
      event: { mappings: mappingIds },
    },
  ])
})

const tracedEvent = (of: {
  sourceId: string
  destinationId: string
  mappingIds: string[]
  startedAt: string
}): TracedEvent => ({
  messageId: 'm-1',
  sourceId: of.sourceId,
  acceptId: 'enam-0.1.0',
  receivedAt: of.startedAt,
  region: 'enam',
  shard: 0,
  kept: 'log',
  archiveKey: null,
  outcome: 'passed',
  code: '',
  message: '',
  event: { type: 'track' },
  repeats: 0,
  stages: [],
  destinations: [
    {
      destinationId: of.destinationId,
      outcome: 'delivered',
      code: '',
      message: '',
      asPassed: true,
      mappingIds: of.mappingIds,
      incomplete: false,
      results: [
        {
          startedAt: of.startedAt,
          settledAt: of.startedAt,
          outcome: 'delivered',
          code: 'OK',
          status: 200,
          latencyMs: 1,
          retryAt: null,
          unattempted: false,
          message: '',
          response: '',
          request: null,
        },
      ],
    },
  ],
})

it('the fields of a source’s events are listed together, the most frequent first', async () => {
  const { id } = await makeSource()
  const seen = { allowed: 2, blocked: 0, first: 0, last: 0 }
  const event = (name: string, ...paths: string[]) => ({
    ...seen,
    name,
    fields: paths.map((path) => ({ ...seen, path, types: [] })),
  })
  deps.sourceMonitor = () => ({
    ...sourceMonitor,
    schemaSheet: async ({ kind }) => ({
      events:
        kind === 'track'
          ? [event('A', 'total', 'products.$.sku'), event('B', 'total')]
          : kind === 'group' || kind === 'identify'
            ? [event('', 'plan')]
            : [],
      incomplete: false,
    }),
  })
  const { data } = await ask('GET', `/sources/${id}/field-paths`)
  expect(data).toEqual({
    paths: [
      { path: 'properties.total', kinds: ['track'], count: 4 },
      { path: 'traits.plan', kinds: ['identify', 'group'], count: 4 },
      { path: 'properties.products.$.sku', kinds: ['track'], count: 2 },
    ],
    incomplete: false,
  })
})
