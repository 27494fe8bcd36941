import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { describe, expect, it } from 'vitest'
import { parseEventKey, parseRouteKey } from '../../worker/domain/books.ts'
import type { SourceConfig } from '../../worker/domain/config/snapshot.ts'
import { type ConsumerDeps, handleRings } from '../../worker/pipeline/consumer.ts'
import { STAGES } from '../../worker/pipeline/pipeline.ts'
import type { Stage } from '../../worker/pipeline/run.ts'
import { gzip } from '../../worker/platform/gzip.ts'
import { makeSource } from '../builders/make-source.ts'
import {
  ALL_HOURS,
  appendRequest,
  edge,
  HOUR,
  type QuietLog,
  quietLog,
} from './support/quiet-log.ts'

let cases = 0

/** A source with two webhooks, whose logs tell nobody that they have work. */
async function makePipeline(integrations = ['Webhooks', 'Webhooks']) {
  const sourceId = `src_p${cases++}`
  const destinations = [`dst_${sourceId}_1`, `dst_${sourceId}_2`]
  for (const id of destinations) {
    await runInDurableObject(
      edge.DELIVERY_LOG.getByName(id) as unknown as DurableObjectStub,
      (object) => {
        const inner = object as unknown as { env: object }
        inner.env = { ...edge, DELIVERIES: { send: async () => {} } }
      },
    )
  }
  const source: SourceConfig = makeSource({
    sourceId,
    targets: destinations.map((destinationId, index) => ({
      destinationId,
      slug: 'webhooks',
      integrationName: integrations[index] ?? '',
      enabled: true,
      supportedTypes: ['track'],
    })),
  })
  const log = await quietLog()
  const deps: ConsumerDeps = {
    snapshots: {
      at: async (version) => ({
        version,
        findWriteKey: async () => undefined,
        source: async (id) => (id === sourceId ? source : undefined),
        destination: async () => undefined,
        plan: async () => undefined,
      }),
    },
    ingestLog: () => log.stub,
    messageIndex: () => edge.MESSAGE_INDEX.getByName(`test-${sourceId}`),
    messageIndexShards: 1,
    deliveryLog: (id) => edge.DELIVERY_LOG.getByName(id),
    gzip,
    log: () => {},
  }
  return { sourceId, destinations, log, deps }
}
type Pipeline = Awaited<ReturnType<typeof makePipeline>>

async function turnOf(log: QuietLog, deps: ConsumerDeps): Promise<void> {
  await log.ringNow()
  await new Promise((resolve) => setTimeout(resolve, 1))
  const rings = log.leases.splice(0).map((lease) => ({
    body: { v: 1, log: log.name, lease },
    ack: () => {},
  }))
  await handleRings(rings, deps)
}

/** Plays queue and consumer until nothing is in the pipeline; bounded. */
async function drain(log: QuietLog, deps: ConsumerDeps): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    await turnOf(log, deps)
    const { hours } = await log.stub.totals(ALL_HOURS)
    const left = Object.values(hours[HOUR] ?? {}).reduce((n, counts) => n + counts.inPipeline, 0)
    if (left === 0) return
  }
  throw new Error('the pipeline did not drain')
}

async function booksOf({ sourceId, destinations, log }: Pipeline) {
  const counts = (await log.stub.totals(ALL_HOURS)).hours[HOUR]?.[sourceId]
  const outcomes: Record<string, number> = {}
  for (const [key, n] of Object.entries(counts?.events ?? {})) {
    const { outcome } = parseEventKey(key)
    outcomes[outcome] = (outcomes[outcome] ?? 0) + n
  }
  const routed: Record<string, number> = {}
  for (const [key, n] of Object.entries(counts?.destinations ?? {})) {
    const { destinationId, outcome } = parseRouteKey(key)
    if (outcome === 'routed') routed[destinationId] = (routed[destinationId] ?? 0) + n
  }
  const appended: Record<string, number> = {}
  for (const id of destinations) {
    const { hours } = await edge.DELIVERY_LOG.getByName(id).totals(ALL_HOURS)
    const byCode = hours[HOUR]?.[sourceId]?.routed ?? {}
    appended[id] = Object.values(byCode).reduce((a, b) => a + b, 0)
  }
  return { received: counts?.received, outcomes, routed, appended }
}

/** Throws the first `times` it runs, before or after the stage's own work. */
function faulty(stage: Stage, when: 'before' | 'after', times: number): Stage {
  let left = times
  return {
    ...stage,
    async run(run, deps) {
      if (when === 'before' && left-- > 0) throw new Error(`injected before ${stage.name}`)
      await stage.run(run, deps)
      if (when === 'after' && left-- > 0) throw new Error(`injected after ${stage.name}`)
    },
  }
}

const faults = STAGES.flatMap((stage) =>
  (['before', 'after'] as const).flatMap((when) =>
    [1, 3].map((times) => ({ stage, when, times, name: `${when} ${stage.name}, ${times} times` })),
  ),
)

