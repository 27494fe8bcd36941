import {
  CreateTrackingPlanV1Input,
  DestinationFilterActionV1,
  DestinationFiltersApi,
  DestinationsApi,
  GroupSourceSettingsV1,
  RuleInputV1,
  SourcesApi,
  TrackingPlansApi,
  TrackSourceSettingsV1,
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

it('manages a tracking plan, its rules and its sources', async () => {
  const client = clientOf(service)
  const plans = client(TrackingPlansApi)
  const sources = client(SourcesApi)
  const made = await plans.createTrackingPlan({
    name: 'Shop',
    type: CreateTrackingPlanV1Input.TypeEnum.LIVE,
  })
  const { id } = present(made.body.data).trackingPlan
  const { TypeEnum } = RuleInputV1
  const schema = (key: string) => ({
    type: 'object',
    properties: { properties: { type: 'object', required: [key] } },
  })
  const rule = (key: string) => ({
    type: TypeEnum.TRACK,
    key,
    version: 1,
    jsonSchema: schema(key),
  })
  await plans.replaceRulesInTrackingPlan(id, { rules: [rule('a'), rule('b')] })
  await plans.updateRulesInTrackingPlan(id, {
    rules: [
      { ...rule('b'), newKey: 'c' },
      { type: TypeEnum.COMMON, version: 1, jsonSchema: { type: 'object' } },
    ],
  })
  await plans.removeRulesFromTrackingPlan(id, [{ type: TypeEnum.TRACK, key: 'a', version: 1 }])
  const rules = await plans.listRulesFromTrackingPlan(id, { count: 10 })
  expect(present(rules.body.data).rules).toMatchObject([
    { type: 'TRACK', key: 'c', version: 1, jsonSchema: schema('b') },
    { type: 'COMMON', version: 1 },
  ])
  await plans.updateTrackingPlan(id, { name: 'Web shop' })
  const read = await plans.getTrackingPlan(id)
  expect(present(read.body.data).trackingPlan).toMatchObject({ id, name: 'Web shop', slug: 'shop' })

  const { body: source } = await sources.createSource({
    slug: 'planned',
    enabled: true,
    metadataId: 'javascript',
  })
  const sourceId = present(source.data).source.id
  await plans.addSourceToTrackingPlan(id, { sourceId })
  const connected = await plans.listSourcesFromTrackingPlan(id, { count: 10 })
  expect(present(connected.body.data).sources.map((one) => one.id)).toEqual([sourceId])
  await sources.updateSchemaSettingsInSource(sourceId, {
    track: {
      allowUnplannedEvents: false,
      commonEventOnViolations: TrackSourceSettingsV1.CommonEventOnViolationsEnum.OMIT_PROPERTIES,
    },
    group: {
      commonEventOnViolations: GroupSourceSettingsV1.CommonEventOnViolationsEnum.OMIT_TRAITS,
    },
  })
  const settings = await sources.listSchemaSettingsInSource(sourceId)
  expect(present(settings.body.data).settings).toMatchObject({
    track: {
      allowUnplannedEvents: false,
      allowEventOnViolations: true,
      commonEventOnViolations: 'OMIT_PROPERTIES',
    },
    identify: { commonEventOnViolations: 'ALLOW' },
    group: { commonEventOnViolations: 'OMIT_TRAITS' },
  })

  await plans.removeSourceFromTrackingPlan(id, sourceId)
  await plans.deleteTrackingPlan(id)
  const list = await plans.listTrackingPlans({ count: 10 }, 'LIVE')
  expect(present(list.body.data).trackingPlans).toEqual([])
})
