import { describe, expect, it } from 'vitest'
import { makeTrack as track } from '../../test/builders/make-track.ts'
import { FakeCollect, RECEIVED_AT } from '../../test/fakes/fake-collect.ts'
import { MAX_BATCH_EVENTS, MAX_EVENT_BYTES } from '../domain/event/limits.ts'

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
