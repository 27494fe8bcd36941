import { describe, expect, it } from 'vitest'
import type { DeliveryTrace } from '../messages/delivery-trace-rpc.ts'
import type { FoundRecord, LiveRecord } from '../messages/find-rpc.ts'
import type { Receipt } from '../messages/receipt.ts'
import { formatRecord } from '../messages/record.ts'
import type { TraceRequest } from '../messages/trace-rpc.ts'
import type { Verdict } from '../messages/verdict.ts'
import type { TraceDeps } from './trace-deps.ts'
import { traceMessage } from './trace-message.ts'

const RECEIVED_AT = '2026-11-23T17:00:00.000Z'
const ROUTED: Verdict = { outcome: 'passed', destinations: { dst_a: { routed: true } } }

const eventOf = (messageId: string, receivedAt = RECEIVED_AT) => ({
  type: 'track',
  event: 'E',
  messageId,
  receivedAt,
})

const liveRecord = (overrides: Partial<LiveRecord> & { kind?: 'e' | 'r'; json?: object } = {}) => {
  const { kind = 'e', json = eventOf('m-1'), ...rest } = overrides
  const record: LiveRecord = {
    kept: 'log',
    segment: 4,
    position: 2,
    line: formatRecord({
      kind,
      sourceId: 'src_a',
      receivedAt: RECEIVED_AT,
      json: JSON.stringify(json),
    }),
    verdict: ROUTED,
    failedRuns: 0,
    lastError: '',
    ...rest,
  }
  return record
}

const line = (acceptId: string, verdict: Verdict, rest: object): string =>
  `${JSON.stringify({ acceptId, verdict, ...rest })}\n`

interface World {
  /** The logs hold more than a search goes through. */
  partial: boolean
  acceptId: string | null
  found: FoundRecord | null
  live: LiveRecord[]
  objects: Record<string, string>
  /** Times in the metadata of an object. */
  times: Record<string, [first: string, last: string]>
  delivery: Partial<DeliveryTrace> | Error
}

function makeWorld(overrides: Partial<World> = {}) {
  const world: World = {
    acceptId: null,
    found: null,
    live: [],
    objects: {},
    partial: false,
    times: {},
    delivery: {},
    ...overrides,
  }
  const problems: Record<string, unknown>[] = []
  const read: string[] = []
  let clock = 0
  const deps: TraceDeps = {
    messageIndex: () => ({ locate: async (ids) => ids.map(() => world.acceptId) }),
    messageIndexShards: 1,
    logsOf: async () => ['enam-0'],
    ingestLog: () => ({
      find: async (places) => places.map(() => world.found),
      search: async () => ({ records: world.live, partial: world.partial }),
    }),
    deliveryLog: () => ({
      traceDeliveries: async (requests) => {
        if (world.delivery instanceof Error) throw world.delivery
        const { delivery } = world
        return requests.map(({ acceptId }) => {
          return {
            acceptId,
            held: null,
            results: [],
            receipts: [],
            knownSince: '2026',
            ...delivery,
          }
        })
      },
    }),
    bucket: {
      text: async (key) => {
        read.push(key)
        clock += 100
        const text = world.objects[key]
        return text === undefined
          ? null
          : (new Response(text).body?.pipeThrough(new TextDecoderStream()) ?? null)
      },
      list: async ({ prefix, after, limit }) => {
        const keys = Object.keys(world.objects)
          .filter((key) => key.startsWith(prefix) && key > (after ?? ''))
          .sort()
        const objects = keys.slice(0, limit).map((key) => {
          const [first = '', last = ''] = world.times[key] ?? []
          return { key, first, last }
        })
        return { objects, more: keys.length > limit }
      },
    },
    now: () => clock,
    report: (problem) => void problems.push(problem),
  }
  const trace = (request: Partial<TraceRequest> = {}) =>
    traceMessage({ messageId: 'm-1', sourceIds: ['src_a'], day: null, ...request }, deps)
  return { world, trace, problems, read }
}

const receipt = (
  outcome: 'delivered' | 'retry',
  minute: number,
  acceptId = 'enam-0.4.2',
): string => {
  const text: Receipt = {
    v: 1,
    startedAt: `2026-11-23T17:${minute}:00.000Z`,
    settledAt: `2026-11-23T17:${minute}:01.000Z`,
    results: [
      {
        outcome,
        code: outcome === 'retry' ? '503' : '200',
        request: 0,
        ...(outcome === 'retry' && { dueAt: 0 }),
      },
    ],
    requests: [{ method: 'POST', url: 'https://p', headers: {}, body: 'b', answer: 'thanks' }],
    events: [{ result: 0, latencyMs: 7, acceptIds: [acceptId, 'enam-0.4.3'] }],
  }
  return `${JSON.stringify(text)}\n`
}

