import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import type { AttemptResult } from '../../messages/delivery-log-rpc.ts'
import type { DeliveryEvent } from '../destination.ts'
import { RequestError } from '../errors.ts'
import type { OutboundRequest, OutboundResponse } from '../request.ts'
import { webhooksExamples } from './examples.ts'
import { webhooks } from './index.ts'
import { webhooksMetadata, webhooksSettingsSchema } from './settings.ts'

type Answer = Partial<OutboundResponse> | RequestError

const A = 'https://a.example/in?token=s3cr3t-token'
const B = 'https://b.example/in'

const makeEvent = (n: number, overrides: Partial<DeliveryEvent> = {}): DeliveryEvent => ({
  json: `{"type":"track","messageId":"m${n}"}`,
  messageId: `m${n}`,
  receivedAt: '2026-11-23T17:00:00.000Z',
  type: 'track',
  hops: 0,
  attempt: 1,
  progress: null,
  ...overrides,
})

const events = (count: number) => Array.from({ length: count }, (_, n) => makeEvent(n))

async function send(
  settings: Record<string, unknown>,
  batch: readonly DeliveryEvent[],
  answer: (request: OutboundRequest) => Answer = () => ({}),
  now = 0,
) {
  const requests: OutboundRequest[] = []
  const results: (AttemptResult | undefined)[] = batch.map(() => undefined)
  const attempt = new AbortController()
  await webhooks.send(
    { settings: v.parse(webhooksSettingsSchema, settings), events: batch },
    (index, result) => {
      expect(results[index], `event ${index} was reported twice`).toBeUndefined()
      results[index] = result
    },
    {
      now: () => now,
      random: () => 0.5,
      signal: attempt.signal,
      request: async (request) => {
        requests.push(request)
        const given = answer(request)
        if (given instanceof Error) throw given
        return { status: 200, headers: new Headers(), body: '', latencyMs: 5, ...given }
      },
    },
  )
  return { requests, results, abort: () => attempt.abort() }
}

