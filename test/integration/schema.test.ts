import { evictDurableObject, runDurableObjectAlarm } from 'cloudflare:test'
import { describe, expect, it, vi } from 'vitest'
import type { SchemaKind } from '../../worker/domain/schema/kinds.ts'
import type { AppendRequest } from '../../worker/messages/ingest-log-rpc.ts'
import { formatRecord } from '../../worker/messages/record.ts'
import type { SchemaDelivery } from '../../worker/messages/schema-rpc.ts'
import type { AckUnit } from '../../worker/messages/verdict.ts'
import { runPipeline } from '../../worker/pipeline/pipeline.ts'
import type { PipelineDeps, Stage } from '../../worker/pipeline/run.ts'
import { appendRequest, edge, type QuietLog, quietLog, RECEIVED_AT } from './support/quiet-log.ts'

let sources = 0
const newSource = () => `src_schema_${sources++}`
const monitorOf = (sourceId: string) => edge.SOURCE_MONITOR.getByName(sourceId)

interface Sent {
  event?: string
  type?: SchemaKind
  values?: Record<string, unknown>
}

function request(sourceId: string, calls: readonly Sent[]): AppendRequest {
  const lines = calls.map(({ event = 'Order Completed', type = 'track', values = {} }, index) =>
    formatRecord({
      kind: 'e',
      sourceId,
      receivedAt: RECEIVED_AT,
      json: JSON.stringify({
        type,
        event,
        messageId: `m${index}`,
        properties: values,
        traits: values,
      }),
    }),
  )
  return appendRequest([], { sourceId, body: lines.join('\n'), count: lines.length })
}

/** Stands in for the stages: what is called so is blocked, or was there before. */
const judge: Stage = {
  name: 'judge',
  blames: 'event',
  run(run) {
    for (const event of run.events) {
      if (event.fields.event === 'Blocked')
        event.verdict = { outcome: 'filtered at source', code: 'event_setting' }
      if (event.fields.event === 'Again')
        event.verdict = { outcome: 'duplicate', code: 'duplicate_message_id' }
      if (event.fields.type === 'identify') event.omitted = ['email']
    }
  },
}

async function process(log: QuietLog, lease: string): Promise<AckUnit[]> {
  const work = await log.stub.read(lease)
  const run = await runPipeline(log.name, work, {} as PipelineDeps, [judge])
  await log.stub.acknowledge(lease, run.acknowledgements)
  return run.acknowledgements
}

async function appended(log: QuietLog, sourceId: string, calls: readonly Sent[]): Promise<string> {
  const before = log.leases.length
  await log.stub.append(request(sourceId, calls))
  await log.ringNow()
  await vi.waitFor(() => expect(log.leases.length).toBeGreaterThan(before))
  return log.leases.at(-1) as string
}

/** Seals what is open, and archives what is done. */
async function archive(log: QuietLog): Promise<void> {
  await log.age()
  await runDurableObjectAlarm(log.stub)
}

const countsOf = async (sourceId: string) =>
  Object.fromEntries(
    (await monitorOf(sourceId).schemaList('24h')).events.map(({ kind, name, allowed, blocked }) => [
      name || kind,
      [allowed, blocked],
    ]),
  )

/** Generations of which the log still holds something of the source. */
const heldBy = async (log: QuietLog, sourceId: string) =>
  (await log.stub.schemaOf(sourceId)).generations.length

