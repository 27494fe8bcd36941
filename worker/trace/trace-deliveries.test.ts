import { expect, it } from 'vitest'
import type { Verdict } from '../messages/verdict.ts'
import type { SeenEvent } from './seen-event.ts'
import { traceDestinations } from './trace-deliveries.ts'
import type { TraceDeps } from './trace-deps.ts'

const seen = (destinations: Verdict['destinations']): SeenEvent => ({
  acceptId: 'enam-0.1.0',
  sourceId: 'src_a',
  messageId: 'm-1',
  receivedAt: '2026-11-23T17:00:00.000Z',
  verdict: { outcome: 'passed', ...(destinations && { destinations }) },
  event: { type: 'track' },
  refusal: '',
  place: { kept: 'archive', key: 'k' },
})

const deps = {
  deliveryLog: () => ({
    traceDeliveries: async ([request]: { acceptId: string }[]) => [
      {
        acceptId: request?.acceptId ?? '',
        held: { outcome: 'pending', code: '', attempts: 0, retryAt: null },
        results: [],
        receipts: [],
        knownSince: '2026',
      },
    ],
  }),
  bucket: { list: async () => ({ objects: [], more: false }), text: async () => null },
  report: () => undefined,
} as unknown as TraceDeps

it('names the mappings that an event matched, also where filters changed it', async () => {
  const traced = await traceDestinations(
    seen({
      dst_1: { routed: true, mappingIds: ['map_1', 'map_2'] },
      dst_2: { routed: true, filterIds: ['flt_1'], mappingIds: ['map_3'] },
      dst_3: { routed: true },
    }),
    deps,
  )
  expect(traced).toMatchObject([
    { destinationId: 'dst_1', mappingIds: ['map_1', 'map_2'], asPassed: true },
    { destinationId: 'dst_2', mappingIds: ['map_3'], asPassed: false },
    { destinationId: 'dst_3', asPassed: true },
  ])
  expect(traced[2]).not.toHaveProperty('mappingIds')
})

it.each([
  ['NO_MATCHING_MAPPING', 'mapping'],
  ['FILTERED_BY_END_USER_CONSENT', 'consent'],
])('says in words what %s means', async (code, word) => {
  const [traced] = await traceDestinations(seen({ dst_1: { filtered: code } }), deps)
  expect(traced).toMatchObject({ outcome: 'filtered at destination', code })
  expect(traced?.message).toContain(word)
})