describe('the deliveries of a trace', () => {
  const located = { acceptId: 'enam-0.4.2', found: liveRecord() }

  it('come from the receipts that the log names, before what its tables tell', async () => {
    const { trace, read } = makeWorld({
      ...located,
      delivery: { receipts: ['r/1', 'r/2'] },
      objects: { 'r/1': receipt('retry', 10), 'r/2': receipt('delivered', 20) },
    })
    const [event] = (await trace()).events
    expect(event?.destinations).toMatchObject([
      {
        outcome: 'delivered',
        code: '',
        incomplete: false,
        results: [
          { outcome: 'retry', latencyMs: 7, response: 'thanks', request: { body: 'b' } },
          { outcome: 'delivered', status: null },
        ],
      },
    ])
    expect(event?.destinations[0]?.results[0]?.request).not.toHaveProperty('answer')
    expect(read).toEqual(['r/1', 'r/2'])
  })

  it('are told once, though a receipt and the tables both have them', async () => {
    const both = makeWorld({
      ...located,
      delivery: { receipts: ['r/1'] },
      objects: { 'r/1': receipt('delivered', 10) },
    })
    const [archived] = (await both.trace()).events[0]?.destinations ?? []
    both.world.delivery = {
      receipts: ['r/1'],
      results: archived?.results ?? [],
      held: { outcome: 'delivered', code: '200', attempts: 1, retryAt: null },
    }
    expect((await both.trace()).events[0]?.destinations[0]?.results).toHaveLength(1)
  })

  it('are incomplete when a receipt is gone, or the log counts more attempts', async () => {
    const gone = makeWorld({
      ...located,
      delivery: { receipts: ['r/1', 'r/2'] },
      objects: { 'r/2': receipt('delivered', 20) },
    })
    expect((await gone.trace()).events[0]?.destinations[0]).toMatchObject({
      outcome: 'delivered',
      incomplete: true,
    })
    const held = { outcome: 'awaiting retry', code: '503', attempts: 2, retryAt: null } as const
    const counted = makeWorld({ ...located, delivery: { held } })
    expect((await counted.trace()).events[0]?.destinations[0]).toMatchObject({
      outcome: 'awaiting retry',
      incomplete: true,
    })
  })

  it('are looked for by the hour where the log has no list of that time', async () => {
    const prefix = 'receipts/v1/dst_a/2026/11/23'
    const objects = {
      [`${prefix}/15/1.ndjson.gz`]: receipt('retry', 1),
      [`${prefix}/16/2.ndjson.gz`]: receipt('retry', 10),
      [`${prefix}/17/3.ndjson.gz`]: receipt('delivered', 20),
    }
    const unlisted = makeWorld({ ...located, delivery: { knownSince: null }, objects })
    const [destination] = (await unlisted.trace()).events[0]?.destinations ?? []
    expect(destination?.outcome).toBe('delivered')
    expect(destination?.results.map(({ settledAt }) => settledAt)).toEqual([
      '2026-11-23T17:10:01.000Z',
      '2026-11-23T17:20:01.000Z',
    ])
    const listed = makeWorld({ ...located, delivery: { knownSince: '2026-11-23T12' }, objects })
    expect((await listed.trace()).events[0]?.destinations[0]).toMatchObject({
      outcome: 'pending',
      incomplete: true,
      results: [],
    })
    expect(listed.read).toEqual([])
  })

  it('of a log that does not answer are said to be unknown, and the rest of the trace is there', async () => {
    const { trace, problems } = makeWorld({ ...located, delivery: new Error('reset') })
    const [event] = (await trace()).events
    expect(event).toMatchObject({ outcome: 'passed', destinations: [{ incomplete: true }] })
    expect(problems).toHaveLength(1)
  })

  it('are not asked for where routing filtered', async () => {
    const verdict: Verdict = {
      outcome: 'passed',
      destinations: { dst_a: { filtered: 'UNSUPPORTED_EVENT_TYPE' } },
    }
    const { trace } = makeWorld({
      acceptId: 'enam-0.4.2',
      found: liveRecord({ verdict }),
      delivery: new Error('not to be asked'),
    })
    expect((await trace()).events[0]?.destinations).toMatchObject([
      { outcome: 'filtered at destination', code: 'UNSUPPORTED_EVENT_TYPE', incomplete: false },
    ])
  })

  it('name the filter that kept an event away, and why', async () => {
    const decision = {
      filtered: 'FILTERED_BY_RULES',
      filterId: 'fil_1',
      why: 'invalid_fql',
    } as const
    const verdict: Verdict = { outcome: 'passed', destinations: { dst_a: decision } }
    const { trace } = makeWorld({
      acceptId: 'enam-0.4.2',
      found: liveRecord({ verdict }),
      delivery: new Error('not to be asked'),
    })
    const [destination] = (await trace()).events[0]?.destinations ?? []
    expect(destination?.message).toMatch(
      /^a filter of this destination .* cannot be read.*\(fil_1\)$/,
    )
  })
})

