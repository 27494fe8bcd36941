import { expect, it } from 'vitest'
import { makeSource, makeTarget } from '../../../test/builders/make-source.ts'
import type { TargetFilter } from '../../domain/routing/filter-schema.ts'
import { type DeliveryAppend, parseDeliveryLine } from '../../messages/delivery-log-rpc.ts'
import { unpack } from '../../messages/packed.ts'
import { formatRecord } from '../../messages/record.ts'
import { runPipeline } from '../pipeline.ts'
import type { PipelineDeps } from '../run.ts'
import { appendDeliveries } from './append-deliveries.ts'
import { route } from './route.ts'

const receivedAt = '2026-11-23T17:00:00.000Z'

/** One event through routing to three destinations, and what each log was given. */
async function deliver(event: Record<string, unknown>, filters: Record<string, TargetFilter[]>) {
  const targets = ['dst_1', 'dst_2', 'dst_3'].map((destinationId) =>
    makeTarget({
      destinationId,
      ...(filters[destinationId] && { filters: filters[destinationId] }),
    }),
  )
  const source = makeSource({ sourceId: 'src_a', targets })
  const sent: Record<string, unknown> = {}
  const texts = new WeakMap<Uint8Array, string>()
  const deps: PipelineDeps = {
    snapshots: {
      at: async (version) => ({
        version,
        findWriteKey: async () => undefined,
        source: async () => source,
        destination: async () => undefined,
        plan: async () => undefined,
      }),
    },
    messageIndex: () => ({ claim: async () => [] }),
    messageIndexShards: 1,
    deliveryLog: (destinationId) => ({
      append: async ({ body }: DeliveryAppend) => {
        sent[destinationId] = JSON.parse(parseDeliveryLine(texts.get(body) ?? '').json)
      },
    }),
    gzip: async (text) => {
      const body = new Uint8Array(1)
      texts.set(body, text)
      return body
    },
  } as PipelineDeps
  const body = formatRecord({
    kind: 'e',
    sourceId: 'src_a',
    receivedAt,
    json: JSON.stringify(event),
  })
  const unit = { segment: 1, first: 0, version: 1, body, count: 1 }
  const work = { low: 1, units: [unit] }
  const { acknowledgements } = await runPipeline('enam-0', work, deps, [route, appendDeliveries])
  const [unitAck] = acknowledgements
  if (!unitAck) throw new Error('nothing was acknowledged')
  const [verdict] = unpack(unitAck.verdicts)
  return { verdict, totals: unitAck.totals, sent }
}

it('gives each destination its own version, and books what a filter keeps away', async () => {
  const event = {
    type: 'track',
    event: 'E',
    messageId: 'm-1',
    properties: { email: 'a@b.c', plan: 'pro' },
  }
  const { verdict, totals, sent } = await deliver(event, {
    dst_1: [
      {
        id: 'flt_1',
        if: 'all',
        actions: [{ type: 'DROP_PROPERTIES', fields: { properties: ['email'] } }],
      },
    ],
    dst_2: [{ id: 'flt_2', if: "event = 'E'", actions: [{ type: 'DROP' }] }],
  })
  expect(sent).toEqual({ dst_1: { ...event, properties: { plan: 'pro' } }, dst_3: event })
  expect(verdict).toEqual({
    outcome: 'passed',
    destinations: {
      dst_1: { routed: true, filterIds: ['flt_1'] },
      dst_2: { filtered: 'FILTERED_BY_RULES', filterId: 'flt_2', why: 'dropped' },
      dst_3: { routed: true },
    },
  })
  expect(Object.values(totals)[0]?.src_a?.destinations).toEqual({
    'dst_1\trouted\t': 1,
    'dst_2\tfiltered at destination\tFILTERED_BY_RULES': 1,
    'dst_3\trouted\t': 1,
  })
})

it('blocks only the destination whose filter cannot be read', async () => {
  const { sent, verdict } = await deliver(
    { type: 'track', event: 'E', messageId: 'm-1' },
    { dst_1: [{ id: 'flt_1', if: 'event ==', actions: [{ type: 'SAMPLE', percent: 1 }] }] },
  )
  expect(Object.keys(sent)).toEqual(['dst_2', 'dst_3'])
  expect(verdict?.destinations?.dst_1).toEqual({
    filtered: 'FILTERED_BY_RULES',
    filterId: 'flt_1',
    why: 'invalid_fql',
  })
})
