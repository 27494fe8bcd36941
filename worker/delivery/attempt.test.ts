import { gzipSync } from 'node:zlib'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import type { CatalogEntry } from '../destinations/catalog.ts'
import type { Destination } from '../destinations/destination.ts'
import type { AttemptWork, SettleRequest } from '../messages/delivery-log-rpc.ts'
import { formatDeliveryLine } from '../messages/delivery-log-rpc.ts'
import { unpack } from '../messages/packed.ts'
import { type AttemptDeps, runAttempt } from './attempt.ts'
import { SecretsUnreadable } from './attempt-errors.ts'

const line = (n: number, extra: Record<string, unknown> = {}) =>
  formatDeliveryLine({
    acceptId: `enam-0.1.${n}`,
    sourceId: 'src_a',
    receivedAt: '2026-11-23T17:00:00.000Z',
    messageId: `m${n}`,
    type: 'track',
    json: JSON.stringify({ type: 'track', messageId: `m${n}`, ...extra }),
  })

const makeWork = (overrides: Partial<AttemptWork> = {}): AttemptWork => ({
  destination: {
    kind: 'destination',
    destinationId: 'dst_a',
    sourceId: 'src_a',
    workspaceId: 'spa_a',
    slug: 'fake',
    name: 'Fake',
    enabled: true,
    settings: { color: 'red' },
    sealed: null,
    concurrency: 4,
    retryWindowHours: 4,
    rateLimitPerS: 0,
  },
  blocks: [{ block: 7, body: gzipSync([line(0), line(1), line(2)].join('\n')) }],
  runs: [{ block: 7, line: 0, count: 3, attempt: 1, progress: null }],
  deadlineMs: 25_000,
  ...overrides,
})

const settingsSchema = v.object({ color: v.string(), token: v.optional(v.string()) })

function world(send: Destination['send'], work: AttemptWork | null = makeWork()) {
  const settled: SettleRequest[] = []
  const problems: Record<string, unknown>[] = []
  // A partial metadata will do: an attempt reads nothing else of it.
  const entry = {
    metadata: { settingsSchema },
    load: async () => ({ send }),
  } as unknown as CatalogEntry
  const sleeping: { ms: number; wake: () => void }[] = []
  const deps: AttemptDeps = {
    log: () => ({
      read: async () => work,
      settle: async (request) => void settled.push(request),
      takeRefresh: async () => ({ turn: 'yours', ticket: 't' }),
      finishRefresh: async () => {},
      pauseDelivery: async () => {},
    }),
    catalog: new Map([['fake', entry]]),
    open: async () => ({ token: 'opened' }),
    seal: async () => ({}),
    sha256: async (text) => text,
    createRequest: () => () => Promise.reject(new Error('nothing is sent here')),
    now: () => 1000,
    random: () => 0.5,
    sleep: (ms) => new Promise((wake) => sleeping.push({ ms, wake })),
    report: (problem) => void problems.push(problem),
  }
  /** Ends the next sleep of just this length. */
  const tick = async (ms: number): Promise<void> => {
    const find = () => sleeping.findIndex((sleeper) => sleeper.ms === ms)
    await expect.poll(find).not.toBe(-1)
    sleeping.splice(find(), 1)[0]?.wake()
  }
  return { deps, settled, problems, tick, run: () => runAttempt(RING, deps) }
}

const RING = { v: 1, log: 'dst_a', lease: 'lease-1' } as const
const outcomes = (request: SettleRequest | undefined) =>
  request ? unpack(request.results).map(({ outcome, code }) => [outcome, code]) : []

