import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeSource } from '../../test/builders/make-source.ts'
import { FakeCollect, RECEIVED_AT, WRITE_KEY } from '../../test/fakes/fake-collect.ts'
import { MAX_BATCH_BYTES, MAX_BATCH_EVENTS, MAX_EVENT_BYTES } from '../domain/event/limits.ts'

const track = (fields: object = {}) => ({ type: 'track', event: 'E', userId: 'u', ...fields })
const send = (
  edge: FakeCollect,
  path: string,
  body: unknown,
  headers: Record<string, string> = {},
) => edge.fetch(path, { method: 'POST', body: JSON.stringify(body), headers })
const basic = (credentials: string) => ({ Authorization: `Basic ${btoa(credentials)}` })

describe('the write key', () => {
  it.each<[string, Record<string, string>, object]>([
    ['in Basic auth', basic(`${WRITE_KEY}:`), {}],
    ['in Basic auth without the colon', basic(WRITE_KEY), {}],
    ['in Basic auth with a password', basic(`${WRITE_KEY}:ignored`), {}],
    ['in the body', {}, { writeKey: WRITE_KEY }],
    [
      'in the body beside a bearer token',
      { Authorization: 'Bearer abc.def' },
      { writeKey: WRITE_KEY },
    ],
    [
      'in the body beside a header that cannot be read',
      { Authorization: 'Basic %%%' },
      { writeKey: WRITE_KEY },
    ],
    ['in the body beside empty credentials', basic(':'), { writeKey: WRITE_KEY }],
    ['in the header, where the body names another', basic(`${WRITE_KEY}:`), { writeKey: 'nobody' }],
  ])('is found %s', async (_, headers, body) => {
    const edge = new FakeCollect()
    expect((await send(edge, '/v1/track', track(body), headers)).status).toBe(200)
    expect((await send(edge, '/v1/batch', { ...body, batch: [track()] }, headers)).status).toBe(200)
    expect(edge.events()).toHaveLength(2)
    expect(edge.appends[0]?.request.body).not.toContain('writeKey')
  })

  it('is found in the first item of a batch', async () => {
    const edge = new FakeCollect()
    await send(edge, '/v1/b', { batch: [track({ writeKey: WRITE_KEY })] })
    expect(edge.events()).toHaveLength(1)
    expect(edge.appends[0]?.request.body).not.toContain('writeKey')
  })

  it('that was never issued is refused with 400, after one look at the newest configuration', async () => {
    const edge = new FakeCollect()
    const response = await send(edge, '/v1/track', track({ writeKey: 'nobody' }))
    expect(response.status).toBe(400)
    const body = await response.json()
    expect(body).toEqual({
      success: false,
      code: 'invalid_write_key',
      message: expect.any(String),
      error: expect.any(String),
    })
    expect(edge.snapshots.rechecks).toBe(1)
    expect(edge.appends).toEqual([])
  })

  it('that was issued a moment ago is found by that look', async () => {
    const edge = new FakeCollect()
    edge.snapshots.later = [{ hash: 'fresh', sourceId: 'src_1', status: 'active' }]
    expect((await send(edge, '/v1/track', track({ writeKey: 'fresh' }))).status).toBe(200)
    expect(edge.appends[0]?.request.version).toBe(8)
  })

  it('that is missing is refused with 400', async () => {
    const response = await send(new FakeCollect(), '/v1/track', track())
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'invalid_write_key' })
  })

  it('of any kind is 503 while the configuration cannot be loaded, since libraries drop on 4xx', async () => {
    const edge = new FakeCollect()
    edge.snapshots.broken = true
    const response = await edge.post('/v1/track', track())
    expect(response.status).toBe(503)
    expect(response.headers.get('Retry-After')).toMatch(/^\d+$/)
  })

  it.each(['disabled', 'deleted', 'removed'] as const)(
    'that is %s is 200, and its events are counted as source_disabled',
    async (status) => {
      const edge = new FakeCollect()
      edge.snapshots.keys = [{ hash: WRITE_KEY, sourceId: 'src_1', status }]
      if (status === 'deleted') edge.snapshots.sources.clear()
      const response = await edge.post('/v1/batch', { batch: [track({ messageId: 'm' }), track()] })
      expect(response.status).toBe(200)
      expect(await response.json()).toMatchObject({
        success: true,
        rejected: [{ index: 0, code: 'source_disabled' }, { index: 1 }],
      })
      expect(edge.events()).toEqual([])
      expect(edge.rejections()).toMatchObject([
        {
          code: 'source_disabled',
          type: 'track',
          event: 'E',
          messageId: 'm',
          receivedAt: RECEIVED_AT,
        },
        { code: 'source_disabled' },
      ])
    },
  )

  it('of a source that is switched off counts as disabled', async () => {
    const edge = new FakeCollect()
    edge.snapshots.sources.set('src_1', makeSource({ sourceId: 'src_1', enabled: false }))
    await edge.post('/v1/track', track())
    expect(edge.rejections()).toMatchObject([{ code: 'source_disabled' }])
  })
})

