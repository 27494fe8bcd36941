import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, it, vi } from 'vitest'
import type { DeliveryLog } from '../../durable-objects/index.ts'
import type { DestinationConfig } from '../../worker/domain/config/snapshot.ts'
import type { Snapshots } from '../../worker/domain/config/snapshots.ts'
import {
  type AttemptResult,
  type AttemptWork,
  type DeliveryAppend,
  type DeliveryLogRpc,
  formatDeliveryLine,
  type SettleRequest,
} from '../../worker/messages/delivery-log-rpc.ts'
import { pack } from '../../worker/messages/packed.ts'
import { gzip } from '../../worker/platform/gzip.ts'
import { edge, HOUR, RECEIVED_AT } from './support/quiet-log.ts'

type LogStub = DeliveryLogRpc & DurableObjectStub<DeliveryLog>

const ALL_HOURS = { from: '2000', to: '3000' }
const DELIVERED: AttemptResult = { outcome: 'delivered', code: '200', status: 200 }
let logs = 0

interface Inner {
  env: object
  snapshots: Snapshots
  pump(): void
  outbox: {
    deps: { now: () => number }
    dispatcher: { leases: Map<string, { expiresAt: number }> }
  }
}

const makeDestination = (destinationId: string): DestinationConfig => ({
  kind: 'destination',
  destinationId,
  sourceId: 'src_a',
  workspaceId: 'spa_a',
  slug: 'webhooks',
  name: 'Webhooks',
  enabled: true,
  settings: {},
  sealed: null,
  concurrency: 4,
  retryWindowHours: 4,
  rateLimitPerS: 0,
})

/** A log whose rings nobody hears, for a destination as the test wants it: the test attempts. */
async function makeLog() {
  const name = `dst_t${logs++}`
  const state = { destination: makeDestination(name) as DestinationConfig | undefined, version: 1 }
  const leases: string[] = []
  let refuse = false
  const listen = () =>
    runInDurableObject(edge.DELIVERY_LOG.getByName(name) as unknown as LogStub, (object) => {
      const inner = object as unknown as Inner
      inner.env = {
        ...edge,
        DELIVERIES: {
          send: async (ring: { lease: string }) => {
            if (refuse) throw new Error('the queue is overloaded')
            leases.push(ring.lease)
          },
        },
      }
      const current = async () => ({
        version: state.version,
        findWriteKey: async () => undefined,
        source: async () => undefined,
        destination: async () => state.destination,
        plan: async () => undefined,
      })
      inner.snapshots = { current, recheck: current, at: current }
    })
  await listen()
  return {
    name,
    state,
    leases,
    listen,
    refuseRings: (value: boolean) => {
      refuse = value
    },
    stub: () => edge.DELIVERY_LOG.getByName(name) as unknown as LogStub,
    inside: <T>(work: (log: Inner) => T) =>
      runInDurableObject(edge.DELIVERY_LOG.getByName(name) as unknown as LogStub, (object) =>
        work(object as unknown as Inner),
      ),
  }
}

async function makeAppend(segment: number, count: number): Promise<DeliveryAppend> {
  const positions = Array.from({ length: count }, (_, i) => i)
  const lines = positions.map((position) =>
    formatDeliveryLine({
      acceptId: `enam-0.${segment}.${position}`,
      sourceId: 'src_a',
      receivedAt: RECEIVED_AT,
      messageId: `m${segment}.${position}`,
      type: 'track',
      json: JSON.stringify({ type: 'track', event: 'E', messageId: `m${segment}.${position}` }),
    }),
  )
  const text = lines.join('\n')
  return {
    log: 'enam-0',
    low: 0,
    version: 1,
    body: await gzip(text),
    bytes: text.length,
    units: [{ segment, positions }],
    books: pack(lines.map(() => `${HOUR}\tsrc_a`)),
  }
}

function settleOf(lease: string, work: AttemptWork, result: AttemptResult): SettleRequest {
  const count = work.runs.reduce((sum, run) => sum + run.count, 0)
  return {
    lease,
    more: false,
    startedAt: Date.now(),
    runs: work.runs.map(({ progress: _, ...run }) => run),
    results: pack(Array.from({ length: count }, () => result)),
    latencyMs: pack(Array.from({ length: count }, () => 3)),
  }
}

async function sums(stub: DeliveryLogRpc): Promise<Record<string, Record<string, number>>> {
  return (await stub.totals(ALL_HOURS)).hours[HOUR]?.src_a ?? {}
}

async function nextWork(log: Awaited<ReturnType<typeof makeLog>>, nth = 0) {
  await vi.waitFor(() => expect(log.leases.length).toBeGreaterThan(nth), { timeout: 8000 })
  const lease = log.leases[nth] as string
  return { lease, work: await log.stub().read(lease) }
}

