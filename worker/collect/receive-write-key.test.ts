import { describe, expect, it } from 'vitest'
import { makeSource } from '../../test/builders/make-source.ts'
import { makeTrack as track } from '../../test/builders/make-track.ts'
import { FakeCollect, RECEIVED_AT, WRITE_KEY } from '../../test/fakes/fake-collect.ts'

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
