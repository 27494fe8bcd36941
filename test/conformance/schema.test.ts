import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SchemaAnswer, SchemaFieldsAnswer } from '../../worker/api/contract/schema.ts'
import { sealGeneration, waitForArchive } from '../harness/archive.ts'
import { eventually } from '../harness/eventually.ts'
import { type Service, startService } from '../harness/service.ts'
import { openWorkspace, type TestSource, type Workspace } from '../harness/workspace.ts'

/** What a source sends is listed, with exact counts, asked over HTTP of the real service. */

let service: Service
let workspace: Workspace
let source: TestSource
let filler: TestSource

beforeAll(async () => {
  service = await startService()
  workspace = openWorkspace(service)
  source = await workspace.createSource()
  filler = await workspace.createSource()
})
afterAll(() => service?.stop())

const send = (batch: unknown[]) => workspace.send(source, batch)

const track = (event: string, n: number, properties: unknown = {}) => ({
  type: 'track',
  userId: 'u1',
  event,
  properties,
  messageId: `${event} ${n}`,
})

const ask = async <T>(rest: string): Promise<T> =>
  (await workspace.call<{ data: T }>('GET', `/sources/${source.id}/schema${rest}`)).data

async function counts(): Promise<Record<string, number>> {
  const { events } = await ask<SchemaAnswer>('?period=24h')
  return Object.fromEntries(events.map(({ kind, name, allowed }) => [name || kind, allowed]))
}

it('counts every event once: at once, after the service was killed, and from the archive on', async () => {
  const orders = Array.from({ length: 40 }, (_, n) =>
    track('Order Completed', n, { total: n / 2, products: [{ sku: `s${n}` }] }),
  )
  const others = [
    track('order_completed', 0),
    { type: 'identify', userId: 'u1', traits: { planName: 'pro' }, messageId: 'i' },
    { type: 'page', userId: 'u1', name: 'Home', properties: { path: '/' }, messageId: 'p' },
  ]
  const expected = { 'Order Completed': 40, order_completed: 1, identify: 1, page: 1 }
  await send([...orders, ...others])
  // Repeats, and what is refused, are of no schema.
  await send([...orders.slice(0, 10), { type: 'track', userId: 'u1' }])
  const complete = () =>
    eventually('exact counts', async () => {
      expect(await counts()).toEqual(expected)
      return true
    })
  await complete()

  await service.kill9()
  await service.restart()
  await complete()

  await sealGeneration(service, filler)
  await waitForArchive(
    service,
    source,
    orders.map(({ messageId }) => messageId),
  )
  await complete()
  await service.kill9()
  await service.restart()
  await complete()

  const { fields } = await ask<SchemaFieldsAnswer>(
    `/fields?kind=track&name=${encodeURIComponent('Order Completed')}&period=24h`,
  )
  expect(fields.map(({ path, types, allowed }) => [path, types, allowed])).toEqual([
    ['products', ['array'], 40],
    ['products.$.sku', ['string'], 40],
    ['total', ['number', 'integer'], 40],
  ])
  const { problems } = await ask<SchemaAnswer>('')
  expect(problems).toMatchObject({ track: 1, identify: 1 })
}, 120_000)