describe('a body', () => {
  it('that is not JSON is 400, and one record where the header names the source', async () => {
    const edge = new FakeCollect()
    for (const body of [
      '',
      '{',
      'null',
      '[]',
      '"text"',
      '12',
      'not json',
      '{"batch":[}',
      '\ufeff',
    ]) {
      const response = await edge.post('/v1/track', body)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ success: false, code: 'bad_request' })
    }
    expect(edge.rejections().map((rejection) => rejection.code)).toEqual(
      Array(9).fill('bad_request'),
    )
    expect((await edge.fetch('/v1/track', { method: 'POST', body: '{' })).status).toBe(400)
    expect(edge.rejections()).toHaveLength(9)
  })

  it('whose batch is no array is 400', async () => {
    const edge = new FakeCollect()
    for (const batch of [{}, 'x', null, 5, undefined]) {
      const response = await edge.post('/v1/batch', { batch })
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ code: 'bad_request' })
    }
  })

  it('may be an event of 32,768 bytes, and not more', async () => {
    const edge = new FakeCollect()
    const sized = (bytes: number) => {
      const empty = JSON.stringify(track({ properties: { p: '' } }))
      return JSON.stringify(track({ properties: { p: 'x'.repeat(bytes - empty.length) } }))
    }
    expect((await edge.post('/v1/track', sized(MAX_EVENT_BYTES))).status).toBe(200)
    const response = await edge.post('/v1/track', sized(MAX_EVENT_BYTES + 1))
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'event_too_large' })
    expect(edge.events()).toHaveLength(1)
    expect(edge.rejections()).toMatchObject([{ code: 'event_too_large' }])
  })

  it('may be a batch of 520,192 bytes, and not more', async () => {
    const edge = new FakeCollect()
    const batch = (bytes: number) => {
      const text = JSON.stringify({ batch: [track()] })
      return `${text.slice(0, -1)},"x":"${'x'.repeat(bytes - text.length - 7)}"}`
    }
    expect((await edge.post('/v1/batch', batch(MAX_BATCH_BYTES))).status).toBe(200)
    const response = await edge.post('/v1/batch', batch(MAX_BATCH_BYTES + 1))
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'batch_too_large' })
  })
})

describe('a batch', () => {
  it('keeps its good events and lists the others', async () => {
    const edge = new FakeCollect()
    const big = track({ properties: { p: 'x'.repeat(MAX_EVENT_BYTES) }, messageId: 'big' })
    const batch = [track(), { type: 'track', event: 'E' }, null, big, track({ event: '' }), track()]
    const response = await edge.post('/v1/batch', { batch })
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      success: true,
      rejected: [
        { index: 1, code: 'no_user_anon_id', message: expect.any(String) },
        { index: 2, code: 'bad_request', message: expect.any(String) },
        { index: 3, code: 'event_too_large', message: expect.any(String) },
        { index: 4, code: 'event_not_defined', message: expect.any(String) },
      ],
    })
    expect(edge.events()).toHaveLength(2)
    expect(edge.rejections()).toMatchObject([{}, {}, { messageId: 'big' }, {}])
    expect(edge.appends).toHaveLength(1)
    expect(edge.appends[0]?.request.count).toBe(6)
  })

  it('gives its events one receivedAt, its sentAt, its context and its integrations', async () => {
    const edge = new FakeCollect()
    await edge.post('/v1/batch', {
      sentAt: '2026-11-23T10:00:01.000Z',
      context: { locale: 'de' },
      integrations: { All: false },
      batch: [
        track({ timestamp: '2026-11-23T10:00:00.000Z' }),
        track({ context: { locale: 'en' } }),
      ],
    })
    expect(edge.events()).toMatchObject([
      {
        timestamp: '2026-11-23T16:59:59.000Z',
        receivedAt: RECEIVED_AT,
        context: { locale: 'de' },
        integrations: { All: false },
      },
      { timestamp: RECEIVED_AT, receivedAt: RECEIVED_AT, context: { locale: 'en' } },
    ])
  })

  it('that is empty is 200 and counted', async () => {
    const edge = new FakeCollect()
    const response = await edge.post('/v1/batch', { batch: [] })
    expect(await response.text()).toBe('{"success":true}')
    expect(edge.rejections()).toMatchObject([{ code: 'empty_batch' }])
  })

  it('of more than 2,500 events is 200, and none is kept', async () => {
    const edge = new FakeCollect()
    const full = Array.from({ length: MAX_BATCH_EVENTS }, () => track())
    await edge.post('/v1/batch', { batch: full })
    expect(edge.events()).toHaveLength(MAX_BATCH_EVENTS)

    const response = await edge.post('/v1/batch', { batch: [...full, track()] })
    expect(response.status).toBe(200)
    const body = (await response.json()) as { rejected: unknown[]; rejectedCount: number }
    expect(body.rejected[0]).toMatchObject({ code: 'too_many_events' })
    expect(body.rejectedCount).toBe(MAX_BATCH_EVENTS + 1)
    expect(edge.events()).toHaveLength(MAX_BATCH_EVENTS)
    expect(edge.rejections()).toHaveLength(MAX_BATCH_EVENTS + 1)
  })

  it('of hundreds of thousands of nothings costs no more than a few thousand records', async () => {
    const edge = new FakeCollect()
    const response = await edge.post('/v1/batch', `{"batch":[${'0,'.repeat(250_000)}0]}`)
    expect(response.status).toBe(200)
    expect(await response.json()).toHaveProperty('rejectedCount', 250_001)
    expect(edge.rejections()).toHaveLength(10_001)
    expect(edge.rejections().at(-1)?.message).toContain('240001 more')
  })

  it('cannot grow without bound by what its events inherit', async () => {
    const edge = new FakeCollect()
    const context = { note: 'x'.repeat(30_000) }
    const small = Array.from({ length: 2_000 }, () => ({ type: 'identify', userId: 'u' }))
    const response = await edge.post('/v1/batch', { context, batch: small })
    expect(response.status).toBe(200)
    expect(edge.appends[0]?.request.body.length).toBeLessThan(6_000_000)
    expect(edge.rejections()[0]?.code).toBe('batch_too_large')

    await edge.post('/v1/batch', { context: { note: 'x'.repeat(400_000) }, batch: small })
    expect(edge.rejections().at(-1)?.code).toBe('event_too_large')
  })
})

