import { expect, it } from 'vitest'
import { makeSource, makeTarget } from '../../../test/builders/make-source.ts'
import type { RouteTarget } from '../../domain/config/snapshot.ts'
import { type DeliveryAppend, parseDeliveryLine } from '../../messages/delivery-log-rpc.ts'
import { unpack } from '../../messages/packed.ts'
import { formatRecord } from '../../messages/record.ts'
import { runPipeline } from '../pipeline.ts'
import type { PipelineDeps } from '../run.ts'
import { appendDeliveries } from './append-deliveries.ts'
import { route } from './route.ts'

/** Events through routing, and the delivery lines that each log was given. */
async function deliver(events: Record<string, unknown>[], targets: RouteTarget[]) {
  const lines: Record<string, ReturnType<typeof parseDeliveryLine>[]> = {}
  const deps = {
    snapshots: { at: async () => ({ source: async () => makeSource({ targets }) }) },
    deliveryLog: (destinationId: string) => ({
      append: async ({ body }: DeliveryAppend) => {
        lines[destinationId] = new TextDecoder().decode(body).split('\n').map(parseDeliveryLine)
      },
    }),
    gzip: async (text: string) => new TextEncoder().encode(text),
  } as unknown as PipelineDeps
  const body = events
    .map((event) =>
      formatRecord({
        kind: 'e',
        sourceId: 'src_a',
        receivedAt: '2026-11-23T17:00:00.000Z',
        json: JSON.stringify(event),
      }),
    )
    .join('\n')
  const unit = { segment: 1, first: 0, version: 1, body, count: events.length }
  const { acknowledgements } = await runPipeline('enam-0', { low: 1, units: [unit] }, deps, [
    route,
    appendDeliveries,
  ])
  const [ack] = acknowledgements
  if (!ack) throw new Error('nothing was acknowledged')
  return { lines, verdicts: unpack(ack.verdicts), totals: Object.values(ack.totals)[0]?.src_a }
}

const triggers = [
  { mappingId: 'map_1', trigger: "type = 'track'" },
  { mappingId: 'map_2', trigger: "event = 'Order'" },
]

it('freezes the matched mappings in the line, and books an event once whatever their number', async () => {
  const integrations = { All: true, Webhooks: { option: 1 } }
  const order = { type: 'track', event: 'Order', messageId: 'm-1', integrations }
  const plain = { type: 'track', event: 'Other', messageId: 'm-2' }
  const person = { type: 'identify', messageId: 'm-3' }
  const { lines, verdicts, totals } = await deliver(
    [order, plain, person],
    [
      makeTarget({ destinationId: 'dst_1', triggers }),
      makeTarget({ destinationId: 'dst_2', consentCategories: ['ads'] }),
    ],
  )
  expect(lines.dst_1).toMatchObject([
    { type: 'track', mappings: ['map_1', 'map_2'], json: JSON.stringify(order) },
    { type: 'track', mappings: ['map_1'] },
  ])
  expect(lines.dst_2?.map((line) => 'mappings' in line)).toEqual([false, false, false])
  expect(verdicts.map((verdict) => verdict.destinations?.dst_1)).toEqual([
    { routed: true, mappingIds: ['map_1', 'map_2'] },
    { routed: true, mappingIds: ['map_1'] },
    { filtered: 'NO_MATCHING_MAPPING' },
  ])
  expect(totals?.destinations).toEqual({
    'dst_1\trouted\t': 2,
    'dst_1\tfiltered at destination\tNO_MATCHING_MAPPING': 1,
    'dst_2\trouted\t': 3,
  })
})

it('counts what consent keeps away, at that destination only', async () => {
  const context = { consent: { categoryPreferences: { ads: false } } }
  const { lines, totals } = await deliver(
    [{ type: 'track', event: 'E', messageId: 'm-1', context }],
    [
      makeTarget({ destinationId: 'dst_1', consentCategories: ['ads'], triggers }),
      makeTarget({ destinationId: 'dst_2' }),
    ],
  )
  expect(Object.keys(lines)).toEqual(['dst_2'])
  expect(totals?.destinations).toEqual({
    'dst_1\tfiltered at destination\tFILTERED_BY_END_USER_CONSENT': 1,
    'dst_2\trouted\t': 1,
  })
})
