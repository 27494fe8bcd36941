import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeTrack as track } from '../../test/builders/make-track.ts'
import { FakeCollect } from '../../test/fakes/fake-collect.ts'

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
