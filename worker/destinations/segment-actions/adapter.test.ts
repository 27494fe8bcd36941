import { describe, expect, it } from 'vitest'
import {
  type FakeDefinition,
  fakeBundle,
  IntegrationError,
  InvalidAuthenticationError,
  RetryableError,
} from '../../../test/fakes/actions-bundle.ts'
import type { MappingConfig } from '../../domain/config/mapping.ts'
import type { AttemptResult } from '../../messages/delivery-log-rpc.ts'
import type { DeliveryEvent, DestinationMetadata, OAuthPort } from '../destination.ts'
import { RequestError } from '../errors.ts'
import type { OutboundRequest, OutboundResponse } from '../request.ts'
import { createActionsDestination } from './adapter.ts'
import { actionsMetadata } from './metadata.ts'

type Answer = Partial<Omit<OutboundResponse, 'headers'>> & { headers?: Record<string, string> }
type Partner = (request: OutboundRequest, count: number) => Answer | RequestError

const KIND = {
  id: 'actions-fake',
  key: 'fake',
  slug: 'actions-fake',
  name: 'Fake (Actions)',
  description: '',
  website: '',
  categories: [],
  scheme: 'custom' as const,
  settings: [],
}

const definition: FakeDefinition = {
  name: 'fake',
  actions: {
    send: {
      fields: { name: { required: true } },
      perform: (send, { payload, auth }) =>
        send({
          url: 'https://partner.example/one',
          headers: { authorization: `Bearer ${auth.accessToken}` },
          body: JSON.stringify(payload),
        }),
      performBatch: async (send, { payload, auth }) => {
        const { body } = await send({
          url: 'https://partner.example/many',
          headers: { authorization: `Bearer ${auth.accessToken}` },
          body: JSON.stringify(payload),
        })
        return body === '' ? undefined : JSON.parse(body)
      },
    },
  },
}

const makeMapping = (overrides: Partial<MappingConfig> = {}): MappingConfig => ({
  id: 'map_1',
  name: 'Send',
  action: 'send',
  enabled: true,
  trigger: 'all',
  mapping: { name: { '@path': '$.event' } },
  version: 1,
  ...overrides,
})

const batching = (mapping: Record<string, unknown> = {}, overrides: Partial<MappingConfig> = {}) =>
  makeMapping({
    mapping: { name: { '@path': '$.event' }, enable_batching: true, ...mapping },
    ...overrides,
  })

const makeEvent = (
  fields: Record<string, unknown> = {},
  overrides: Partial<DeliveryEvent> = {},
): DeliveryEvent => ({
  json: JSON.stringify({ type: 'track', messageId: 'm', event: 'Sold', ...fields }),
  messageId: 'm',
  receivedAt: '2026-11-23T17:00:00.000Z',
  type: 'track',
  mappings: ['map_1'],
  hops: 0,
  attempt: 1,
  progress: null,
  ...overrides,
})

interface Options {
  mappings?: MappingConfig[]
  partner?: Partner
  fake?: FakeDefinition
  settings?: Record<string, unknown>
  oauth?: OAuthPort
}

async function deliver(events: readonly DeliveryEvent[], options: Options = {}) {
  const { mappings = [makeMapping()], partner = () => ({}), fake = definition } = options
  const requests: OutboundRequest[] = []
  const results: (AttemptResult | undefined)[] = events.map(() => undefined)
  const destination = createActionsDestination(
    actionsMetadata({
      ...KIND,
      scheme: fake.scheme === 'oauth2' ? 'oauth2' : 'custom',
    }) as unknown as DestinationMetadata,
    'fake',
    fakeBundle({ fake }),
  )
  await destination.send(
    { settings: options.settings ?? {}, events, mappings },
    (index, result) => {
      expect(results[index], `event ${index} was reported twice`).toBeUndefined()
      results[index] = result
    },
    {
      now: () => 1000,
      random: () => 0.5,
      signal: new AbortController().signal,
      ...(options.oauth && { oauth: options.oauth }),
      request: async (request) => {
        const answer = partner(request, requests.push(request))
        if (answer instanceof RequestError) throw answer
        const { headers, ...rest }: Answer = answer
        return { status: 200, body: '', latencyMs: 5, ...rest, headers: new Headers(headers) }
      },
    },
  )
  return {
    requests,
    results,
    bodies: requests.map(({ body }) => JSON.parse(String(body ?? 'null'))),
  }
}

