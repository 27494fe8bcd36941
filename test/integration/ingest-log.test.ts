import { env, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, it, vi } from 'vitest'
import type { IngestLog } from '../../durable-objects/index.ts'
import { eventKey } from '../../worker/domain/books.ts'
import type { EdgeEnv } from '../../worker/env.ts'
import type { AppendRequest, IngestLogRpc, WorkUnit } from '../../worker/messages/ingest-log-rpc.ts'
import { pack } from '../../worker/messages/packed.ts'
import { formatRecord } from '../../worker/messages/record.ts'
import type { AckUnit, Verdict } from '../../worker/messages/verdict.ts'

const edge = env as unknown as EdgeEnv
const HOUR = '2026-11-23T17'
const RECEIVED_AT = `${HOUR}:00:00.000Z`
const ALL = { from: '2026', to: '2027' }
let logs = 0

/** A log whose rings nobody hears: the test plays the consumer. */
function quietLog() {
  const name = `enam-${1000 + logs++}`
  const stub = edge.INGEST_LOG.getByName(name) as unknown as IngestLogRpc &
    DurableObjectStub<IngestLog>
  const leases: string[] = []
  const listen = () =>
    runInDurableObject(stub, (object) => {
      const inner = object as unknown as { env: EdgeEnv }
      inner.env = {
        ...edge,
        EVENTS: { send: async (ring: { lease: string }) => void leases.push(ring.lease) },
      } as unknown as EdgeEnv
    })
  return { name, stub, leases, listen }
}

const request = (ids: string[], overrides: Partial<AppendRequest> = {}): AppendRequest => {
  const sourceId = overrides.sourceId ?? 'src_a'
  const lines = ids.map((messageId) =>
    formatRecord({
      kind: 'e',
      sourceId,
      receivedAt: RECEIVED_AT,
      json: JSON.stringify({ type: 'track', event: 'E', messageId, receivedAt: RECEIVED_AT }),
    }),
  )
  return {
    sourceId,
    receivedAt: RECEIVED_AT,
    version: 1,
    body: lines.join('\n'),
    count: lines.length,
    address: null,
    limitPerS: 0,
    addressLimitPerS: 0,
    ...overrides,
  }
}

function ackOf(unit: WorkUnit, verdict: Verdict = { outcome: 'passed' }): AckUnit {
  const key = eventKey({
    outcome: verdict.outcome,
    code: verdict.code ?? '',
    type: 'track',
    name: 'E',
  })
  return {
    segment: unit.segment,
    first: unit.first,
    verdicts: pack(Array.from({ length: unit.count }, () => verdict)),
    totals: { [HOUR]: { src_a: { events: { [key]: unit.count }, destinations: {} } } },
  }
}

