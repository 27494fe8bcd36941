import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test'
import { afterEach, describe, expect, it } from 'vitest'
import { filterKey } from '../../worker/domain/live/live-filter.ts'
import type { LiveFrames } from '../../worker/messages/live-rpc.ts'
import { formatRecord } from '../../worker/messages/record.ts'
import { type ConsumerDeps, handleRings } from '../../worker/pipeline/consumer.ts'
import { gzip } from '../../worker/platform/gzip.ts'
import { makeLiveEvent } from '../builders/live-event.ts'
import { makeSource } from '../builders/make-source.ts'
import { eventually } from '../harness/eventually.ts'
import { type LiveViewer, monitorOf, openViewer } from './support/live-viewer.ts'
import {
  ALL_HOURS,
  appendRequest,
  edge,
  HOUR,
  type QuietLog,
  quietLog,
  RECEIVED_AT,
} from './support/quiet-log.ts'

const soon = <T>(what: string, look: () => T | undefined) => eventually(what, look, 5000)

let cases = 0
const viewers: LiveViewer[] = []
afterEach(() => {
  for (const viewer of viewers.splice(0)) if (viewer.code() === null) viewer.close()
})

interface Scene {
  sourceId: string
  log: QuietLog
  deps: ConsumerDeps
  look(options?: { confirm: boolean }): Promise<LiveViewer>
  append(ids: string[], fields?: Record<string, unknown>): Promise<void>
  refuse(message: string): Promise<void>
  /** Runs the pipeline over everything that waits. */
  run(): Promise<void>
}

/** A source whose log's rings the test answers, and whose monitor is the real one. */
async function makeScene(overrides: Partial<ConsumerDeps> = {}): Promise<Scene> {
  const sourceId = `src_live${cases++}`
  const log = await quietLog()
  await log.hurry()
  const source = makeSource({ sourceId, targets: [] })
  const shown: Promise<unknown>[] = []
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
    messageIndex: () => edge.MESSAGE_INDEX.getByName(`test-${sourceId}`),
    messageIndexShards: 1,
    deliveryLog: (id) => edge.DELIVERY_LOG.getByName(id),
    gzip,
    showFrames: (id, frames) => void shown.push(monitorOf(id).show(frames)),
    log: (problem) => {
      throw new Error(JSON.stringify(problem))
    },
    ...overrides,
  }
  const appendLines = async (lines: string[]) => {
    const body = lines.join('\n')
    await log.stub.append({ ...appendRequest([]), sourceId, body, count: lines.length })
    // A log tells the monitor in the background that it has something of the source.
    await eventually('the log has reported', async () =>
      (await monitorOf(sourceId).logs()).includes(log.name) ? true : undefined,
    )
  }
  return {
    sourceId,
    log,
    deps,
    look: async (options) => {
      const viewer = await openViewer(sourceId, options)
      viewers.push(viewer)
      return viewer
    },
    append: (ids, fields = {}) =>
      appendLines(
        ids.map((messageId) => {
          const event = { type: 'track', event: 'E', messageId, receivedAt: RECEIVED_AT, ...fields }
          return line('e', sourceId, event)
        }),
      ),
    refuse: (message) =>
      appendLines([line('r', sourceId, { code: 'event_too_large', message, type: 'track' })]),
    run: async () => {
      await log.ringNow()
      await new Promise((resolve) => setTimeout(resolve, 1))
      const rings = log.leases.splice(0).map((lease) => ({
        body: { v: 1, log: log.name, lease },
        ack: () => {},
      }))
      await handleRings(rings, deps)
      await Promise.all(shown.splice(0))
    },
  }
}

const line = (kind: 'e' | 'r', sourceId: string, fields: object) =>
  formatRecord({ kind, sourceId, receivedAt: RECEIVED_AT, json: JSON.stringify(fields) })