describe('where an event is found', () => {
  it('is its log, while the pipeline has not decided: with the runs that failed', async () => {
    const { trace } = makeWorld({
      live: [liveRecord({ verdict: null, failedRuns: 2, lastError: 'StageFailure: route: down' })],
    })
    const [event] = (await trace()).events
    expect(event).toMatchObject({ kept: 'log', outcome: 'in pipeline', destinations: [] })
    expect(event?.stages.at(-1)?.message).toBe(
      '2 runs failed, another follows: StageFailure: route: down',
    )
  })

  it('is the archive object of its own source', async () => {
    const key = 'archive/v1/src_a/2026/11/23/17/enam-0-1.ndjson.gz'
    const { trace, read } = makeWorld({
      acceptId: 'enam-0.4.2',
      found: { kept: 'archive', keys: [key.replace('src_a', 'src_b'), key] },
      objects: {
        [key]:
          line('enam-0.4.1', ROUTED, { event: eventOf('m-0') }) +
          line(
            'enam-0.4.2',
            { ...ROUTED, patch: [{ op: 'remove', path: '/a' }] },
            { event: eventOf('m-1') },
          ),
      },
    })
    const [event] = (await trace()).events
    expect(event).toMatchObject({ kept: 'archive', archiveKey: key, event: { messageId: 'm-1' } })
    expect(event?.stages).toContainEqual({
      stage: 'enforce-schema',
      effect: 'changed',
      message: '1 field omitted',
      code: '',
      patch: [{ op: 'remove', path: '/a' }],
    })
    expect(read).toEqual([key])
  })

  it('is an object of its own when the pipeline set it aside', async () => {
    const error = 'StageFailure: route: a bug'
    const verdict: Verdict = { outcome: 'dead-lettered', code: 'pipeline_error', error }
    const key = 'archive/v1/src_a/2026/11/23/17/enam-0-1.ndjson.gz'
    const dead = 'dead/v1/src_a/2026/11/23/17/enam-0.4.2.json'
    const head = { messageId: 'm-1', receivedAt: RECEIVED_AT }
    const { trace } = makeWorld({
      acceptId: 'enam-0.4.2',
      found: { kept: 'archive', keys: [key] },
      objects: {
        [key]: line('enam-0.4.2', verdict, head),
        [dead]: JSON.stringify({ record: JSON.stringify(eventOf('m-1')), error }),
      },
    })
    expect((await trace()).events[0]).toMatchObject({
      kept: 'dead-letter',
      archiveKey: dead,
      event: { event: 'E' },
      stages: [{ stage: 'collect' }, { stage: 'route', effect: 'stopped' }],
    })
  })

  it('counts repeats with the first one, and tells of a repeat only without it', async () => {
    const repeat = liveRecord({
      position: 3,
      verdict: { outcome: 'duplicate', code: 'duplicate_message_id' },
    })
    const world = makeWorld({ live: [repeat, { ...repeat, position: 4 }, liveRecord()] })
    const { events } = await world.trace()
    expect(events.map(({ acceptId, repeats }) => [acceptId, repeats])).toEqual([['enam-0.4.2', 2]])
    world.world.live = [repeat]
    expect((await world.trace()).events).toMatchObject([{ outcome: 'duplicate', repeats: 0 }])
  })

  it('shows what collect had to say of a call that it refused', async () => {
    const verdict: Verdict = { outcome: 'failed on ingest', code: 'bad_request' }
    const json = { messageId: 'm-1', code: 'bad_request', message: 'event is missing' }
    const { trace } = makeWorld({ live: [liveRecord({ kind: 'r', json, verdict })] })
    expect((await trace()).events[0]).toMatchObject({ event: null, message: 'event is missing' })
  })
})