describe('hostile input', () => {
  const wrong = [null, 0, -1, 1e308, '', 'x', [], {}, [[]], { a: null }, true]

  it('of any type in any field never makes a 5xx', async () => {
    const edge = new FakeCollect()
    const fields = [
      'type',
      'userId',
      'anonymousId',
      'event',
      'properties',
      'traits',
      'context',
      'integrations',
      'timestamp',
      'sentAt',
      'messageId',
      'groupId',
      'previousId',
      'name',
      'category',
      '_metadata',
      'writeKey',
      'batch',
      'options',
      'action',
    ]
    for (const field of fields) {
      for (const value of wrong) {
        const event = { ...track(), [field]: value }
        expect((await edge.post('/v1/track', event)).status).toBe(200)
        const batch = { batch: [event, track()], ...(field === 'batch' ? {} : { [field]: value }) }
        expect((await edge.post('/v1/batch', batch)).status).toBe(200)
      }
    }
    expect(edge.logged).toEqual([])
  })

  it('that nests without end is refused, and the next good event is kept', async () => {
    const edge = new FakeCollect()
    const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`
    const nested = (levels: number) => `{"userId":"u","event":"E","properties":${deep(levels)}}`
    expect((await edge.post('/v1/track', nested(5_000))).status).toBe(200)
    expect((await edge.post('/v1/track', deep(5_000))).status).toBe(200)
    expect((await edge.post('/v1/track', '['.repeat(30_000))).status).toBe(400)
    expect(
      (await edge.post('/v1/batch', `{"batch":${'['.repeat(200_000)}${']'.repeat(200_000)}}`))
        .status,
    ).toBe(200)
    expect(
      (
        await edge.post(
          '/v1/batch',
          `{"context":${deep(60_000)},"batch":[${JSON.stringify(track())}]}`,
        )
      ).status,
    ).toBe(200)
    const good = await edge.post('/v1/track', track({ messageId: 'good' }))
    expect(await good.text()).toBe('{"success":true}')
    expect(edge.events().map((event) => event.messageId)).toEqual(['good'])
    expect(edge.rejections()[0]?.code).toBe('nesting_too_deep')
  })

  it('with __proto__ changes nothing but is left out', async () => {
    const edge = new FakeCollect()
    const text =
      '{"userId":"u","event":"E","__proto__":{"polluted":1},"properties":{"__proto__":{"polluted":1},"ok":1},"context":{"\\u005f_proto__":{"polluted":1}}}'
    expect((await edge.post('/v1/track', text)).status).toBe(200)
    expect(
      (
        await edge.post(
          '/v1/batch',
          `{"__proto__":{"batch":1},"context":{"__proto__":{"x":1}},"batch":[${text}]}`,
        )
      ).status,
    ).toBe(200)
    expect(edge.appends.map(({ request }) => request.body).join()).not.toContain('proto')
    expect(edge.events()[0]).toMatchObject({ properties: { ok: 1 } })
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  it('of any shape is 200 or 400, and every accepted or refused event has its record', async () => {
    const loose = fc.oneof(
      fc.jsonValue(),
      fc.record({
        type: fc.constantFrom('track', 'page', 'alias'),
        event: fc.jsonValue(),
        userId: fc.jsonValue(),
        context: fc.jsonValue(),
      }),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(loose, { maxLength: 20 }),
        fc.jsonValue(),
        async (batch, context) => {
          const edge = new FakeCollect()
          expect((await edge.post('/v1/batch', { batch, context })).status).toBe(200)
          const records = edge.events().length + edge.rejections().length
          expect(records).toBe(Math.max(1, batch.length))
          expect(edge.appends[0]?.request.count).toBe(records)
          expect([200, 400]).toContain((await edge.post('/v1/track', context)).status)
        },
      ),
    )
  })

  it('in headers is passed over', async () => {
    const edge = new FakeCollect()
    const headers = {
      'Content-Type': 'multipart/form-data',
      'Content-Encoding': 'br, zstd',
      'CF-Connecting-IP': "'; drop",
      'X-Retry-Count': '-1',
    }
    expect((await edge.post('/v1/track', track(), headers)).status).toBe(200)
  })
})

describe('hops', () => {
  it('are counted in the event, and the third is refused', async () => {
    const edge = new FakeCollect()
    await edge.post('/v1/track', track(), { 'X-Headwater-Hops': '2' })
    expect(edge.events()).toMatchObject([{ _metadata: { hops: 2 } }])
    const response = await edge.post('/v1/track', track(), { 'X-Headwater-Hops': '3' })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 'too_many_hops' })
  })

  it.each([
    ['', 200, undefined],
    ['0', 200, undefined],
    ['1, 2', 200, 2],
    ['1.5', 200, 2],
    ['3, 3', 400],
    ['3.5', 400],
    ['0, 4', 400],
    ['many', 400],
    ['9'.repeat(400), 400],
  ])('of "%s" are the highest number that can be read', async (header, status, hops?: number) => {
    const edge = new FakeCollect()
    const response = await edge.post('/v1/track', track(), { 'X-Headwater-Hops': header })
    expect(response.status).toBe(status)
    if (status !== 200) return
    const [event] = edge.events() as { _metadata?: { hops?: number } }[]
    expect(event?._metadata?.hops).toBe(hops)
  })
})

describe('the append', () => {
  it('carries the source, the version, the caller and its limits', async () => {
    const edge = new FakeCollect({ limitPerS: 100, addressLimitPerS: 10 })
    await edge.post('/v1/t', track(), { 'CF-Connecting-IP': '203.0.113.7' })
    expect(edge.appends[0]).toEqual({
      log: 'enam-0',
      request: {
        sourceId: 'src_1',
        receivedAt: RECEIVED_AT,
        version: 7,
        body: expect.stringMatching(/^e src_1 2026-11-23T17:00:00.000Z \{/),
        count: 1,
        address: '203.0.113.7',
        limitPerS: 100,
        addressLimitPerS: 10,
      },
    })
    expect(edge.events()[0]?.context.ip).toBe('203.0.113.7')
  })

  it('lets a source set its own limits', async () => {
    const edge = new FakeCollect({ limitPerS: 100, addressLimitPerS: 10 })
    const { settings } = makeSource()
    edge.snapshots.sources.set(
      'src_1',
      makeSource({ sourceId: 'src_1', settings: { ...settings, rateLimitPerS: 5 } }),
    )
    await edge.post('/v1/t', track())
    expect(edge.appends[0]?.request).toMatchObject({ limitPerS: 5, addressLimitPerS: 10 })
  })
})

describe('the visitor’s cookie', () => {
  it('is set where the source asks for it, to the id of the event', async () => {
    const edge = new FakeCollect({ cookieDomain: 'example.com' })
    expect((await edge.post('/v1/t', track())).headers.has('Set-Cookie')).toBe(false)
    const { settings } = makeSource()
    edge.snapshots.sources.set(
      'src_1',
      makeSource({ sourceId: 'src_1', settings: { ...settings, serverCookie: true } }),
    )
    const single = await edge.post('/v1/t', track({ anonymousId: 'a 1' }))
    expect(single.headers.get('Set-Cookie')).toMatch(
      /^ajs_anonymous_id=a%201; .*Domain=example.com/,
    )
    const batch = await edge.post('/v1/b', {
      batch: [track({ anonymousId: 'a1' }), track({ anonymousId: 'a2' })],
    })
    expect(batch.headers.get('Set-Cookie')).toMatch(/^ajs_anonymous_id=a2;/)
    expect((await edge.post('/v1/t', '{')).headers.has('Set-Cookie')).toBe(false)
  })
})