describe('webhooks', () => {
  it.each(webhooksExamples)('sends $title', async ({ settings, events: given, requests }) => {
    const sent = await send(
      settings,
      given.map((event, n) => makeEvent(n, event)),
    )
    expect(sent.requests.map(({ url, headers, body }) => ({ url, headers, body }))).toEqual(
      requests,
    )
    expect(sent.results.every((result) => result?.outcome === 'delivered')).toBe(true)
  })

  it('puts up to a thousand events into a request, apart by their hops', async () => {
    const batch = [...events(1500), makeEvent(9999, { hops: 1 })]
    const { requests } = await send({ hooks: [{ hook: B }], batch: true }, batch)
    const sizes = requests.map(({ body, hops }) => [JSON.parse(String(body)).length, hops])
    expect(sizes).toEqual([
      [1000, 0],
      [500, 0],
      [1, 1],
    ])
  })

  it('sends at most six requests at once', async () => {
    let [open, most] = [0, 0]
    const attempt = new AbortController()
    await webhooks.send(
      { settings: v.parse(webhooksSettingsSchema, { hooks: [{ hook: B }] }), events: events(40) },
      () => {},
      {
        now: () => 0,
        random: () => 0.5,
        signal: attempt.signal,
        request: async () => {
          most = Math.max(most, ++open)
          await Promise.resolve()
          open--
          return { status: 200, headers: new Headers(), body: '', latencyMs: 0 }
        },
      },
    )
    expect(most).toBe(6)
  })

  it('delivers when every URL has the event, and sends again only where it is missing', async () => {
    const down = (url: string) => (request: OutboundRequest) =>
      request.url === url ? { status: 503, body: 'busy' } : {}
    const settings = { hooks: [{ hook: A }, { hook: B }] }
    const first = await send(settings, [makeEvent(1)], down(A))
    expect(first.results[0]).toMatchObject({ outcome: 'retry', code: '503', response: 'busy' })

    const again = makeEvent(1, { attempt: 2, progress: first.results[0]?.progress })
    const second = await send(settings, [again])
    expect(second.requests.map((request) => request.url)).toEqual([A])
    expect(second.results[0]).toMatchObject({ outcome: 'delivered', code: '200' })
  })

  it('fails with the code of the URL that refused the event, once the others are done', async () => {
    const settings = { hooks: [{ hook: A }, { hook: B }] }
    const first = await send(settings, [makeEvent(1)], ({ url }) => ({
      status: url === A ? 410 : 500,
    }))
    expect(first.results[0]).toMatchObject({ outcome: 'retry', code: '500' })
    const again = makeEvent(1, { attempt: 2, progress: first.results[0]?.progress })
    const second = await send(settings, [again])
    expect(second.requests.map((request) => request.url)).toEqual([B])
    expect(second.results[0]).toMatchObject({ outcome: 'failed', code: '410' })
  })

  it('leaves a URL alone after three failures in a row, while the others get every event', async () => {
    const timeout = new RequestError('ETIMEDOUT', 'no answer')
    const settings = { hooks: [{ hook: A }, { hook: B }] }
    const { requests, results } = await send(settings, events(30), ({ url }) =>
      url === A ? timeout : {},
    )
    expect(requests.filter(({ url }) => url === B)).toHaveLength(30)
    expect(requests.filter(({ url }) => url === A).length).toBeLessThan(10)
    expect(results.every((result) => result?.code === 'ETIMEDOUT' && result.retryAt)).toBe(true)
  })

  it('has not attempted what it did not send to its only URL', async () => {
    const { results } = await send({ hooks: [{ hook: A }] }, events(30), () => ({ status: 500 }))
    const tried = results.filter((result) => result !== undefined)
    expect(tried.length).toBeLessThan(10)
    expect(tried.every((result) => result?.outcome === 'retry')).toBe(true)
  })

  it('stops at once when it is asked to slow down, and passes on for how long', async () => {
    const { requests, results } = await send({ hooks: [{ hook: A }] }, events(30), () => ({
      status: 429,
      headers: new Headers({ 'retry-after': '7' }),
    }))
    expect(requests.length).toBeLessThanOrEqual(6)
    expect(results[0]).toMatchObject({ outcome: 'retry', code: '429', retryAfterMs: 7000 })
  })

  it('waits before a retry of what it left alone, instead of at once', async () => {
    const batch = events(30).map((event) => ({ ...event, attempt: 3 }))
    const { results } = await send({ hooks: [{ hook: A }] }, batch, () => ({ status: 500 }))
    expect(results.every((result) => result?.outcome === 'retry')).toBe(true)
  })

  it('takes its secrets out of what a partner echoes', async () => {
    const settings = {
      hooks: [{ hook: A, headers: { 'x-key': 'header-secret' } }],
      sharedSecret: 'shared-secret',
    }
    const body = `bad request to ${A} with header-secret and shared-secret`
    const { results } = await send(settings, [makeEvent(1)], () => ({ status: 400, body }))
    expect(results[0]?.response).toBe('bad request to •••• with •••• and ••••')
  })

  it('keeps 2,000 characters of an answer', async () => {
    const { results } = await send({ hooks: [{ hook: A }] }, [makeEvent(1)], () => ({
      status: 400,
      body: 'x'.repeat(10_000),
    }))
    expect(results[0]?.response).toHaveLength(2000)
  })
})

