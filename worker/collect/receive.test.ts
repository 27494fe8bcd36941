import { describe, expect, it } from 'vitest'
import { makeSource } from '../../test/builders/make-source.ts'
import { makeTrack as track } from '../../test/builders/make-track.ts'
import { FakeCollect, RECEIVED_AT } from '../../test/fakes/fake-collect.ts'
import { MAX_BATCH_BYTES, MAX_EVENT_BYTES } from '../domain/event/limits.ts'

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

  it('whose event is refused leaves a record of the type that its route or itself gives', async () => {
    const edge = new FakeCollect()
    await edge.post('/v1/track', { userId: 'u' })
    await edge.post('/v1/track', { userId: 'u', type: 'page' })
    await edge.post('/v1/batch', { batch: [{ userId: 'u', type: 'track' }, { userId: 'u' }] })
    expect(edge.rejections().map(({ type }) => type)).toEqual([
      'track',
      'track',
      'track',
      undefined,
    ])
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