describe('IngestLog', () => {
  it('hands out what was appended, under a lease, until it is acknowledged', async () => {
    const { stub, leases, listen } = quietLog()
    await listen()
    expect(await stub.append(request(['a', 'b']))).toEqual({ status: 'committed' })
    await vi.waitFor(() => expect(leases).toHaveLength(1))
    const work = await stub.read(leases[0] as string)
    expect(work.units).toHaveLength(1)
    expect(work.units[0]?.body.split('\n')).toHaveLength(2)
    expect(work.low).toBe(work.units[0]?.segment)
    const before = await stub.totals(ALL)
    expect(before.hours[HOUR]?.src_a).toMatchObject({ received: 2, inPipeline: 2, events: {} })

    await stub.acknowledge(
      leases[0] as string,
      work.units.map((unit) => ackOf(unit)),
    )
    const after = await stub.totals(ALL)
    expect(after.hours[HOUR]?.src_a).toMatchObject({ received: 2, inPipeline: 0 })
    expect(Object.values(after.hours[HOUR]?.src_a?.events ?? {})).toEqual([2])
    expect((await stub.read(leases[0] as string)).units).toEqual([])
  })

  it('counts an acknowledgement once, however often it comes', async () => {
    const { stub, leases, listen } = quietLog()
    await listen()
    await stub.append(request(['a']))
    await vi.waitFor(() => expect(leases).toHaveLength(1))
    const { units } = await stub.read(leases[0] as string)
    for (let i = 0; i < 3; i++)
      await stub.acknowledge(
        leases[0] as string,
        units.map((unit) => ackOf(unit)),
      )
    const totals = await stub.totals(ALL)
    expect(Object.values(totals.hours[HOUR]?.src_a?.events ?? {})).toEqual([1])
  })

  it('rings again for what an object that died had not acknowledged', async () => {
    const { stub, leases, listen, name } = quietLog()
    await listen()
    await stub.append(request(['a', 'b', 'c']))
    await vi.waitFor(() => expect(leases).toHaveLength(1))
    const first = await stub.read(leases[0] as string)
    await evictDurableObject(stub)
    const again = edge.INGEST_LOG.getByName(name) as unknown as IngestLogRpc
    expect((await again.totals(ALL)).hours[HOUR]?.src_a).toMatchObject({
      received: 3,
      inPipeline: 3,
    })
    // The old lease died with the object: nobody may act on it.
    expect((await again.read(leases[0] as string)).units).toEqual([])
    expect(first.units).toHaveLength(1)
  })

  it('archives a finished generation, one object per source, with verdicts, and keeps its books', async () => {
    const { stub, leases, listen, name } = quietLog()
    await listen()
    await stub.append(request(['a', 'b']))
    await stub.append(request(['c'], { sourceId: 'src_b' }))
    await vi.waitFor(() => expect(leases.length).toBeGreaterThan(0))
    await runInDurableObject(stub, async (object) => {
      const log = object as unknown as {
        dispatcher: { dispatch(): void; deps: { ringIntervalMs: number } }
      }
      log.dispatcher.deps.ringIntervalMs = 0
      log.dispatcher.dispatch()
    })
    await vi.waitFor(() => expect(leases).toHaveLength(2))
    for (const lease of leases) {
      const { units } = await stub.read(lease)
      await stub.acknowledge(
        lease,
        units.map((unit) => ackOf(unit)),
      )
    }
    await runInDurableObject(stub, (object) => {
      const { generations } = object as unknown as {
        generations: { live: Map<number, { openedAt: number }> }
      }
      for (const generation of generations.live.values()) generation.openedAt = 0
    })
    await runDurableObjectAlarm(stub)
    const { objects } = await edge.ARCHIVE.list({
      prefix: 'archive/v1/src_',
      include: ['customMetadata'],
    })
    const ours = objects.filter((object) => object.key.includes(`/${name}-`))
    expect(ours.map((object) => object.key.split('/')[2]).sort()).toEqual(['src_a', 'src_b'])
    expect(ours[0]?.customMetadata).toMatchObject({ events: '2', lines: '2', first: RECEIVED_AT })
    const stored = await edge.ARCHIVE.get(ours[0]?.key as string)
    const text = await new Response(
      stored?.body.pipeThrough(new DecompressionStream('gzip')),
    ).text()
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines[0]).toMatchObject({
      acceptId: expect.stringMatching(`^${name}\\.\\d+\\.0$`),
      verdict: { outcome: 'passed' },
      event: { messageId: 'a' },
    })
    expect((await stub.totals(ALL)).hours[HOUR]?.src_a).toMatchObject({
      received: 2,
      inPipeline: 0,
    })
  })

  it('narrows a failing unit down to its one bad event, buries that and passes the rest', async () => {
    const { stub, leases, listen } = quietLog()
    await listen()
    await stub.append(request(['a', 'b', 'bad', 'd', 'e']))
    await runInDurableObject(stub, (object) => {
      const log = object as unknown as {
        dispatcher: { deps: { ringIntervalMs: number; now(): number } }
      }
      log.dispatcher.deps.ringIntervalMs = 0
      // Each look at the clock is an hour later, so that no retry has to be waited for.
      let clock = Date.now()
      log.dispatcher.deps.now = () => (clock += 3_600_000)
    })
    const passed: string[] = []
    for (let turn = 0; turn < 60; turn++) {
      const lease = leases.shift()
      if (lease === undefined) {
        await runInDurableObject(stub, (object) => {
          ;(object as unknown as { dispatch(): void }).dispatch()
        })
        await new Promise((resolve) => setTimeout(resolve, 1))
        continue
      }
      const { units } = await stub.read(lease)
      if (units.some((unit) => unit.body.includes('bad'))) {
        await stub.fail({ lease, kind: 'event', message: 'Error: bad event' })
      } else {
        for (const unit of units) passed.push(...unit.body.split('\n'))
        await stub.acknowledge(
          lease,
          units.map((unit) => ackOf(unit)),
        )
      }
    }
    expect(passed).toHaveLength(4)
    const counts = (await stub.totals(ALL)).hours[HOUR]?.src_a
    expect(counts).toMatchObject({ received: 5, inPipeline: 0 })
    const dead = Object.entries(counts?.events ?? {}).filter(([key]) =>
      key.startsWith('dead-lettered'),
    )
    expect(dead.map(([, count]) => count)).toEqual([1])
    const { objects } = await edge.ARCHIVE.list({ prefix: 'dead/v1/src_a/' })
    expect(objects).toHaveLength(1)
    const letter = await (await edge.ARCHIVE.get(objects[0]?.key as string))?.json()
    expect(letter).toMatchObject({ error: 'Error: bad event', sourceId: 'src_a' })
  })

  it('limits a source by its rate and says how long to wait, internal appends excepted', async () => {
    const { stub, listen } = quietLog()
    await listen()
    const limited = { limitPerS: 1, address: '198.51.100.7' }
    const tenIds = Array.from({ length: 10 }, (_, i) => `m${i}`)
    expect(await stub.append(request(tenIds, limited))).toEqual({ status: 'committed' })
    const answer = await stub.append(request(['more'], limited))
    expect(answer).toMatchObject({ status: 'limited', scope: 'source' })
    expect(await stub.append(request(['internal'], { ...limited, address: null }))).toEqual({
      status: 'committed',
    })
  })
})