describe('an attempt', () => {
  it('hands events over as they are and tells the log what became of each', async () => {
    const seen: unknown[] = []
    const { run, settled } = world(async ({ settings, events }, report) => {
      seen.push(settings, ...events.map(({ json, hops, attempt }) => [json, hops, attempt]))
      report(0, { outcome: 'delivered', code: '200' }, 12)
      report(2, { outcome: 'failed', code: '400' }, 30)
    })
    await run()
    expect(seen).toEqual([
      { color: 'red' },
      ['{"type":"track","messageId":"m0"}', 0, 1],
      ['{"type":"track","messageId":"m1"}', 0, 1],
      ['{"type":"track","messageId":"m2"}', 0, 1],
    ])
    expect(settled).toHaveLength(1)
    expect(settled[0]).toMatchObject({
      lease: 'lease-1',
      more: false,
      startedAt: 1000,
      runs: [{ block: 7, line: 0, count: 3, attempt: 1 }],
    })
    expect(outcomes(settled[0])).toEqual([
      ['delivered', '200'],
      ['not_attempted', ''],
      ['failed', '400'],
    ])
    expect(settled[0] && unpack(settled[0].latencyMs)).toEqual([12, 0, 30])
  })

  it('takes only the lines it was given, with their own attempt and progress', async () => {
    const seen: unknown[] = []
    const { run } = world(
      async ({ events }) => {
        seen.push(
          ...events.map(({ messageId, attempt, progress, last = false }) => [
            messageId,
            attempt,
            progress,
            last,
          ]),
        )
      },
      makeWork({
        runs: [
          { block: 7, line: 2, count: 1, attempt: 3, progress: { a: '200' }, last: true },
          { block: 7, line: 0, count: 1, attempt: 1, progress: null },
        ],
      }),
    )
    await run()
    expect(seen).toEqual([
      ['m2', 3, { a: '200' }, true],
      ['m0', 1, null, false],
    ])
  })

  it('reads how many deployments an event has been through', async () => {
    const hops: number[] = []
    const lines = [line(0, { _metadata: { hops: 2 } }), line(1, { properties: { hops: 9 } })]
    const { run } = world(
      async ({ events }) => void hops.push(...events.map((event) => event.hops)),
      makeWork({
        blocks: [{ block: 7, body: gzipSync(lines.join('\n')) }],
        runs: [{ block: 7, line: 0, count: 2, attempt: 1, progress: null }],
      }),
    )
    await run()
    expect(hops).toEqual([2, 0])
  })

  it('does nothing when the lease ran out', async () => {
    const { run, settled } = world(async () => expect.unreachable(), null)
    await run()
    expect(settled).toEqual([])
  })

  it('opens sealed settings; what cannot be opened is tried again, what is not valid is not', async () => {
    const sealed = makeWork()
    sealed.destination.sealed = {}
    const seen: unknown[] = []
    const opened = world(async ({ settings }) => void seen.push(settings), sealed)
    await opened.run()
    expect(seen).toEqual([{ color: 'red', token: 'opened' }])

    opened.deps.open = () => Promise.reject(new SecretsUnreadable('another key'))
    await opened.run()
    expect(outcomes(opened.settled[1])[0]).toEqual(['retry', 'SECRETS_UNREADABLE'])

    const invalid = makeWork()
    invalid.destination.settings = { color: 5 }
    const refused = world(async () => expect.unreachable(), invalid)
    await refused.run()
    expect(outcomes(refused.settled[0])).toEqual(Array(3).fill(['failed', 'INVALID_SETTINGS']))
  })

  it('counts an error of our own as one to try again, for the events without a result', async () => {
    const { run, settled, problems } = world(async (_, report) => {
      report(0, { outcome: 'delivered', code: '200' }, 1)
      throw new TypeError('a bug')
    })
    await run()
    expect(outcomes(settled[0])).toEqual([
      ['delivered', '200'],
      ['retry', 'INTERNAL'],
      ['retry', 'INTERNAL'],
    ])
    expect(problems).toHaveLength(1)
  })

  it('writes results down while it goes on, each once', async () => {
    const finish: (() => void)[] = []
    const { run, settled, tick } = world((_, report) => {
      report(1, { outcome: 'delivered', code: '200' }, 1)
      return new Promise((resolve) => {
        finish.push(() => {
          report(0, { outcome: 'failed', code: '400' }, 2)
          resolve()
        })
      })
    })
    const running = run()
    await expect.poll(() => finish.length).toBe(1)
    await tick(100)
    await expect.poll(() => settled.length).toBe(1)
    finish[0]?.()
    await running
    expect(
      settled.map(({ more, runs }) => [more, runs.map((part) => [part.line, part.count])]),
    ).toEqual([
      [true, [[1, 1]]],
      [
        false,
        [
          [0, 1],
          [2, 1],
        ],
      ],
    ])
    expect(outcomes(settled[1])).toEqual([
      ['failed', '400'],
      ['not_attempted', ''],
    ])
  })

  it('answers soon after its deadline, though a destination does not stop', async () => {
    let aborted = false
    const { run, settled, tick } = world((_, report, { signal }) => {
      report(0, { outcome: 'delivered', code: '200' }, 1)
      signal.addEventListener('abort', () => {
        aborted = true
      })
      return new Promise(() => {})
    })
    const running = run()
    await tick(25_000)
    await expect.poll(() => aborted).toBe(true)
    await tick(500)
    await running
    expect(outcomes(settled.at(-1))).toEqual([
      ['delivered', '200'],
      ['not_attempted', ''],
      ['not_attempted', ''],
    ])
  })

  it('tries to settle again when the log cannot be reached', async () => {
    const { deps, settled, problems, tick } = world(async () => {})
    let tries = 0
    const { log } = deps
    deps.log = (name) => ({
      ...log(name),
      settle: async (request) => {
        if (++tries < 3) throw new Error('reset')
        settled.push(request)
      },
    })
    const running = runAttempt(RING, deps)
    await tick(300)
    await tick(600)
    await running
    expect(settled).toHaveLength(1)
    expect(problems).toHaveLength(2)
  })
})
