import { CatalogApi, DestinationsApi, SourcesApi } from '@segment/public-api-sdk-typescript'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { clientOf, present } from '../harness/official-client.ts'
import { type Service, startService } from '../harness/service.ts'

/** The official client of the upstream API, unmodified. */

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

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