describe('an event at a destination with actions', () => {
  it('is sent once for each mapping that it matched, and says what each of them did', async () => {
    const second = makeMapping({ id: 'map_2', mapping: { name: 'fixed' } })
    const { bodies, results } = await deliver(
      [makeEvent({}, { mappings: ['map_1', 'map_2'], hops: 2 })],
      { mappings: [makeMapping(), second], partner: () => ({ status: 202 }) },
    )
    expect(bodies).toEqual([{ name: 'Sold' }, { name: 'fixed' }])
    expect(results).toEqual([
      {
        outcome: 'delivered',
        code: '202',
        status: 202,
        parts: {
          map_1: { outcome: 'delivered', code: '202' },
          map_2: { outcome: 'delivered', code: '202' },
        },
      },
    ])
  })

  it('names itself and its hops on each request', async () => {
    const { requests } = await deliver([makeEvent(), makeEvent({}, { hops: 3 })])
    expect(requests.map(({ events, hops }) => ({ events, hops }))).toEqual([
      { events: [0], hops: 0 },
      { events: [1], hops: 3 },
    ])
  })

  it('is not delivered by a mapping that was disabled or deleted since', async () => {
    const { requests, results } = await deliver(
      [makeEvent({}, { mappings: ['map_1', 'map_gone'] })],
      { mappings: [makeMapping({ enabled: false })] },
    )
    expect(requests).toEqual([])
    expect(results[0]).toMatchObject({
      outcome: 'filtered',
      code: 'NO_MATCHING_MAPPING',
      parts: {
        map_1: { outcome: 'filtered', code: 'NO_MATCHING_MAPPING' },
        map_gone: { outcome: 'filtered', code: 'NO_MATCHING_MAPPING' },
      },
    })
  })

  it('is delivered when one mapping takes it and the other is gone', async () => {
    const { results } = await deliver([makeEvent({}, { mappings: ['map_gone', 'map_1'] })])
    expect(results[0]).toMatchObject({ outcome: 'delivered', code: '200' })
  })

  it('is filtered when it matched no mapping at all', async () => {
    const { results } = await deliver([makeEvent({}, { mappings: [] })])
    expect(results[0]).toMatchObject({ outcome: 'filtered', code: 'NO_MATCHING_MAPPING' })
  })

  it('is tried again for the mapping alone that still misses it', async () => {
    const mappings = [makeMapping(), makeMapping({ id: 'map_2', mapping: { name: 'two' } })]
    const partner: Partner = ({ body }) => (String(body).includes('two') ? { status: 503 } : {})
    const event = makeEvent({}, { mappings: ['map_1', 'map_2'] })
    const first = await deliver([event], { mappings, partner })
    expect(first.results[0]).toMatchObject({
      outcome: 'retry',
      code: '503',
      progress: { done: { map_1: '200' } },
      parts: {
        map_1: { outcome: 'delivered', code: '200' },
        map_2: { outcome: 'retry', code: '503' },
      },
    })
    const progress = first.results[0]?.progress
    const again = await deliver([{ ...event, attempt: 2, progress }], { mappings })
    expect(again.bodies).toEqual([{ name: 'two' }])
    expect(again.results[0]).toMatchObject({
      outcome: 'delivered',
      parts: { map_2: { outcome: 'delivered', code: '200' } },
    })
  })

  it('is refused when its mapping names an action that is gone', async () => {
    const { results } = await deliver([makeEvent()], { mappings: [makeMapping({ action: 'old' })] })
    expect(results[0]).toMatchObject({ outcome: 'failed', code: 'INVALID_MAPPING' })
  })
})