describe('the waits of several URLs', () => {
  const settings = { hooks: [{ hook: A }, { hook: B }] }
  const slowDown = (s: number) => ({ status: 429, headers: new Headers({ 'retry-after': `${s}` }) })

  /** One event's attempts, each at the time that the one before asked for; who was asked when. */
  async function attempts(answers: { a: Answer[]; b: Answer[] }) {
    const asked: { a: number[]; b: number[] } = { a: [], b: [] }
    let [now, progress] = [0, null as unknown]
    for (let attempt = 1; attempt <= 40; attempt++) {
      const { results } = await send(
        settings,
        [makeEvent(1, { attempt, progress })],
        ({ url }) => {
          const name = url === A ? 'a' : 'b'
          return answers[name][asked[name].push(now) - 1] ?? {}
        },
        now,
      )
      const [result] = results
      if (result?.outcome !== 'retry') return { asked, result, now }
      if (result.retryAt === undefined) throw new Error('no time to go on')
      now = Math.max(now, result.retryAt)
      progress = result.progress
    }
    throw new Error('it goes on for ever')
  }

  it('are their own: one that asks for seven seconds does not hold up the other', async () => {
    const { asked, result } = await attempts({
      a: [slowDown(7), { status: 500 }],
      b: [{ status: 500 }, { status: 500 }, { status: 500 }],
    })
    // The second wait of A is that after two tries, whatever became of B in between.
    expect(asked).toEqual({ a: [0, 7000, 9000], b: [0, 1000, 3000, 7000] })
    expect(result).toMatchObject({ outcome: 'delivered' })
  })

  it('never depend on what the other does', async () => {
    const failure = fc.oneof(
      fc.constantFrom<Answer>({ status: 500 }, new RequestError('ETIMEDOUT', 'no answer')),
      fc.integer({ min: 1, max: 100 }).map(slowDown),
    )
    const script = fc.array(failure, { maxLength: 6 })
    await fc.assert(
      fc.asyncProperty(script, script, async (a, b) => {
        const together = await attempts({ a, b })
        expect(together.asked.a).toEqual((await attempts({ a, b: [] })).asked.a)
        expect(together.asked.b).toEqual((await attempts({ a: [], b })).asked.b)
        expect(together.asked.a).toHaveLength(a.length + 1)
        expect(together.asked.b).toHaveLength(b.length + 1)
      }),
    )
  })

  it('end with the retry window: the last attempt asks every URL that misses the event', async () => {
    const answer = ({ url }: OutboundRequest) => (url === A ? slowDown(7) : { status: 500 })
    const { results } = await send(settings, [makeEvent(1)], answer)
    const again = { attempt: 2, progress: results[0]?.progress }
    const urls = async (event: Partial<DeliveryEvent>) =>
      (await send(settings, [makeEvent(1, event)], answer, 1000)).requests.map(({ url }) => url)
    expect(await urls(again)).toEqual([B])
    expect(await urls({ ...again, last: true })).toEqual([A, B])
  })

  it('let the earliest URL be asked, though this clock is behind the one that set the time', async () => {
    const { results } = await send(settings, [makeEvent(1)], () => ({ status: 500 }), 60_000)
    const again = makeEvent(1, { attempt: 2, progress: results[0]?.progress })
    const { requests } = await send(settings, [again], () => ({}), 60_400)
    expect(requests.map(({ url }) => url)).toEqual([A, B])
  })

  it('are shared by the events of an attempt, so that they are kept as one', async () => {
    const { results } = await send({ ...settings, batch: true }, events(50), ({ url }) =>
      url === A ? { status: 503 } : {},
    )
    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1)
  })

  it('are asked of the whole destination only when all URLs that miss the event ask for one', async () => {
    const one = await send(settings, [makeEvent(1)], ({ url }) =>
      url === A ? slowDown(7) : { status: 500 },
    )
    expect(one.results[0]?.retryAfterMs).toBeUndefined()
    const both = await send(settings, [makeEvent(1)], ({ url }) => slowDown(url === A ? 7 : 9))
    expect(both.results[0]?.retryAfterMs).toBe(7000)
  })
})

describe('the settings of webhooks', () => {
  it.each([
    ['no URL', { hooks: [] }],
    ['six URLs', { hooks: [1, 2, 3, 4, 5, 6].map((n) => ({ hook: `https://e.example/${n}` })) }],
    ['a URL twice', { hooks: [{ hook: A }, { hook: A }] }],
    ['another scheme', { hooks: [{ hook: 'ftp://e.example/' }] }],
    ['a header that breaks the request', { hooks: [{ hook: A, headers: { host: 'x' } }] }],
    ['a line break in a header', { hooks: [{ hook: A, headers: { a: 'b\r\nc: d' } }] }],
    ['too long a timeout', { hooks: [{ hook: A }], timeoutMs: 20_001 }],
    ['an unknown setting', { hooks: [{ hook: A }], retries: 3 }],
  ])('refuse %s', (_, settings) => {
    expect(v.is(webhooksSettingsSchema, settings)).toBe(false)
  })

  it('show the host of a URL, and nothing that may be a secret', () => {
    const settings = v.parse(webhooksSettingsSchema, {
      hooks: [{ hook: A, headers: { 'x-key': 'header-secret' } }],
      sharedSecret: 'shared-secret',
    })
    expect(webhooksMetadata.mask(settings)).toEqual({
      hooks: [{ hook: 'https://a.example/••••', headers: { 'x-key': '••••' } }],
      sharedSecret: '••••',
    })
  })
})
