import {
  createExecutionContext,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from 'cloudflare:test'
import { describe, expect, it, vi } from 'vitest'
import type { SourceConfig } from '../../worker/domain/config/snapshot.ts'
import type { AttemptResult, AttemptWork } from '../../worker/messages/delivery-log-rpc.ts'
import type { CapturedRequest } from '../../worker/messages/delivery-trace-rpc.ts'
import { pack } from '../../worker/messages/packed.ts'
import { type ConsumerDeps, handleRings } from '../../worker/pipeline/consumer.ts'
import { STAGES } from '../../worker/pipeline/pipeline.ts'
import type { Stage } from '../../worker/pipeline/run.ts'
import { gzip } from '../../worker/platform/gzip.ts'
import { Trace } from '../../worker/wiring/trace.ts'
import { makeSource, makeTarget } from '../builders/make-source.ts'
import { appendRequest, edge, quietLog } from './support/quiet-log.ts'

/** Traces of what real objects and a real bucket hold, as the edge Worker tells them. */

const SENT: CapturedRequest = { method: 'POST', url: 'https://p.test', headers: {}, body: 'b' }
const DELIVERED: AttemptResult = { outcome: 'delivered', code: '200', status: 200 }
let cases = 0

interface InnerDelivery {
  env: object
  snapshots: object
  outbox: { deps: { now: () => number } }
  caretaker: { deps: { now: () => number }; dueAt: number | null; care(): Promise<void> }
}

/** A source with one destination; the test plays queue, consumer and attempts. */
async function makeScene(stages: readonly Stage[] = STAGES) {
  const sourceId = `src_t${cases++}`
  const destinationId = `dst_${sourceId}`
  const source: SourceConfig = makeSource({ sourceId, targets: [makeTarget({ destinationId })] })
  const leases: string[] = []
  const delivery = <T>(work: (object: InnerDelivery) => T) =>
    runInDurableObject(
      edge.DELIVERY_LOG.getByName(destinationId) as unknown as DurableObjectStub,
      (object) => work(object as unknown as InnerDelivery),
    )
  await delivery((inner) => {
    const send = async (ring: { lease: string }) => void leases.push(ring.lease)
    inner.env = { ...edge, DELIVERIES: { send } }
    const destination = { ...destinationConfig(sourceId), destinationId }
    const current = async () => ({ version: 1, destination: async () => destination })
    inner.snapshots = { current, recheck: current, at: current }
  })
  const log = await quietLog()
  await log.hurry()
  const deps: ConsumerDeps = {
    snapshots: {
      at: async (version) => ({
        version,
        findWriteKey: async () => undefined,
        source: async () => source,
        destination: async () => undefined,
        plan: async () => undefined,
      }),
    },
    ingestLog: () => log.stub,
    messageIndex: (shard) => edge.MESSAGE_INDEX.getByName(String(shard)),
    messageIndexShards: 1,
    deliveryLog: (id) => edge.DELIVERY_LOG.getByName(id),
    gzip,
    stages,
    log: () => {},
  }
  const trace = async (messageId: string, date?: string) => {
    const day = date === undefined ? null : { date, cursor: null }
    const entry = new Trace(createExecutionContext(), edge)
    return (await entry.traceMessage({ messageId, sourceIds: [sourceId], day })).events
  }
  return {
    sourceId,
    destinationId,
    log,
    trace,
    delivery,
    append: (ids: string[]) => log.stub.append(appendRequest(ids, { sourceId })),
    /** Plays queue and consumer for one round. */
    async turn() {
      await log.ringNow()
      await new Promise((resolve) => setTimeout(resolve, 1))
      const rings = log.leases.splice(0).map((lease) => ({
        body: { v: 1, log: log.name, lease },
        ack: () => {},
      }))
      await handleRings(rings, deps)
    },
    /** Seals, moves and archives whatever has its time. */
    async pass() {
      await log.age()
      await runDurableObjectAlarm(log.stub)
    },
    /** Plays the next attempt. */
    async attempt(result: AttemptResult) {
      const stub = edge.DELIVERY_LOG.getByName(destinationId)
      await vi.waitFor(() => expect(leases).not.toEqual([]))
      const lease = leases.shift() ?? ''
      const work: AttemptWork | null = await stub.read(lease)
      const count = work?.runs.reduce((sum, run) => sum + run.count, 0) ?? 0
      const all = <T>(value: T) => pack(Array.from({ length: count }, () => value))
      await stub.settle({
        lease,
        more: false,
        startedAt: Date.now(),
        runs: work?.runs ?? [],
        results: all(result),
        latencyMs: all(4),
        requests: { sent: [SENT], of: all(0) },
      })
    },
  }
}

const destinationConfig = (sourceId: string) => ({
  kind: 'destination',
  sourceId,
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

const poison: Stage = {
  name: 'poison',
  blames: 'event',
  run(run) {
    if (run.events.some(({ fields }) => String(fields.messageId).endsWith('bad'))) {
      throw new Error('cannot digest')
    }
  },
}

describe('the trace of an event', () => {
  it('knows it before the pipeline does, and then what the pipeline decided', async () => {
    const { append, trace, turn, sourceId } = await makeScene()
    await append(['p-1'])
    const [waiting] = await vi.waitFor(async () => {
      const events = await trace('p-1')
      expect(events).toHaveLength(1)
      return events
    })
    expect(waiting).toMatchObject({ sourceId, kept: 'log', outcome: 'in pipeline' })
    await turn()
    const [passed] = await trace('p-1')
    expect(passed).toMatchObject({
      acceptId: waiting?.acceptId,
      outcome: 'passed',
      destinations: [{ outcome: 'pending', incomplete: false, results: [] }],
    })
  })

  it('tells events of one segment apart while that is narrowed down, and finds what was set aside', async () => {
    const scene = await makeScene([poison, ...STAGES])
    await scene.append(['n-1', 'n-bad', 'n-3', 'n-4'])
    let sawPartly = false
    for (let turn = 0; turn < 60; turn++) {
      await scene.turn()
      const [good] = await scene.trace('n-4')
      const [bad] = await scene.trace('n-bad')
      if (bad?.outcome === 'dead-lettered') break
      if (good?.outcome !== 'passed') continue
      sawPartly = true
      expect(bad).toMatchObject({ outcome: 'in pipeline' })
      expect(bad?.stages.at(-1)?.message).toContain('cannot digest')
    }
    expect(sawPartly).toBe(true)
    const expected = {
      kept: 'dead-letter',
      archiveKey: expect.stringMatching(new RegExp(`^dead/v1/${scene.sourceId}/.*\\.json$`)),
      outcome: 'dead-lettered',
      event: { messageId: 'n-bad' },
      stages: [{ stage: 'collect' }, { stage: 'poison', effect: 'stopped' }],
      destinations: [],
    }
    expect((await scene.trace('n-bad'))[0]).toMatchObject(expected)
    await scene.pass()
    await vi.waitFor(async () => expect((await scene.trace('n-1'))[0]?.kept).toBe('archive'))
    // Its id was never claimed, so only the day leads to it.
    expect(await scene.trace('n-bad')).toEqual([])
    const day = new Date().toISOString().slice(0, 10)
    expect((await scene.trace('n-bad', day))[0]).toMatchObject(expected)
  })

  it('follows it into the generation that it was moved to', async () => {
    const scene = await makeScene()
    await scene.append(['v-1'])
    await vi.waitFor(async () => expect(await scene.trace('v-1')).toHaveLength(1))
    await scene.pass()
    await scene.append(['v-2'])
    await scene.pass()
    await evictDurableObject(scene.log.stub)
    const [moved] = await scene.trace('v-1')
    expect(moved).toMatchObject({ kept: 'log', outcome: 'in pipeline' })
    await scene.log.listen()
    await scene.log.hurry()
    for (let turn = 0; turn < 20; turn++) await scene.turn()
    expect((await scene.trace('v-1'))[0]).toMatchObject({
      acceptId: moved?.acceptId,
      outcome: 'passed',
    })
    await scene.pass()
    await vi.waitFor(async () => expect((await scene.trace('v-1'))[0]?.kept).toBe('archive'))
  })

  it('reads attempts from archived receipts once the log has dropped them', async () => {
    const scene = await makeScene()
    await scene.append(['r-1', 'r-2'])
    await vi.waitFor(async () => expect(await scene.trace('r-1')).toHaveLength(1))
    await scene.turn()
    await scene.attempt(DELIVERED)
    const live = (await scene.trace('r-2'))[0]?.destinations
    expect(live).toMatchObject([
      { outcome: 'delivered', incomplete: false, results: [{ latencyMs: 4, request: SENT }] },
    ])
    await scene.delivery(async ({ outbox, caretaker }) => {
      const later = () => Date.now() + 11 * 60_000
      outbox.deps.now = later
      caretaker.deps.now = later
      caretaker.dueAt = 0
      await caretaker.care()
    })
    const { objects } = await edge.ARCHIVE.list({ prefix: `receipts/v1/${scene.destinationId}/` })
    expect(objects).toHaveLength(1)
    expect((await scene.trace('r-2'))[0]?.destinations).toEqual(live)

    // Without the object the trace says that something is missing, and is told all the same.
    await edge.ARCHIVE.delete(objects[0]?.key ?? '')
    expect((await scene.trace('r-2'))[0]?.destinations).toMatchObject([
      { incomplete: true, results: [] },
    ])
  })
})