describe('DeliveryLog', () => {
  it('rings at once, hands its events out once, and counts what became of them', async () => {
    const log = await makeLog()
    await log.stub().append(await makeAppend(1, 3))
    const { lease, work } = await nextWork(log)
    expect(work).toMatchObject({
      destination: { destinationId: log.name },
      runs: [{ line: 0, count: 3, attempt: 1, progress: null }],
      deadlineMs: 25_000,
    })
    const [block] = work?.blocks ?? []
    const stream = new Response(block?.body).body?.pipeThrough(new DecompressionStream('gzip'))
    expect((await new Response(stream).text()).split('\n')).toHaveLength(3)
    expect(await log.stub().read(lease)).toBeNull()

    for (let i = 0; i < 2; i++)
      await log.stub().settle(settleOf(lease, work as AttemptWork, DELIVERED))
    expect(await sums(log.stub())).toEqual({ routed: { '': 3 }, delivered: { '200': 3 } })
    expect(await log.stub().status()).toEqual({
      pending: 0,
      awaitingRetry: 0,
      failed: 0,
      breaker: 'closed',
      probeAt: null,
      paused: null,
    })
  })

  it('comes to the same state again after the object died, and rings anew', async () => {
    const log = await makeLog()
    await log.stub().append(await makeAppend(1, 2))
    await log.stub().append(await makeAppend(2, 4))
    const { lease, work } = await nextWork(log)
    await log.stub().settle(settleOf(lease, work as AttemptWork, DELIVERED))
    const before = await sums(log.stub())

    await evictDurableObject(log.stub())
    await log.stub().append(await makeAppend(2, 4))
    expect(await sums(log.stub())).toEqual(before)
    const rung = log.leases.length
    await log.listen()
    await log.inside((inner) => {
      // The rings of the new object went to the real queue; as if they had been lost.
      for (const held of inner.outbox.dispatcher.leases.values()) held.expiresAt = 0
      inner.pump()
    })
    const again = await nextWork(log, rung)
    await log.stub().settle(settleOf(again.lease, again.work as AttemptWork, DELIVERED))
    expect(await sums(log.stub())).toEqual({ routed: { '': 6 }, delivered: { '200': 6 } })
  })

  it('has an alarm set while there is work, so that it wakes by itself', async () => {
    const log = await makeLog()
    await log.stub().append(await makeAppend(1, 1))
    const alarm = await runInDurableObject(log.stub(), (_, state) => state.storage.getAlarm())
    expect(alarm).not.toBeNull()
    expect(await runDurableObjectAlarm(log.stub())).toBe(true)
    const next = await runInDurableObject(log.stub(), (_, state) => state.storage.getAlarm())
    expect(next).not.toBeNull()
  })

  it('tries again by itself when an attempt asks for it', async () => {
    const log = await makeLog()
    await log.stub().append(await makeAppend(1, 1))
    const { lease, work } = await nextWork(log)
    await log
      .stub()
      .settle(settleOf(lease, work as AttemptWork, { outcome: 'retry', code: '503', status: 503 }))
    expect(await sums(log.stub())).toMatchObject({ 'awaiting retry': { '503': 1 } })
    const second = await nextWork(log, 1)
    expect(second.work?.runs).toMatchObject([{ attempt: 2 }])
  })

  it('rings again when the queue does not take a ring', async () => {
    const log = await makeLog()
    log.refuseRings(true)
    await log.stub().append(await makeAppend(1, 1))
    log.refuseRings(false)
    const { work } = await nextWork(log)
    expect(work?.runs).toMatchObject([{ count: 1 }])
  })

  it('fails what a disabled destination still had to get, and sends it when it is asked to', async () => {
    const log = await makeLog()
    await log.stub().append(await makeAppend(1, 2))
    log.state.destination = { ...makeDestination(log.name), enabled: false }
    const { work } = await nextWork(log)
    expect(work).toBeNull()
    expect(await sums(log.stub())).toEqual({
      routed: { '': 2 },
      'failed delivery': { destination_disabled: 2 },
    })
    const page = await log.stub().failed({ cursor: null, count: 1 })
    expect(page).toMatchObject({ total: 2, items: [{ id: 'enam-0.1.0', event: { event: 'E' } }] })
    expect(page.next).not.toBeNull()

    log.state.destination = makeDestination(log.name)
    const job = await log.stub().requeue({ ids: ['enam-0.1.1'], code: null })
    expect(job).toMatchObject({ state: 'done', total: 1, done: 1 })
    const again = await nextWork(log, 1)
    expect(again.work?.runs).toMatchObject([{ line: 1, count: 1, attempt: 1 }])
  })

  it('waits for a configuration as new as its events, instead of taking them for orphans', async () => {
    const log = await makeLog()
    log.state.destination = undefined
    await log.stub().append({ ...(await makeAppend(1, 1)), version: 5 })
    const first = await nextWork(log)
    expect(first.work).toBeNull()
    expect(await sums(log.stub())).toEqual({ routed: { '': 1 }, pending: { '': 1 } })
    log.state.destination = makeDestination(log.name)
    log.state.version = 5
    const second = await nextWork(log, 1)
    expect(second.work?.runs).toMatchObject([{ count: 1, attempt: 1 }])
  })

  it('archives receipts and drops the table when everything in it is done', async () => {
    const log = await makeLog()
    await log.stub().append(await makeAppend(1, 3))
    const { lease, work } = await nextWork(log)
    await log.stub().settle(settleOf(lease, work as AttemptWork, DELIVERED))
    await log.inside(async (inner) => {
      const later = Date.now() + 11 * 60_000
      const { caretaker } = inner as unknown as {
        caretaker: { deps: { now: () => number }; care(): Promise<void> }
      }
      caretaker.deps.now = () => later
      inner.outbox.deps.now = () => later
      await caretaker.care()
    })
    const { objects } = await edge.ARCHIVE.list({ prefix: `receipts/v1/${log.name}/` })
    expect(objects).toHaveLength(1)
    const tables = await runInDurableObject(log.stub(), (_, state) =>
      state.storage.sql
        .exec("SELECT name FROM sqlite_master WHERE name LIKE 'rows_%'")
        .toArray()
        .map((row) => row.name),
    )
    expect(tables).toEqual([])
    await evictDurableObject(log.stub())
    expect(await sums(log.stub())).toEqual({ routed: { '': 3 }, delivered: { '200': 3 } })
  })
})