describe('what the partner or the definition says', () => {
  const failing = (error: () => Error): FakeDefinition => ({
    name: 'fake',
    actions: {
      send: {
        perform: async () => {
          throw error()
        },
      },
    },
  })
  const resultOf = async (fake: FakeDefinition, event = makeEvent()) =>
    (await deliver([event], { fake })).results[0]

  it.each([
    [400, 'failed'],
    [401, 'failed'],
    [404, 'failed'],
    [408, 'retry'],
    [423, 'retry'],
    [429, 'retry'],
    [500, 'retry'],
    [501, 'failed'],
    [503, 'retry'],
  ])('%i: %s', async (status, outcome) => {
    const { results } = await deliver([makeEvent()], {
      partner: () => ({ status, body: 'no', headers: { 'retry-after': '7' } }),
    })
    expect(results[0]).toMatchObject({ outcome, code: String(status), status, response: 'no' })
    expect(results[0]?.retryAfterMs).toBe(outcome === 'retry' ? 7000 : undefined)
  })

  it('a connection that fails is tried again, an address that may not be reached is not', async () => {
    const timeout = () => new RequestError('ETIMEDOUT', 'no answer')
    const { results } = await deliver([makeEvent()], { partner: timeout })
    expect(results[0]).toMatchObject({ outcome: 'retry', code: 'ETIMEDOUT' })
    const inside = () => new RequestError('PRIVATE_TARGET', 'not a public address')
    const refused = await deliver([makeEvent()], { partner: inside })
    expect(refused.results[0]).toMatchObject({ outcome: 'failed', code: 'PRIVATE_TARGET' })
  })

  it.each([
    [
      new IntegrationError('bad coin', 'INVALID_CURRENCY_CODE', 400),
      'failed',
      'INVALID_CURRENCY_CODE',
    ],
    [new IntegrationError('gone', 'Not Found', 404), 'failed', 'NOT_FOUND'],
    [new IntegrationError('slow down', '429', 429), 'retry', '429'],
    [new RetryableError('wait'), 'retry', 'RETRYABLE_ERROR'],
    [new RetryableError('wait', 400), 'retry', 'RETRYABLE_ERROR'],
    [new InvalidAuthenticationError('who?'), 'failed', 'INVALID_AUTHENTICATION'],
    [Object.assign(new Error('late'), { code: 'ETIMEDOUT' }), 'retry', 'ETIMEDOUT'],
  ])('%s is %s with %s', async (error, outcome, code) => {
    expect(await resultOf(failing(() => error))).toMatchObject({ outcome, code })
  })

  it('a fault in a definition is tried a few times, and then given up', async () => {
    const fault = failing(() => new TypeError('x is undefined'))
    expect(await resultOf(fault)).toMatchObject({ outcome: 'retry', code: 'UNKNOWN_ERROR' })
    const late = await resultOf(fault, makeEvent({}, { attempt: 4 }))
    expect(late).toMatchObject({ outcome: 'failed', code: 'UNKNOWN_ERROR' })
  })

  it('what does not fit the action is refused with the reason, and not sent', async () => {
    const { requests, results } = await deliver([makeEvent({ event: undefined })])
    expect(requests).toEqual([])
    expect(results[0]).toMatchObject({
      outcome: 'failed',
      code: 'PAYLOAD_VALIDATION_FAILED',
      message: "The root value is missing the required field 'name'.",
    })
  })

  it('settings that do not fit are said so, for every event', async () => {
    const fake: FakeDefinition = {
      ...definition,
      validateSettings: () => {
        throw new Error('Endpoint is required.')
      },
    }
    expect(await resultOf(fake)).toMatchObject({ outcome: 'failed', code: 'INVALID_SETTINGS' })
  })

  it('after three failures in a row the rest of the attempt is spared', async () => {
    const events = Array.from({ length: 40 }, () => makeEvent())
    const { requests, results } = await deliver(events, { partner: () => ({ status: 503 }) })
    // Six are under way when the third fails.
    expect(requests.length).toBeLessThan(10)
    expect(results.filter((result) => result !== undefined)).toHaveLength(requests.length)
  })
})