describe('the pipeline under faults', () => {
  const expectExact = async (pipeline: Pipeline) => {
    const { destinations } = pipeline
    const each = Object.fromEntries(destinations.map((id) => [id, 5]))
    expect(await booksOf(pipeline)).toEqual({
      received: 7,
      outcomes: { passed: 5, duplicate: 2 },
      routed: each,
      appended: each,
    })
  }
  const appendSeven = async ({ log, sourceId }: Pipeline) => {
    await log.stub.append(appendRequest(['a', 'b', 'a'], { sourceId }))
    await log.stub.append(appendRequest(['c', 'b', 'd', 'e'], { sourceId }))
    await log.hurry()
  }

  it('passes each event once and drops its duplicates', async () => {
    const pipeline = await makePipeline()
    await appendSeven(pipeline)
    await drain(pipeline.log, pipeline.deps)
    await expectExact(pipeline)
  })

  it.each(faults)(
    'loses and doubles nothing when a stage throws $name',
    async ({ stage, when, times }) => {
      const pipeline = await makePipeline()
      await appendSeven(pipeline)
      const stages = STAGES.map((s) => (s === stage ? faulty(s, when, times) : s))
      await drain(pipeline.log, { ...pipeline.deps, stages })
      await expectExact(pipeline)
    },
  )

  it('loses and doubles nothing when the second destination fails after the first has its events', async () => {
    const pipeline = await makePipeline()
    await appendSeven(pipeline)
    let failures = 2
    const deliveryLog: ConsumerDeps['deliveryLog'] = (id) => ({
      append: async (request) => {
        if (id === pipeline.destinations[1] && failures-- > 0) throw new Error('overloaded')
        await pipeline.deps.deliveryLog(id).append(request)
      },
    })
    await drain(pipeline.log, { ...pipeline.deps, deliveryLog })
    await expectExact(pipeline)
  })

  it('lets one broken destination hold up only what is for it, and catches up when it is whole', async () => {
    const pipeline = await makePipeline(['Webhooks', 'Broken'])
    const { log, deps, destinations, sourceId } = pipeline
    const [first = '', second = ''] = destinations
    const forBoth = appendRequest(['a', 'b'], { sourceId })
    const forFirst = (ids: string[]) => {
      const request = appendRequest(ids, { sourceId })
      const body = request.body.replaceAll(
        '"event":"E"',
        '"event":"E","integrations":{"Broken":false}',
      )
      return { ...request, body }
    }
    const refused = new Set<string>()
    const deliveryLog: ConsumerDeps['deliveryLog'] = (id) => ({
      append: async (request) => {
        if (id === second) {
          refused.add(id)
          throw new Error('broken')
        }
        await deps.deliveryLog(id).append(request)
      },
    })
    await log.hurry()
    await log.inside((inner) => {
      inner.dispatcher.deps.ringIntervalMs = 1e12
    })
    for (let n = 0; n < 6; n++) await log.stub.append(forFirst([`c${n}`]))
    await log.stub.append(forBoth)
    await log.stub.append(forFirst(['d']))
    await log.inside((inner) => {
      inner.dispatcher.deps.ringIntervalMs = 0
    })
    for (let turn = 0; turn < 8; turn++) await turnOf(log, { ...deps, deliveryLog })
    expect(refused.size).toBe(1)
    const held = (await log.stub.totals(ALL_HOURS)).hours[HOUR]?.[sourceId]
    expect(held).toMatchObject({ received: 9, inPipeline: 2 })
    expect((await booksOf(pipeline)).outcomes).toEqual({ passed: 7 })

    // Sealing it, and moving what is left in it on, are two steps.
    for (let step = 0; step < 2; step++) {
      await log.age()
      await runDurableObjectAlarm(log.stub)
    }
    const { objects } = await edge.ARCHIVE.list({
      prefix: `archive/v1/${sourceId}/`,
      include: ['customMetadata'],
    })
    expect(objects.map((object) => object.customMetadata?.events)).toEqual(['7'])

    await drain(log, deps)
    expect(await booksOf(pipeline)).toEqual({
      received: 9,
      outcomes: { passed: 9 },
      routed: { [first]: 9, [second]: 2 },
      appended: { [first]: 9, [second]: 2 },
    })
  })

  it('loses and doubles nothing when the acknowledgement fails, or its answer is lost', async () => {
    for (const answerIsLost of [false, true]) {
      const pipeline = await makePipeline()
      await appendSeven(pipeline)
      let failures = 2
      const { stub } = pipeline.log
      const ingestLog: ConsumerDeps['ingestLog'] = () => ({
        read: (lease) => stub.read(lease),
        fail: (request) => stub.fail(request),
        acknowledge: async (lease, units, covers) => {
          const failing = failures-- > 0
          if (!failing || answerIsLost) await stub.acknowledge(lease, units, covers)
          if (failing) throw new Error('connection lost')
        },
      })
      await drain(pipeline.log, { ...pipeline.deps, ingestLog })
      await expectExact(pipeline)
    }
  })

  it('sets one poisonous event aside and passes the others of its segment', async () => {
    const pipeline = await makePipeline()
    await appendSeven(pipeline)
    const poison: Stage = {
      name: 'poison',
      blames: 'event',
      run(run) {
        if (run.events.some((event) => event.fields.messageId === 'd'))
          throw new Error('cannot digest')
      },
    }
    await drain(pipeline.log, { ...pipeline.deps, stages: [poison, ...STAGES] })
    const each = Object.fromEntries(pipeline.destinations.map((id) => [id, 4]))
    expect(await booksOf(pipeline)).toEqual({
      received: 7,
      outcomes: { passed: 4, duplicate: 2, 'dead-lettered': 1 },
      routed: each,
      appended: each,
    })
    const { objects } = await edge.ARCHIVE.list({ prefix: `dead/v1/${pipeline.sourceId}/` })
    const letter = await (await edge.ARCHIVE.get(objects[0]?.key ?? ''))?.json<{
      error: string
      record: string
    }>()
    expect(letter?.error).toContain('cannot digest')
    expect(JSON.parse(letter?.record ?? '{}')).toMatchObject({ messageId: 'd' })
  })
})