it('says when the logs were not looked through to their end', async () => {
  for (const partial of [false, true]) {
    const { trace } = makeWorld({ partial })
    expect((await trace()).search.partial).toBe(partial)
    expect((await trace({ day: { date: '2026-11-23', cursor: null } })).search.partial).toBe(
      partial,
    )
  }
})

describe('the search of a day', () => {
  const DAY = '2026-11-23'
  const keyOf = (day: string, n: number, source = 'src_a') =>
    `archive/v1/${source}/2026/11/${day}/enam-0-${String(n).padStart(3, '0')}.ndjson.gz`
  const other = line('enam-0.1.1', { outcome: 'passed' }, { event: eventOf('other') })

  it('looks at objects that may have events of the day, those of its neighbours too', async () => {
    const late = line(
      'enam-0.9.9',
      { outcome: 'passed' },
      { event: eventOf('m-1', `${DAY}T23:59:59.900Z`) },
    )
    const { trace, read } = makeWorld({
      objects: {
        [keyOf('22/22', 1)]: other,
        [keyOf('22/23', 2)]: other,
        [keyOf('22/23', 3)]: other,
        [keyOf('23/08', 4)]: other,
        [keyOf('24/03', 5)]: other,
        [keyOf('24/04', 6)]: late,
        [keyOf('25/00', 7)]: other,
      },
      times: {
        [keyOf('22/23', 2)]: ['2026-11-22T23:00', '2026-11-22T23:59'],
        [keyOf('22/23', 3)]: ['2026-11-22T23:59', '2026-11-23T00:00'],
        [keyOf('24/03', 5)]: ['2026-11-24T03:00', '2026-11-24T03:01'],
        [keyOf('24/04', 6)]: ['2026-11-23T23:59', '2026-11-24T04:00'],
      },
    })
    const report = await trace({ day: { date: DAY, cursor: null } })
    expect(report.events).toMatchObject([{ acceptId: 'enam-0.9.9' }])
    expect(report.search).toEqual({
      in: 'archive',
      searched: 3,
      total: 3,
      next: null,
      partial: false,
    })
    expect(read.sort()).toEqual([keyOf('22/23', 3), keyOf('23/08', 4), keyOf('24/04', 6)])
  })

  it('leaves off when its time is over, and goes on from there without missing one', async () => {
    const keys = Array.from({ length: 150 }, (_, n) => keyOf('23/08', n))
    const objects = Object.fromEntries(keys.map((key) => [key, other]))
    objects[keyOf('23/09', 1, 'src_b')] = line(
      'enam-0.2.2',
      { outcome: 'passed' },
      { event: eventOf('m-1') },
    )
    const { trace, read } = makeWorld({ objects })
    const sourceIds = ['src_b', 'src_a']
    let report = await trace({ sourceIds, day: { date: DAY, cursor: null } })
    let calls = 1
    while (report.events.length === 0 && report.search.next !== null) {
      expect(report.search.total).toBe(151)
      expect(report.search.searched).toBe(read.length)
      report = await trace({ sourceIds, day: { date: DAY, cursor: report.search.next } })
      calls++
    }
    expect(report.events).toMatchObject([{ acceptId: 'enam-0.2.2', sourceId: 'src_b' }])
    expect(calls).toBeGreaterThan(2)
    expect(new Set(read).size).toBe(151)
    expect(read).toHaveLength(151)
  })

  it('begins with what is at hand, if it is of that day', async () => {
    const { trace, read } = makeWorld({
      live: [liveRecord()],
      objects: { [keyOf('23/08', 1)]: other },
    })
    const found = await trace({ day: { date: DAY, cursor: null } })
    expect(found.events).toHaveLength(1)
    expect(found.search).toMatchObject({ searched: 0, total: 1 })
    expect(read).toEqual([])
    const [none, ...more] = (await trace({ day: { date: '2026-11-20', cursor: null } })).events
    expect([none, ...more]).toEqual([undefined])
  })

  it('goes on when an object cannot be read', async () => {
    const { trace, problems } = makeWorld({
      objects: {
        [keyOf('23/08', 1)]: 'a "messageId":"m-1" that is no line\n',
        [keyOf('23/08', 2)]: line('enam-0.2.2', { outcome: 'passed' }, { event: eventOf('m-1') }),
      },
    })
    expect((await trace({ day: { date: DAY, cursor: null } })).events).toHaveLength(1)
    expect(problems).toHaveLength(1)
  })
})