describe('events in batches', () => {
  it('go out in one request when the mapping says so', async () => {
    const { bodies, results } = await deliver([makeEvent(), makeEvent({ event: 'Sent' })], {
      mappings: [batching()],
    })
    expect(bodies).toMatchObject([[{ name: 'Sold' }, { name: 'Sent' }]])
    expect(results.map((result) => result?.outcome)).toEqual(['delivered', 'delivered'])
  })

  it('are split by size, by the values of the key fields, and by hops', async () => {
    const mappings = [
      batching({ batch_size: 2, batch_keys: ['list'], list: { '@path': '$.properties.list' } }),
    ]
    const { requests } = await deliver(
      [
        makeEvent({ properties: { list: 'a' } }),
        makeEvent({ properties: { list: 'b' } }),
        makeEvent({ properties: { list: 'a' } }),
        makeEvent({ properties: { list: 'a' } }),
        makeEvent({ properties: { list: 'b' } }, { hops: 1 }),
      ],
      { mappings },
    )
    const sent = requests.map(({ events }) => events)
    expect(sent).toHaveLength(4)
    expect(sent).toEqual(expect.arrayContaining([[0, 2], [1], [3], [4]]))
  })

  it('each get a result of their own: only what may succeed later is tried again', async () => {
    const answer = [
      { status: 200, body: {} },
      { status: 429, errormessage: 'later', body: { why: 'rate' } },
    ]
    const { results } = await deliver(
      [makeEvent(), makeEvent({ event: undefined }), makeEvent({ event: 'Late' })],
      { mappings: [batching()], partner: () => ({ body: JSON.stringify(answer) }) },
    )
    expect(results).toMatchObject([
      { outcome: 'delivered', code: '200' },
      { outcome: 'failed', code: 'PAYLOAD_VALIDATION_FAILED' },
      { outcome: 'retry', code: '429', message: 'later', response: '{"why":"rate"}' },
    ])
  })

  it('all fail when the request does', async () => {
    const { requests, results } = await deliver([makeEvent(), makeEvent()], {
      mappings: [batching()],
      partner: () => ({ status: 400, body: 'bad' }),
    })
    expect(requests).toHaveLength(1)
    expect(results).toMatchObject([{ code: '400' }, { code: '400' }])
  })

  it('lose only the event that the code stumbles over', async () => {
    const mappings = [batching({ fault: { '@path': '$.properties.fault' } })]
    const events = Array.from({ length: 9 }, (_, n) =>
      makeEvent({ properties: { fault: n === 5 } }),
    )
    const { results } = await deliver(events, { mappings })
    expect(results.map((result) => result?.outcome)).toEqual(
      events.map((_, n) => (n === 5 ? 'retry' : 'delivered')),
    )
  })

  it('are not cut up after the partner took something, lest it gets them twice', async () => {
    const fake: FakeDefinition = {
      name: 'fake',
      actions: {
        send: {
          perform: async () => {},
          performBatch: async (send) => {
            await send({ url: 'https://partner.example/many' })
            throw new TypeError('no such field in the answer')
          },
        },
      },
    }
    const { requests, results } = await deliver([makeEvent(), makeEvent()], {
      fake,
      mappings: [batching()],
    })
    expect(requests).toHaveLength(1)
    expect(results).toMatchObject([{ code: 'UNKNOWN_ERROR' }, { code: 'UNKNOWN_ERROR' }])
  })
})

