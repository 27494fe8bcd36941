import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, it, vi } from 'vitest'
import { eventKey } from '../../worker/domain/books.ts'
import type { IngestLogRpc, WorkUnit } from '../../worker/messages/ingest-log-rpc.ts'
import { pack } from '../../worker/messages/packed.ts'
import type { AckUnit, Verdict } from '../../worker/messages/verdict.ts'
import { ALL_HOURS, appendRequest, edge, HOUR, quietLog, RECEIVED_AT } from './support/quiet-log.ts'

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
    const { stub, leases } = await quietLog()
    expect(await stub.append(appendRequest(['a', 'b']))).toEqual({ status: 'committed' })
    await vi.waitFor(() => expect(leases).toHaveLength(1))
    const work = await stub.read(leases[0] as string)
    expect(work.units).toHaveLength(1)
    expect(work.units[0]?.body.split('\n')).toHaveLength(2)
    expect(work.low).toBe(work.units[0]?.segment)
    const before = await stub.totals(ALL_HOURS)
    expect(before.hours[HOUR]?.src_a).toMatchObject({ received: 2, inPipeline: 2, events: {} })

    await stub.acknowledge(
      leases[0] as string,
      work.units.map((unit) => ackOf(unit)),
    )
    const after = await stub.totals(ALL_HOURS)
    expect(after.hours[HOUR]?.src_a).toMatchObject({ received: 2, inPipeline: 0 })
    expect(Object.values(after.hours[HOUR]?.src_a?.events ?? {})).toEqual([2])
    expect((await stub.read(leases[0] as string)).units).toEqual([])
  })

  it('counts an acknowledgement once, however often it comes', async () => {
    const { stub, leases } = await quietLog()
    await stub.append(appendRequest(['a']))
    await vi.waitFor(() => expect(leases).toHaveLength(1))
    const { units } = await stub.read(leases[0] as string)
    for (let i = 0; i < 3; i++)
      await stub.acknowledge(
        leases[0] as string,
        units.map((unit) => ackOf(unit)),
      )
    const totals = await stub.totals(ALL_HOURS)
    expect(Object.values(totals.hours[HOUR]?.src_a?.events ?? {})).toEqual([1])
  })

  it('keeps a lease for what an acknowledgement left over, and lets that wait', async () => {
    const { stub, leases, inside, ringNow } = await quietLog()
    await inside((log) => {
      log.dispatcher.deps.ringIntervalMs = 0
    })
    // A refused ring makes both wait, so that they are handed out together.
    await stub.append(appendRequest(['a']))
    await vi.waitFor(() => expect(leases).toHaveLength(1))
    await stub.fail({ lease: leases[0] as string, kind: 'infrastructure', message: 'down' })
    await inside((log) => {
      log.dispatcher.deps.now = () => Date.now() + 10_000
    })
    await stub.append(appendRequest(['b']))
    await ringNow()
    await vi.waitFor(() => expect(leases).toHaveLength(2))
    const lease = leases[1] as string
    const { units } = await stub.read(lease)
    expect(units).toHaveLength(2)
    const [done, held] = units as [WorkUnit, WorkUnit]
    await stub.acknowledge(lease, [ackOf(done)], 'part')
    expect((await stub.read(lease)).units).toEqual([held])
    await stub.fail({ lease, kind: 'infrastructure', message: 'one is down' })
    await ringNow()
    expect(leases).toHaveLength(2)
    expect((await stub.totals(ALL_HOURS)).hours[HOUR]?.src_a).toMatchObject({ inPipeline: 1 })
  })

  it('rings again for what an object that died had not acknowledged', async () => {
    const { stub, leases, name } = await quietLog()
    await stub.append(appendRequest(['a', 'b', 'c']))
    await vi.waitFor(() => expect(leases).toHaveLength(1))
    const first = await stub.read(leases[0] as string)
    await evictDurableObject(stub)
    const again = edge.INGEST_LOG.getByName(name) as unknown as IngestLogRpc
    expect((await again.totals(ALL_HOURS)).hours[HOUR]?.src_a).toMatchObject({
      received: 3,
      inPipeline: 3,
    })
    // The old lease died with the object: nobody may act on it.
    expect((await again.read(leases[0] as string)).units).toEqual([])
    expect(first.units).toHaveLength(1)
  })

  it('archives a finished generation, one object per source, with verdicts, and keeps its books', async () => {
    const { stub, leases, name, hurry, ringNow } = await quietLog()
    await stub.append(appendRequest(['a', 'b']))
    await stub.append(appendRequest(['c'], { sourceId: 'src_b' }))
    await vi.waitFor(() => expect(leases.length).toBeGreaterThan(0))
    await hurry()
    await ringNow()
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
    expect((await stub.totals(ALL_HOURS)).hours[HOUR]?.src_a).toMatchObject({
      received: 2,
      inPipeline: 0,
    })
  })

  it('never uses a number again, so that no event is taken for one that was archived before', async () => {
    const { stub, leases, name, listen } = await quietLog()
    const segments: number[] = []
    for (const messageId of ['first', 'after a restart']) {
      leases.length = 0
      await stub.append(appendRequest([messageId]))
      await vi.waitFor(() => expect(leases).toHaveLength(1))
      const lease = leases[0] as string
      const { units, low } = await stub.read(lease)
      segments.push(...units.map((unit) => unit.segment))
      expect(low).toBe(segments.at(-1))
      await stub.acknowledge(
        lease,
        units.map((unit) => ackOf(unit)),
      )
      await runInDurableObject(stub, (object) => {
        const { generations } = object as unknown as {
          generations: { live: Map<number, { openedAt: number }> }
        }
        for (const generation of generations.live.values()) generation.openedAt = 0
      })
      await runDurableObjectAlarm(stub)
      // The log has nothing left but its numbers when it goes.
      await evictDurableObject(stub)
      await listen()
    }
    expect(segments[1]).toBeGreaterThan(segments[0] as number)
    const { objects } = await edge.ARCHIVE.list({ prefix: 'archive/v1/src_a/' })
    expect(objects.filter((object) => object.key.includes(`/${name}-`))).toHaveLength(2)
  })

  it('moves what is slow to be acknowledged on, so that the rest can be archived, and counts nothing twice', async () => {
    const { stub, leases, name, hurry, ringNow, listen } = await quietLog()
    await stub.append(appendRequest(['quick']))
    await hurry()
    await stub.append(appendRequest(['slow-1', 'slow-2']))
    await ringNow()
    await vi.waitFor(() => expect(leases).toHaveLength(2))
    const quick = await stub.read(leases[0] as string)
    await stub.acknowledge(
      leases[0] as string,
      quick.units.map((unit) => ackOf(unit)),
    )
    const age = () =>
      runInDurableObject(stub, (object) => {
        const { generations } = object as unknown as {
          generations: { live: Map<number, { openedAt: number; sealedAt: number | null }> }
        }
        for (const generation of generations.live.values()) {
          generation.openedAt = 0
          if (generation.sealedAt !== null) generation.sealedAt = 0
        }
      })
    const archived = async () =>
      (
        await edge.ARCHIVE.list({ prefix: 'archive/v1/src_a/', include: ['customMetadata'] })
      ).objects
        .filter((object) => object.key.includes(`/${name}-`))
        .map((object) => object.customMetadata?.events)
    await age()
    await runDurableObjectAlarm(stub)
    expect(await archived()).toEqual([])
    await age()
    await runDurableObjectAlarm(stub)
    expect(await archived()).toEqual(['1'])
    const waiting = { received: 3, inPipeline: 2 }
    expect((await stub.totals(ALL_HOURS)).hours[HOUR]?.src_a).toMatchObject(waiting)

    await evictDurableObject(stub)
    expect((await stub.totals(ALL_HOURS)).hours[HOUR]?.src_a).toMatchObject(waiting)
    leases.length = 0
    await listen()
    await hurry()
    // The ring of the restart went to the real queue before the test listened again: let it run out.
    await runDurableObjectAlarm(stub)
    await ringNow()
    await vi.waitFor(() => expect(leases.length).toBeGreaterThan(0))
    const slow = await stub.read(leases[0] as string)
    expect(slow.units.map((unit) => [unit.first, unit.count])).toEqual([[0, 2]])
    await stub.acknowledge(
      leases[0] as string,
      slow.units.map((unit) => ackOf(unit)),
    )
    await age()
    await runDurableObjectAlarm(stub)
    expect(await archived()).toEqual(['1', '2'])
    expect((await stub.totals(ALL_HOURS)).hours[HOUR]?.src_a).toMatchObject({
      received: 3,
      inPipeline: 0,
    })
  })

  it('narrows a failing unit down to its one bad event, buries that and passes the rest', async () => {
    const { stub, leases, hurry, ringNow } = await quietLog()
    await stub.append(appendRequest(['a', 'b', 'bad', 'd', 'e']))
    await hurry()
    const passed: string[] = []
    for (let turn = 0; turn < 60; turn++) {
      const lease = leases.shift()
      if (lease === undefined) {
        await ringNow()
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
    const counts = (await stub.totals(ALL_HOURS)).hours[HOUR]?.src_a
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
    const { stub } = await quietLog()
    const limited = { limitPerS: 1, address: '198.51.100.7' }
    const tenIds = Array.from({ length: 10 }, (_, i) => `m${i}`)
    expect(await stub.append(appendRequest(tenIds, limited))).toEqual({ status: 'committed' })
    const answer = await stub.append(appendRequest(['more'], limited))
    expect(answer).toMatchObject({ status: 'limited', scope: 'source' })
    expect(await stub.append(appendRequest(['internal'], { ...limited, address: null }))).toEqual({
      status: 'committed',
    })
  })
})
