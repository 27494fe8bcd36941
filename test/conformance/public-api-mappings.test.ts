import { CatalogApi, DestinationsApi, SourcesApi } from '@segment/public-api-sdk-typescript'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { BooksAnswer } from '../../worker/api/contract/books.ts'
import type { MappingPreview } from '../../worker/api/contract/mappings.ts'
import type { TraceAnswer } from '../../worker/api/contract/trace.ts'
import { eventually } from '../harness/eventually.ts'
import { clientOf, present } from '../harness/official-client.ts'
import { type Receiver, startReceiver } from '../harness/receiver.ts'
import { type Service, startService } from '../harness/service.ts'
import { openWorkspace } from '../harness/workspace.ts'

let service: Service
let receiver: Receiver
beforeAll(async () => {
  service = await startService()
  receiver = await startReceiver()
})
afterAll(async () => {
  await service?.stop()
  await receiver?.stop()
})

/** The official client of the upstream API, unmodified. */

it('finds a destination with its actions, connects it, and manages its mappings', async () => {
  const client = clientOf(service)
  const { body: found } = await client(CatalogApi).getDestinationMetadata('actions-amplitude')
  const metadata = present(found.data).destinationMetadata
  expect(metadata).toMatchObject({ slug: 'actions-amplitude', name: 'Actions Amplitude' })
  const action = present(metadata.actions.find(({ slug }) => slug === 'logEventV2'))
  expect(action.fields.map(({ fieldKey }) => fieldKey)).toContain('event_type')
  expect(metadata.presets.length).toBeGreaterThan(0)

  const { body: made } = await client(SourcesApi).createSource({
    slug: 'mapped',
    enabled: true,
    metadataId: 'javascript',
  })
  const { body: connected } = await client(DestinationsApi).createDestination({
    sourceId: present(made.data).source.id,
    metadataId: metadata.id,
    settings: { apiKey: 'key', secretKey: 'secret', endpoint: 'north_america' },
  })
  const { id } = present(connected.data).destination
  const destinations = client(DestinationsApi)
  const list = async () => {
    const { body } = await destinations.listSubscriptionsFromDestination(id, { count: 100 })
    return present(body.data).subscriptions
  }
  const begun = await list()
  expect(begun.map(({ name, enabled }) => ({ name, enabled }))).toEqual(
    metadata.presets.map(({ name }) => ({ name, enabled: true })),
  )

  const created = await destinations.createDestinationSubscription(id, {
    name: 'Sign-ups',
    actionId: action.id,
    trigger: "event = 'Signed Up'",
    enabled: false,
    settings: { event_type: { '@path': '$.event' }, user_id: { '@path': '$.userId' } },
  })
  const mapping = present(created.body.data).destinationSubscription
  expect(mapping).toMatchObject({ actionSlug: 'logEventV2', destinationId: id, enabled: false })
  const updated = await destinations.updateSubscriptionForDestination(id, mapping.id, {
    input: { enabled: true, settings: { event_type: 'Signed Up' } },
  })
  expect(present(updated.body.data).subscription).toMatchObject({
    name: 'Sign-ups',
    enabled: true,
    settings: { event_type: 'Signed Up' },
  })
  const read = await destinations.getSubscriptionFromDestination(id, mapping.id)
  expect(present(read.body.data).subscription).toEqual(present(updated.body.data).subscription)
  const removed = await destinations.removeSubscriptionFromDestination(id, mapping.id)
  expect(present(removed.body.data).status).toBe('SUCCESS')
  expect((await list()).map((one) => one.id)).toEqual(begun.map((one) => one.id))

  const wrong = destinations.createDestinationSubscription(id, {
    name: 'Wrong',
    actionId: action.id,
    trigger: "type = 'track'",
    enabled: true,
    settings: { event_type: { '@nonsense': 1 } },
  })
  await expect(wrong).rejects.toMatchObject({ response: { statusCode: 400 } })
})

it('sends each mapping that an event matches, and books why others stay', async () => {
  const workspace = openWorkspace(service)
  const source = await workspace.createSource()
  const mapping = (name: string, trigger: string) => ({
    name,
    actionId: 'send',
    enabled: true,
    trigger,
    settings: {
      url: `${receiver.url}/${name}`,
      method: 'POST',
      data: { id: { '@path': '$.messageId' }, name },
    },
  })
  const { data } = await workspace.call<{ data: { destination: { id: string } } }>(
    'POST',
    '/destinations',
    {
      sourceId: source.id,
      metadataId: 'actions-webhook',
      enabled: true,
      settings: {},
      consentCategories: ['ads'],
      mappings: [mapping('all', "type = 'track'"), mapping('vip', 'properties.vip = true')],
    },
  )
  const consent = (ads: boolean) => ({ context: { consent: { categoryPreferences: { ads } } } })
  const send = async (type: string, fields: Record<string, unknown>) => {
    const response = await fetch(`${service.origin}/v1/${type}`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${source.writeKey}:`)}` },
      body: JSON.stringify({ userId: 'u1', event: 'E', ...fields }),
    })
    expect(response.status).toBe(200)
  }
  await send('track', { messageId: 'both', properties: { vip: true }, ...consent(true) })
  await send('track', { messageId: 'one' })
  await send('identify', { messageId: 'none' })
  await send('track', { messageId: 'refused', ...consent(false) })

  const { id } = data.destination
  const books = await eventually('the books are closed', async () => {
    const { data: answer } = await workspace.call<{ data: BooksAnswer }>(
      'GET',
      `/books?sourceId=${source.id}`,
    )
    const found = answer.destinations.find(({ destinationId }) => destinationId === id)
    const total =
      (found?.outcomes.delivered.count ?? 0) + (found?.['filtered at destination'].count ?? 0)
    return found?.balanced && total === 4 ? found : undefined
  })
  expect(books.routed).toBe(2)
  expect(books['filtered at destination'].reasons).toEqual({
    NO_MATCHING_MAPPING: 1,
    FILTERED_BY_END_USER_CONSENT: 1,
  })
  const bodies = receiver.attempts.map(({ body }) => JSON.parse(body))
  expect(bodies.map((body) => `${body.id} ${body.name}`).sort()).toEqual([
    'both all',
    'both vip',
    'one all',
  ])
  const trace = await workspace.call<{ data: TraceAnswer }>('GET', '/traces/both')
  const [destination] = trace.data.traces[0]?.destinations ?? []
  expect(destination?.mappings?.map(({ name }) => name)).toEqual(['all', 'vip'])

  const before = receiver.attempts.length
  const { settings } = mapping('draft', '')
  const drafted = await workspace.call<{ data: { preview: MappingPreview } }>(
    'POST',
    `/destinations/${id}/subscriptions/preview`,
    { actionId: 'send', settings, trigger: 'all', event: { type: 'track', messageId: 'm-1' } },
  )
  expect(drafted.data.preview).toMatchObject({
    matches: true,
    problems: [],
    payload: { url: `${receiver.url}/draft`, data: { id: 'm-1', name: 'draft' } },
    requests: [{ method: 'POST', url: `${receiver.url}/draft` }],
  })
  expect(JSON.parse(drafted.data.preview.requests[0]?.body ?? '')).toEqual({
    id: 'm-1',
    name: 'draft',
  })
  expect(receiver.attempts).toHaveLength(before)
})