describe('a destination that signs in with OAuth', () => {
  const fake: FakeDefinition = {
    ...definition,
    scheme: 'oauth2',
    refresh: async (send) => {
      const { body } = await send({ url: 'https://partner.example/token' })
      return JSON.parse(body)
    },
  }
  const settings = { oauthAccessToken: 'old', oauthRefreshToken: 'refresh' }
  /** As one log would judge one attempt. */
  function fakePort() {
    const log: string[] = []
    const port: OAuthPort = {
      async refresh(refused, ask, judge) {
        log.push(`refresh ${refused}`)
        try {
          return { ok: true, tokens: await ask(), fresh: true }
        } catch (error) {
          const code = judge(error)
          return {
            ok: false,
            final: code !== null,
            code: code ?? 'OAUTH_REFRESH_FAILED',
            message: '',
          }
        }
      },
      pause: async (code) => void log.push(`pause ${code}`),
    }
    return { port, log }
  }
  const needsNew: Partner = ({ url, headers }) => {
    if (url.endsWith('/token')) return { body: '{"accessToken":"new"}' }
    return headers.authorization === 'Bearer new' ? {} : { status: 401 }
  }

  it('renews a refused token once for all its calls, and sends again', async () => {
    const { port, log } = fakePort()
    const events = Array.from({ length: 12 }, () => makeEvent())
    const { results, requests } = await deliver(events, {
      fake,
      settings,
      oauth: port,
      partner: needsNew,
    })
    expect(log).toEqual(['refresh old'])
    expect(requests.filter(({ confidential }) => confidential)).toHaveLength(1)
    expect(results.map((result) => result?.outcome)).toEqual(events.map(() => 'delivered'))
  })

  it('sends only those of a batch again that the token was refused for', async () => {
    const { port } = fakePort()
    const { bodies, results } = await deliver([makeEvent(), makeEvent({ event: 'B' })], {
      fake,
      settings,
      oauth: port,
      mappings: [batching()],
      partner: ({ url, headers }) => {
        if (url.endsWith('/token')) return { body: '{"accessToken":"new"}' }
        return headers.authorization === 'Bearer new'
          ? {}
          : { body: JSON.stringify([{ status: 200 }, { status: 401 }]) }
      },
    })
    expect(bodies.filter(Array.isArray)).toMatchObject([[{}, {}], [{ name: 'B' }]])
    expect(results).toMatchObject([{ outcome: 'delivered' }, { outcome: 'delivered' }])
  })

  it('leaves events alone, uncounted, when the refresh is refused for good', async () => {
    const { port } = fakePort()
    const { results } = await deliver([makeEvent(), makeEvent()], {
      fake,
      settings,
      oauth: port,
      partner: ({ url }) => ({ status: url.endsWith('/token') ? 400 : 401 }),
    })
    expect(results).toEqual([undefined, undefined])
  })

  it('tries events again when the refresh failed by chance', async () => {
    const { port } = fakePort()
    const { results } = await deliver([makeEvent()], {
      fake,
      settings,
      oauth: port,
      partner: ({ url }) => ({ status: url.endsWith('/token') ? 503 : 401 }),
    })
    expect(results[0]).toMatchObject({ outcome: 'retry', code: 'OAUTH_REFRESH_FAILED' })
  })

  it('pauses when the credentials themselves are said to be wrong', async () => {
    const { port, log } = fakePort()
    const refusing: FakeDefinition = {
      ...fake,
      actions: {
        send: {
          perform: async () => {
            throw new InvalidAuthenticationError('the app was removed')
          },
        },
      },
    }
    const { results } = await deliver([makeEvent()], {
      fake: refusing,
      settings,
      oauth: port,
      partner: needsNew,
    })
    expect(log).toEqual(['refresh old', 'pause INVALID_AUTHENTICATION'])
    expect(results).toEqual([undefined])
  })

  it('asks for a token first when it has none but a way to one', async () => {
    const { port, log } = fakePort()
    const { requests, results } = await deliver([makeEvent()], {
      fake,
      settings: { oauthRefreshToken: 'refresh' },
      oauth: port,
      partner: needsNew,
    })
    expect(log).toEqual(['refresh '])
    expect(requests.map(({ url }) => new URL(url).pathname)).toEqual(['/token', '/one'])
    expect(results[0]).toMatchObject({ outcome: 'delivered' })
  })
})