describe('the schema of a source, from its logs to its monitor', () => {
  it('counts what passed and what was blocked, at once and after the archive', async () => {
    const sourceId = newSource()
    const log = await quietLog()
    const lease = await appended(log, sourceId, [
      { values: { total: 9.5, products: [{ sku: 'a' }, { sku: 'b' }] } },
      { values: { total: 9 } },
      { event: 'Blocked' },
      { event: 'Again' },
      { type: 'identify', values: { email: 'a@x.io', plan: 'pro' } },
    ])
    const expected = { 'Order Completed': [2, 0], Blocked: [0, 1], identify: [1, 0] }
    expect(await countsOf(sourceId)).toEqual({})
    await process(log, lease)
    expect(await countsOf(sourceId)).toEqual(expected)
    expect(await heldBy(log, sourceId)).toBe(1)
    await archive(log)
    expect(await heldBy(log, sourceId)).toBe(0)
    expect(await countsOf(sourceId)).toEqual(expected)
    const fields = await monitorOf(sourceId).schemaFields({
      kind: 'track',
      name: 'Order Completed',
      period: '24h',
    })
    expect(fields?.fields).toMatchObject([
      { path: 'total', types: ['number', 'integer'], allowed: 2 },
      { path: 'products', types: ['array'], allowed: 1 },
      { path: 'products.$.sku', types: ['string'], allowed: 1 },
    ])
    const traits = await monitorOf(sourceId).schemaFields({
      kind: 'identify',
      name: '',
      period: '24h',
    })
    expect(traits?.fields).toMatchObject([
      { path: 'email', allowed: 0, blocked: 1 },
      { path: 'plan', allowed: 1, blocked: 0 },
    ])
  })

  it('counts once what is acknowledged again, and what a dead log had stored', async () => {
    const sourceId = newSource()
    const log = await quietLog()
    const lease = await appended(log, sourceId, [{}, {}, { event: 'Blocked' }])
    const acks: AckUnit[] = await process(log, lease)
    for (let n = 0; n < 3; n++) await log.stub.acknowledge(lease, acks)
    const expected = { 'Order Completed': [2, 0], Blocked: [0, 1] }
    expect(await countsOf(sourceId)).toEqual(expected)
    await evictDurableObject(log.stub)
    await evictDurableObject(monitorOf(sourceId) as unknown as DurableObjectStub)
    expect(await countsOf(sourceId)).toEqual(expected)
    await log.listen()
    await archive(log)
    await evictDurableObject(log.stub)
    await evictDurableObject(monitorOf(sourceId) as unknown as DurableObjectStub)
    expect(await countsOf(sourceId)).toEqual(expected)
  })

  it('counts once what a log delivered before it died, when it delivers it again', async () => {
    const sourceId = newSource()
    const log = await quietLog()
    await process(log, await appended(log, sourceId, [{}, {}]))
    // The object's R2 is down, so the generation stays though its notes are delivered.
    await log.inside((inner) => {
      const put = async () => {
        throw new Error('R2 is down')
      }
      inner.env = { ...inner.env, ARCHIVE: { put } } as unknown as typeof inner.env
    })
    await archive(log)
    expect(await heldBy(log, sourceId)).toBe(1)
    expect(await countsOf(sourceId)).toEqual({ 'Order Completed': [2, 0] })
    await evictDurableObject(log.stub)
    await log.listen()
    await archive(log)
    expect(await heldBy(log, sourceId)).toBe(0)
    expect(await countsOf(sourceId)).toEqual({ 'Order Completed': [2, 0] })
  })

  it('counts segments that move to another generation once, with that one', async () => {
    const sourceId = newSource()
    const log = await quietLog()
    await log.hurry()
    const first = await appended(log, sourceId, [{}])
    await process(log, first)
    await appended(log, sourceId, [{ event: 'Late' }])
    // Sealed, then so old that what is not acknowledged moves on.
    await archive(log)
    await archive(log)
    await archive(log)
    expect(await countsOf(sourceId)).toEqual({ 'Order Completed': [1, 0] })
    // Its lease ran out meanwhile.
    await log.ringNow()
    await process(log, log.leases.at(-1) as string)
    expect(await countsOf(sourceId)).toEqual({ 'Order Completed': [1, 0], Late: [1, 0] })
    await evictDurableObject(log.stub)
    expect(await countsOf(sourceId)).toEqual({ 'Order Completed': [1, 0], Late: [1, 0] })
    await log.listen()
    await archive(log)
    await archive(log)
    expect(await heldBy(log, sourceId)).toBe(0)
    expect(await countsOf(sourceId)).toEqual({ 'Order Completed': [1, 0], Late: [1, 0] })
  })

  it('keeps what a monitor does not take, without holding up the archive, and offers it again', async () => {
    const sourceId = newSource()
    const log = await quietLog()
    await process(log, await appended(log, sourceId, [{}, { event: 'Blocked' }]))
    let refused = 0
    await log.inside((inner) => {
      const real = inner.env.SOURCE_MONITOR
      const getByName = (name: string) => ({
        report: (totals: never) => real.getByName(name).report(totals),
        takeSchema: async (delivery: SchemaDelivery) => {
          if (refused++ === 0) throw new Error('down')
          // It takes it, and the answer is lost.
          await real.getByName(name).takeSchema(delivery)
          if (refused === 2) throw new Error('no answer')
        },
      })
      inner.env = { ...inner.env, SOURCE_MONITOR: { getByName } } as unknown as typeof inner.env
    })
    await archive(log)
    const { objects } = await edge.ARCHIVE.list({ prefix: `archive/v1/${sourceId}/` })
    expect(objects).toHaveLength(1)
    const expected = { 'Order Completed': [1, 0], Blocked: [0, 1] }
    expect(await heldBy(log, sourceId)).toBe(1)
    expect(await countsOf(sourceId)).toEqual(expected)
    for (const asked of [2, 3]) {
      await log.inside((inner) => {
        const { schema } = inner as unknown as { schema: { retryAt: number } }
        schema.retryAt = 0
      })
      await runDurableObjectAlarm(log.stub)
      expect(refused).toBe(asked)
      expect(await countsOf(sourceId)).toEqual(expected)
    }
    expect(await heldBy(log, sourceId)).toBe(0)
  })

  it('keeps that over a restart too', async () => {
    const sourceId = newSource()
    const log = await quietLog()
    await process(log, await appended(log, sourceId, [{}]))
    await log.inside((inner) => {
      const away = async () => {
        throw new Error('down')
      }
      const getByName = () => ({ report: away, takeSchema: away })
      inner.env = { ...inner.env, SOURCE_MONITOR: { getByName } } as unknown as typeof inner.env
    })
    await archive(log)
    expect(await heldBy(log, sourceId)).toBe(1)
    await evictDurableObject(log.stub)
    await log.listen()
    await log.ringNow()
    await runDurableObjectAlarm(log.stub)
    expect(await heldBy(log, sourceId)).toBe(0)
    expect(await countsOf(sourceId)).toEqual({ 'Order Completed': [1, 0] })
  })

  it('keeps the sources of a log apart', async () => {
    const [a, b] = [newSource(), newSource()]
    const log = await quietLog()
    await log.hurry()
    await process(log, await appended(log, a, [{}, {}]))
    await process(log, await appended(log, b, [{ event: 'Other' }]))
    for (let round = 0; round < 2; round++) {
      expect(await countsOf(a)).toEqual({ 'Order Completed': [2, 0] })
      expect(await countsOf(b)).toEqual({ Other: [1, 0] })
      await archive(log)
    }
  })
})
