import {
  DestinationFilterActionV1,
  DestinationFiltersApi,
  DestinationsApi,
  SourcesApi,
} from '@segment/public-api-sdk-typescript'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { clientOf, present } from '../harness/official-client.ts'
import { type Service, startService } from '../harness/service.ts'

/** The official client of the upstream API, unmodified. */

let service: Service
beforeAll(async () => {
  service = await startService()
})
afterAll(() => service?.stop())

it('manages the filters of a destination, and previews one', async () => {
  const client = clientOf(service)
  const { body: made } = await client(SourcesApi).createSource({
    slug: 'filtered',
    enabled: true,
    metadataId: 'javascript',
  })
  const sourceId = present(made.data).source.id
  const { body: connected } = await client(DestinationsApi).createDestination({
    sourceId,
    metadataId: 'webhooks',
    settings: { hooks: [{ hook: 'https://hooks.example.com/a' }] },
  })
  const { id } = present(connected.data).destination
  const filters = client(DestinationFiltersApi)
  const actions = [{ type: DestinationFilterActionV1.TypeEnum.DROP }]

  const created = await filters.createFilterForDestination(id, {
    sourceId,
    title: 'No tests',
    if: "event = 'Test'",
    actions,
    enabled: false,
  })
  const filter = present(created.body.data).filter
  expect(filter).toMatchObject({ sourceId, destinationId: id, title: 'No tests', enabled: false })
  const updated = await filters.updateFilterForDestination(id, filter.id, {
    enabled: true,
    description: 'Ours only',
  })
  expect(present(updated.body.data).filter).toMatchObject({
    enabled: true,
    description: 'Ours only',
  })
  const read = await filters.getFilterInDestination(id, filter.id)
  expect(present(read.body.data).filter).toEqual(present(updated.body.data).filter)
  const list = await filters.listFiltersFromDestination(id, { count: 10 })
  expect(present(list.body.data).filters.map((one) => one.id)).toEqual([filter.id])

  const payload = { type: 'track', event: 'Test' }
  const preview = await filters.previewDestinationFilter({
    filter: { if: "event = 'Test'", actions },
    payload,
  })
  expect(present(preview.body.data)).toEqual({ inputPayload: payload, result: null })

  const removed = await filters.removeFilterFromDestination(id, filter.id)
  expect(present(removed.body.data).status).toBe('SUCCESS')
  const empty = await filters.listFiltersFromDestination(id, { count: 10 })
  expect(present(empty.body.data).filters).toEqual([])
})
