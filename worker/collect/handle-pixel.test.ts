import { describe, expect, it } from 'vitest'
import { FakeCollect, WRITE_KEY } from '../../test/fakes/fake-collect.ts'

const call = {
  writeKey: WRITE_KEY,
  userId: 'u',
  event: 'Email Opened',
  properties: { subject: 'Grüße ⟶ ???>>>' },
}
const encoded = Buffer.from(JSON.stringify(call)).toString('base64')

async function expectPicture(response: Response): Promise<void> {
  expect(response.status).toBe(200)
  expect(response.headers.get('Content-Type')).toBe('image/gif')
  expect(response.headers.get('Cache-Control')).toBe('no-store')
  const bytes = new Uint8Array(await response.arrayBuffer())
  expect(String.fromCharCode(...bytes.slice(0, 6))).toBe('GIF89a')
  expect([bytes[6], bytes[8]]).toEqual([1, 1])
}

describe('a pixel', () => {
  it.each([
    ['base64', encodeURIComponent(encoded)],
    ['base64 without padding', encodeURIComponent(encoded.replaceAll('=', ''))],
    ['base64 whose plus signs became spaces', encoded],
    ['base64url', encoded.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')],
  ])('takes its call as %s', async (_, data) => {
    const edge = new FakeCollect()
    await expectPicture(
      await edge.fetch(`/v1/pixel/track?data=${data}`, {
        headers: { 'CF-Connecting-IP': '203.0.113.7' },
      }),
    )
    expect(edge.events()).toMatchObject([
      {
        type: 'track',
        event: 'Email Opened',
        properties: call.properties,
        context: { library: { name: 'pixel' }, ip: '203.0.113.7' },
      },
    ])
  })

  it('takes its call as plain parameters with dotted names', async () => {
    const edge = new FakeCollect()
    const query = `userId=7&event=E&properties.subject=S%20T&properties.a.b=1&context.campaign.name=c&writeKey=${WRITE_KEY}`
    await expectPicture(await edge.fetch(`/v1/pixel/track?${query}`))
    expect(edge.events()).toMatchObject([
      {
        userId: '7',
        properties: { subject: 'S T', a: { b: '1' } },
        context: { campaign: { name: 'c' } },
      },
    ])
  })

  it.each(['identify', 'group', 'alias', 'page', 'screen', 'track'])('of type %s', async (type) => {
    const edge = new FakeCollect()
    const query = `userId=u&groupId=g&previousId=p&event=E&writeKey=${WRITE_KEY}&type=other`
    await expectPicture(await edge.fetch(`/v1/pixel/${type}?${query}`))
    expect(edge.events()).toMatchObject([{ type }])
  })

  it.each([
    '/v1/pixel/track',
    '/v1/pixel/track?data=%%%',
    '/v1/pixel/track?data=bm90IGpzb24',
    '/v1/pixel/track?data=W10',
    '/v1/pixel/track?writeKey=nobody&userId=u&event=E',
    `/v1/pixel/purchase?writeKey=${WRITE_KEY}&userId=u`,
    `/v1/pixel/track?writeKey=${WRITE_KEY}`,
    `/v1/pixel/track?writeKey=${WRITE_KEY}&userId=u&event=E&__proto__.a=1&a=1&a.b=2&properties.__proto__=1&.=1&=2`,
    `/v1/pixel/track?writeKey=${WRITE_KEY}&userId=u&event=E&${'a.'.repeat(5_000)}a=1`,
  ])('is a picture whatever is asked for: %.60s', async (path) => {
    const edge = new FakeCollect()
    await expectPicture(await edge.fetch(path))
    expect(({} as Record<string, unknown>).a).toBeUndefined()
  })

  it('counts what it refuses', async () => {
    const edge = new FakeCollect()
    await edge.fetch(`/v1/pixel/track?writeKey=${WRITE_KEY}&userId=u`)
    expect(edge.rejections()).toMatchObject([{ code: 'event_not_defined' }])
    await edge.fetch('/v1/pixel/track?userId=u')
    expect(edge.logged).toMatchObject([{ problem: 'pixel dropped' }])
  })

  it('is a picture when nothing can be stored, and when the configuration is away', async () => {
    const edge = new FakeCollect()
    edge.onAppend = async () => ({ status: 'limited', retryAfterS: 3, scope: 'source' })
    const path = `/v1/pixel/track?writeKey=${WRITE_KEY}&userId=u&event=E`
    await expectPicture(await edge.fetch(path))
    expect(edge.logged).toMatchObject([{ problem: 'pixel not kept', reason: 'limited' }])
    edge.snapshots.broken = true
    await expectPicture(await edge.fetch(path))
  })

  it('records nothing for a HEAD request', async () => {
    const edge = new FakeCollect()
    const path = `/v1/pixel/track?writeKey=${WRITE_KEY}&userId=u&event=E`
    expect((await edge.fetch(path, { method: 'HEAD' })).status).toBe(200)
    expect(edge.appends).toEqual([])
  })
})

describe('telemetry', () => {
  it('is 200 whatever it holds, asks for no key, and is counted', async () => {
    const edge = new FakeCollect()
    const send = (body: BodyInit) => edge.fetch('/v1/m', { method: 'POST', body })
    const series = [{ type: 'Counter', metric: 'analytics_js.invoke', value: 1, tags: {} }]
    for (const body of ['', '{', '[]', '{"series":5}', 'x'.repeat(100_000)]) {
      expect((await send(body)).status).toBe(200)
    }
    edge.clock += 61_000
    const response = await send(JSON.stringify({ series: [...series, ...series] }))
    expect(await response.text()).toBe('{"success":true}')
    expect(edge.logged).toMatchObject([{ report: 'library telemetry', requests: 6, series: 2 }])
    expect(edge.appends).toEqual([])
  })
})