const ids = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${prefix}${n}`)

const messageIds = (viewer: LiveViewer) =>
  [...viewer.rows.values()].map(({ messageId }) => messageId).sort()

const states = (viewer: LiveViewer) =>
  Object.fromEntries([...viewer.rows.values()].map((row) => [row.messageId, row.state]))

/** Of all messages after the snapshot. */
const totals = (viewer: LiveViewer) => {
  const sum = { rows: 0, seen: 0, skipped: 0 }
  for (const { events, seen, skipped } of viewer.updates()) {
    sum.rows += events.length
    sum.seen += seen
    sum.skipped += skipped
  }
  return sum
}

const asStub = (stub: unknown) => stub as DurableObjectStub

/** Seals, and archives what is acknowledged. */
async function archive(log: QuietLog) {
  for (let turn = 0; turn < 2; turn++) {
    await log.age()
    await runDurableObjectAlarm(log.stub)
  }
  const left = await runInDurableObject(log.stub, (object) => {
    const { generations } = object as unknown as { generations: { live: Map<number, unknown> } }
    return generations.live.size
  })
  expect(left).toBe(0)
}

describe('who opens the debugger', () => {
  it('sees at once what came before: decided, refused, and still in the pipeline', async () => {
    const { append, refuse, run, look } = await makeScene()
    await append(['a', 'b', 'a'])
    await refuse('the body has more than 32768 bytes')
    await run()
    await append(['c'])
    const viewer = await look()
    await viewer.watch()
    const rows = [...viewer.rows.values()]
    expect(rows.map(({ messageId, state }) => [messageId, state]).sort()).toEqual([
      ['', 'rejected'],
      ['a', 'allowed'],
      ['a', 'duplicate'],
      ['b', 'allowed'],
      ['c', 'pending'],
    ])
    expect(rows.find(({ state }) => state === 'rejected')).toMatchObject({
      code: 'event_too_large',
      message: 'the body has more than 32768 bytes',
      json: null,
    })
    const [first] = viewer.messages
    expect(first).toMatchObject({ kind: 'snapshot', since: null })
  })

  it('is remembered to have looked, over an eviction', async () => {
    const { look, sourceId } = await makeScene()
    expect(await monitorOf(sourceId).wasWatched()).toBe(false)
    await look()
    await evictDurableObject(asStub(monitorOf(sourceId)))
    expect(await monitorOf(sourceId).wasWatched()).toBe(true)
  })

  it('sees what is in the archive by then, and what of it was refused', async () => {
    const { append, refuse, run, look, log } = await makeScene()
    await append(ids('old', 3))
    await refuse('why')
    await run()
    await archive(log)
    await append(['new'])
    await run()
    const viewer = await look()
    await viewer.watch()
    expect(messageIds(viewer)).toEqual(['', 'new', 'old0', 'old1', 'old2'])
    const refused = [...viewer.rows.values()].find(({ state }) => state === 'rejected')
    expect(refused).toMatchObject({ code: 'event_too_large', message: 'why', type: 'track' })
    expect(viewer.messages[0]).toMatchObject({ since: null })
  })

  it('finds one user among many, in the archive too, and is told how far back it was looked', async () => {
    const { append, run, look, log } = await makeScene()
    await append(['theirs1'], { userId: 'u1' })
    await append(ids('x', 600), { userId: 'u2' })
    await run()
    await archive(log)
    await append(ids('y', 600), { userId: 'u2' })
    await append(['theirs2'], { userId: 'u1' })
    await run()
    const viewer = await look()
    await viewer.watch({ userId: 'u1' })
    expect(messageIds(viewer)).toEqual(['theirs1', 'theirs2'])
    await viewer.watch()
    expect(viewer.rows.size).toBe(500)
    expect(viewer.messages.at(-1)).toMatchObject({ kind: 'snapshot', since: RECEIVED_AT })
  })

  it('sees what was in the hands of a run that began before, once that is done', async () => {
    const { append, look, log, deps } = await makeScene()
    await append(['a'])
    await log.ringNow()
    await new Promise((resolve) => setTimeout(resolve, 1))
    const [lease = ''] = log.leases.splice(0)
    const work = await log.stub.read(lease)
    expect(work.watched).toBeUndefined()
    const viewer = await look()
    await viewer.watch()
    expect(states(viewer)).toEqual({ a: 'pending' })
    const ring = { body: { v: 1, log: log.name, lease }, ack: () => {} }
    // It read its work before anybody looked, so it shows nothing.
    await handleRings([ring], {
      ...deps,
      ingestLog: () => ({ ...rpc(log), read: async () => work }),
    })
    await soon('its row is decided', () => (states(viewer).a === 'allowed' ? true : undefined))
  })
})

describe('while somebody looks', () => {
  it('each event comes by itself, with why it was left out', async () => {
    const { append, refuse, run, look } = await makeScene()
    await append(['a'])
    await run()
    const viewer = await look()
    await viewer.watch()
    await append(['b', 'a'], { userId: 'u1' })
    await refuse('why')
    await run()
    await soon('four rows', () => viewer.rows.size === 4 || undefined)
    expect(totals(viewer)).toEqual({ rows: 3, seen: 3, skipped: 0 })
    const shown = viewer.updates().flatMap(({ events }) => events)
    expect(shown.map(({ state, message }) => [state, message]).sort()).toEqual([
      ['allowed', ''],
      ['duplicate', 'an event with the same messageId came from this source before'],
      ['rejected', 'why'],
    ])
  })

  it('the log hurries, and takes its time again when the last has gone', async () => {
    const { append, look, log } = await makeScene()
    await append(['a'])
    const hurry = () =>
      runInDurableObject(log.stub, (object) =>
        (object as unknown as { live: { hurryMs(): number | null } }).live.hurryMs(),
      )
    expect(await hurry()).toBeNull()
    const [one, two] = [await look(), await look()]
    await one.watch()
    await two.watch()
    expect(await hurry()).toBe(250)
    one.close()
    await soon('one has gone', () => one.code() ?? undefined)
    expect(await hurry()).toBe(250)
    two.close()
    await eventually('the log is told', async () => ((await hurry()) === null ? true : undefined))
  })

  it('a log that is new to the source learns of it with its first report', async () => {
    const { append, run, look, sourceId } = await makeScene()
    const viewer = await look()
    await viewer.watch()
    expect(viewer.rows.size).toBe(0)
    expect(await monitorOf(sourceId).logs()).toEqual([])
    await append(['first'])
    await run()
    await soon('the first row', () => viewer.rows.size === 1 || undefined)
  })

  it('everybody sees what their filter asks for, and only that', async () => {
    const { append, run, look } = await makeScene()
    const [all, one, none] = [await look(), await look(), await look()]
    await all.watch()
    await one.watch({ userId: 'u1' })
    await none.watch({ types: ['page'] })
    await append(['a'], { userId: 'u1' })
    await append(['b', 'c'], { userId: 'u2' })
    await run()
    await soon('all three', () => all.rows.size === 3 || undefined)
    expect(messageIds(one)).toEqual(['a'])
    for (const viewer of [one, none]) {
      await soon('the count of what does not fit', () => totals(viewer).seen === 3 || undefined)
    }
    expect(totals(one)).toEqual({ rows: 1, seen: 3, skipped: 0 })
    expect(totals(none)).toEqual({ rows: 0, seen: 3, skipped: 0 })
    await one.watch({ userId: 'u2' })
    expect(messageIds(one)).toEqual(['b', 'c'])
  })

  it('a busy source is sampled, and every event of it counted as shown or as skipped', async () => {
    const { append, run, look } = await makeScene()
    const [all, rare] = [await look(), await look()]
    await all.watch()
    await rare.watch({ userId: 'rare' })
    await append(ids('a', 300), { userId: 'u1' })
    await append(['rare'], { userId: 'rare' })
    await append(ids('b', 300), { userId: 'u1' })
    await run()
    await soon('the end of it', () => totals(all).rows + totals(all).skipped === 601 || undefined)
    // Three runs, as the log rang for each append.
    expect(totals(all)).toEqual({ rows: 201, seen: 601, skipped: 400 })
    expect(totals(rare)).toEqual({ rows: 1, seen: 601, skipped: 0 })
    for (const { events } of all.updates()) expect(events.length).toBeLessThanOrEqual(50)
  })

  it('a client that takes nothing in gets counts only, and goes on where it confirms', async () => {
    const { look, sourceId } = await makeScene()
    const viewer = await look({ confirm: false })
    await viewer.watch()
    const show = (n: number) => monitorOf(sourceId).show(framesOf(n))
    for (let n = 0; n < 8; n++) {
      await show(n)
      await soon('a batch', () => viewer.updates()[n])
    }
    expect(viewer.updates().map(({ batch }) => batch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    await new Promise((resolve) => setTimeout(resolve, 1000))
    await show(8)
    const counts = await soon('counts', () => viewer.updates()[8])
    expect(counts).toEqual({ kind: 'events', batch: 8, events: [], seen: 1, skipped: 0 })
    viewer.confirm(8)
    const next = await soon('the row that waited', () => viewer.updates()[9])
    expect(next).toMatchObject({ batch: 9, events: [{ messageId: 'm8' }] })
  })

  it('a hibernated monitor goes on with its sockets as if nothing had been', async () => {
    const { append, run, look, sourceId } = await makeScene()
    const viewer = await look()
    await viewer.watch({ userId: 'u1' })
    await append(['a'], { userId: 'u1' })
    await run()
    await soon('the first row', () => viewer.rows.size === 1 || undefined)
    await evictDurableObject(asStub(monitorOf(sourceId)))
    await append(['b'], { userId: 'u1' })
    await append(['c'], { userId: 'u2' })
    await run()
    await soon('the second row', () => viewer.rows.size === 2 || undefined)
    expect(messageIds(viewer)).toEqual(['a', 'b'])
    expect(viewer.updates().map(({ batch }) => batch)).toEqual([1, 2])
    const { watch } = await monitorOf(sourceId).report({ log: 'enam-1', hours: {} })
    expect(watch).toMatchObject({ sourceId, filters: [{ userId: 'u1' }] })
    await viewer.watch()
    expect(messageIds(viewer)).toEqual(['a', 'b', 'c'])
  })

  it('who comes back misses nothing that came meanwhile', async () => {
    const { append, run, look } = await makeScene()
    const before = await look()
    await before.watch()
    await append(ids('a', 5))
    await run()
    await soon('the first rows', () => before.rows.size === 5 || undefined)
    before.close()
    await append(ids('b', 5))
    await run()
    await append(ids('c', 5))
    const after = await look()
    await after.watch()
    await run()
    await soon(
      'the last rows',
      () => Object.values(states(after)).every((state) => state === 'allowed') || undefined,
    )
    expect(messageIds(after)).toEqual([...ids('a', 5), ...ids('b', 5), ...ids('c', 5)])
  })

  it('a socket ends after a quarter of an hour, and one that is not understood at once', async () => {
    const { look, sourceId } = await makeScene()
    const [long, bad, large] = [await look(), await look(), await look()]
    await long.watch()
    bad.send('{"kind":"nonsense"}')
    large.send(JSON.stringify({ kind: 'watch', filter: { text: 'x'.repeat(201) } }))
    await soon('they are closed', () => (bad.code() && large.code()) || undefined)
    expect([bad.code(), large.code()]).toEqual([4400, 4400])
    expect(bad.messages.at(-1)).toMatchObject({ kind: 'bye' })
    await runInDurableObject(asStub(monitorOf(sourceId)), (object) => {
      const { live } = object as unknown as { live: { deps: { now(): number } } }
      const late = Date.now() + 15 * 60_000
      live.deps.now = () => late
    })
    expect(await runDurableObjectAlarm(asStub(monitorOf(sourceId)))).toBe(true)
    await soon('it is closed', () => long.code() ?? undefined)
    expect(long.code()).toBe(4000)
    expect(await runDurableObjectAlarm(asStub(monitorOf(sourceId)))).toBe(false)
  })

  it('only so many may look at once', async () => {
    const { sourceId, look } = await makeScene()
    for (let n = 0; n < 64; n++) await look()
    await expect(openViewer(sourceId)).rejects.toThrow('503')
  })
})

describe('watching changes nothing', () => {
  const journey = async (scene: Scene) => {
    await scene.append(['a', 'b', 'a'])
    await scene.refuse('why')
    await scene.run()
    await scene.append(['b', 'c'])
    await scene.run()
    const { hours } = await scene.log.stub.totals(ALL_HOURS)
    return hours[HOUR]?.[scene.sourceId]
  }

  it('in the books, whether frames arrive or not', async () => {
    const alone = await journey(await makeScene())
    expect(alone).toMatchObject({ received: 6, inPipeline: 0 })
    const watched = await makeScene()
    for (let n = 0; n < 3; n++) await (await watched.look()).watch()
    expect(await journey(watched)).toEqual(alone)
    const lost: unknown[] = []
    const failing = await makeScene({ showFrames: (_, frames) => void lost.push(frames) })
    await (await failing.look()).watch()
    expect(await journey(failing)).toEqual(alone)
    expect(lost.length).toBeGreaterThan(0)
  })

  it('and while nobody does, no frame is made', async () => {
    const shown: unknown[] = []
    const scene = await makeScene({ showFrames: (_, frames) => void shown.push(frames) })
    await journey(scene)
    expect(shown).toEqual([])
  })
})

const framesOf = (n: number): LiveFrames => ({
  log: 'enam-0',
  seen: 1,
  matched: { [filterKey({})]: 1 },
  events: [makeLiveEvent({ acceptId: `enam-0.${n + 1}.0`, messageId: `m${n}` })],
})

const rpc = ({ stub }: QuietLog): ReturnType<ConsumerDeps['ingestLog']> => ({
  read: (lease) => stub.read(lease),
  acknowledge: (lease, units, covers) => stub.acknowledge(lease, units, covers),
  fail: (request) => stub.fail(request),
})
