import { brotliCompressSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealGeneration, waitForArchive } from '../harness/archive.ts'
import { type DeliveredSource, startDeliveredSource } from '../harness/delivered-source.ts'
import type { Receiver } from '../harness/receiver.ts'
import type { Service } from '../harness/service.ts'
import type { TestSource } from '../harness/workspace.ts'

/** Whatever is sent: a right status, never a 5xx, and the next good event still arrives. */

let scene: DeliveredSource
let service: Service
let receiver: Receiver
let source: TestSource
let filler: TestSource

beforeAll(async () => {
  scene = await startDeliveredSource('http-api')
  ;({ service, receiver, source, filler } = scene)
})
afterAll(() => scene?.stop())

interface Reply {
  status: number
  headers: Headers
  body: Record<string, unknown>
}

async function send(path: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(service.origin + path, {
    method: 'POST',
    ...init,
    headers: {
      authorization: `Basic ${btoa(`${source.writeKey}:`)}`,
      ...(init.headers as Record<string, string>),
    },
  })
  const text = await response.text()
  let body: Record<string, unknown> = {}
  try {
    body = JSON.parse(text) as Record<string, unknown>
  } catch {
    // Pixels and 404s need not be JSON.
  }
  return { status: response.status, headers: response.headers, body }
}

const sent: string[] = []

/** A good event whose arrival is awaited: what came before it has broken nothing. */
async function expectNextEventArrives(): Promise<void> {
  const messageId = `good-${sent.length + 1}`
  sent.push(messageId)
  const { status, body } = await send('/v1/track', {
    body: JSON.stringify({ userId: 'ada', event: 'Still Here', messageId }),
  })
  expect(status).toBe(200)
  expect(body).toEqual({ success: true })
  await receiver.waitFor([messageId])
}

const track = (extra: object = {}) => ({ type: 'track', userId: 'ada', event: 'E', ...extra })
const nested = (depth: number, open: string, close: string) =>
  open.repeat(depth) + close.repeat(depth)

describe('bodies that are no events', () => {
  const good = JSON.stringify(track({ messageId: 'never' }))
  const refused: Record<string, BodyInit | null> = {
    'nothing at all': null,
    'an empty body': '',
    'truncated JSON': good.slice(0, -10),
    'JSON with a tail': `${good}}`,
    'a single quote': "{'userId':'ada'}",
    'a list': '[]',
    'a list of events': `[${good}]`,
    null: 'null',
    'a number': '42',
    'a text': '"track"',
    NaN: '{"userId":NaN}',
    'bytes that are no UTF-8': new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
    'UTF-16': Buffer.from(good, 'utf16le'),
    'a form': new URLSearchParams({ userId: 'ada', event: 'E' }).toString(),
    'a hundred thousand opening brackets': '['.repeat(100_000),
    'a hundred thousand opening braces': '{"a":'.repeat(20_000),
  }
  for (const [what, body] of Object.entries(refused)) {
    for (const path of ['/v1/track', '/v1/batch']) {
      it(`${what} at ${path} is 400 with a code and a message`, async () => {
        const reply = await send(path, { body })
        expect(reply.status).toBe(400)
        expect(reply.body).toMatchObject({
          success: false,
          code: expect.any(String),
          message: expect.any(String),
          error: expect.any(String),
        })
      })
    }
  }

  it('a batch that is no list is 400', async () => {
    for (const batch of [{}, 'x', 7, null]) {
      const reply = await send('/v1/batch', { body: JSON.stringify({ batch }) })
      expect(reply.status, JSON.stringify(batch)).toBe(400)
    }
  })

  it('the next good event arrives', expectNextEventArrives)
})

describe('encodings', () => {
  const gzip = { 'content-encoding': 'gzip' }

  it('JSON under a header that a proxy forgot to remove is read all the same', async () => {
    for (const encoding of ['gzip', 'br', 'sdch']) {
      const reply = await send('/v1/track', {
        body: JSON.stringify(track({ messageId: `claims-${encoding}` })),
        headers: { 'content-encoding': encoding },
      })
      expect(reply.status, encoding).toBe(200)
    }
  })

  it('bytes that are neither JSON nor what they claim to be are 400', async () => {
    const noise = new Uint8Array([0x1f, 0x8b, 0x08, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])
    const brotli = brotliCompressSync(JSON.stringify(track()))
    expect((await send('/v1/track', { body: noise, headers: gzip })).status).toBe(400)
    const reply = await send('/v1/track', { body: brotli, headers: { 'content-encoding': 'br' } })
    expect(reply.status).toBe(400)
  })

  it('a gzip stream that is cut short is 400', async () => {
    const whole = gzipSync(JSON.stringify(track({ properties: { text: 'x'.repeat(5_000) } })))
    const reply = await send('/v1/track', {
      body: whole.subarray(0, whole.length - 12),
      headers: gzip,
    })
    expect(reply.status).toBe(400)
  })

  it('a zip bomb is 400: 200 MB of spaces in 200 KB', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000, 0x20))
    for (const path of ['/v1/track', '/v1/batch', '/v1/import']) {
      const reply = await send(path, { body: bomb, headers: gzip })
      expect(reply.status).toBe(400)
    }
  })

  it('any content type is read as JSON', async () => {
    for (const type of ['text/plain', 'application/xml', 'x/y; charset=utf-16', 'nonsense']) {
      const reply = await send('/v1/track', {
        body: JSON.stringify(track({ messageId: `type-${type}` })),
        headers: { 'content-type': type },
      })
      expect(reply.status, type).toBe(200)
    }
  })

  it('the next good event arrives', expectNextEventArrives)
})

describe('shapes inside good JSON', () => {
  it('an event nested deeper than anybody needs is refused, and only that one', async () => {
    const reply = await send('/v1/track', {
      body: `{"userId":"ada","event":"Deep","properties":{"a":${nested(2_000, '[', ']')}}}`,
    })
    expect([200, 400]).toContain(reply.status)
  })

  it('__proto__ and constructor are names like any other', async () => {
    const messageId = 'proto-1'
    const reply = await send('/v1/track', {
      body: `{"messageId":"${messageId}","userId":"ada","event":"E","__proto__":{"admin":true},
        "properties":{"__proto__":{"admin":true},"constructor":{"prototype":{"admin":true}}}}`,
    })
    expect(reply.status).toBe(200)
    await receiver.waitFor([messageId])
    expect(receiver.event(messageId)).not.toHaveProperty('admin')
    expect(({} as Record<string, unknown>).admin).toBeUndefined()
  })

  it('2,501 events in a batch are refused together, with 200', async () => {
    const batch = Array.from({ length: 2_501 }, (_, i) => track({ messageId: `many-${i}` }))
    const reply = await send('/v1/batch', { body: JSON.stringify({ batch }) })
    expect(reply.status).toBe(200)
    expect(reply.body.rejected).toBeDefined()
  })

  it('a batch of what is no event is 200 and says which were refused', async () => {
    const batch = [null, 1, 'x', [], {}, track({ event: 7 }), track({ userId: '' })]
    const reply = await send('/v1/batch', { body: JSON.stringify({ batch }) })
    expect(reply.status).toBe(200)
    const rejected = reply.body.rejected as { index: number }[]
    expect(rejected.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  it('an event over 32 KB is 400, and a batch over its limit too', async () => {
    const large = JSON.stringify(track({ properties: { text: 'x'.repeat(33_000) } }))
    expect((await send('/v1/track', { body: large })).status).toBe(400)
    const batch = Array.from({ length: 40 }, () => track({ properties: { t: 'x'.repeat(15_000) } }))
    expect((await send('/v1/batch', { body: JSON.stringify({ batch }) })).status).toBe(400)
  })

  it('numbers, dates and texts that no type holds are kept or refused, never a 5xx', async () => {
    const odd = [
      '{"userId":"ada","event":"E","timestamp":"275760-09-13T00:00:00.001Z"}',
      '{"userId":"ada","event":"E","timestamp":1e308,"sentAt":-1e308}',
      '{"userId":1e400,"event":"E"}',
      '{"userId":"\\ud800","event":"\\u0000"}',
      `{"userId":"ada","event":"E","messageId":"${'m'.repeat(5_000)}"}`,
      '{"userId":{"$ne":null},"event":"E"}',
      '{"userId":"ada","event":"E","context":"x","integrations":[],"properties":{"a":1e400}}',
      '{"userId":"ada","event":"E","context":{"ip":{"a":1},"library":7,"traits":[]}}',
    ]
    for (const body of odd) {
      const reply = await send('/v1/track', { body })
      expect([200, 400], `${body.slice(0, 80)} was ${reply.status}`).toContain(reply.status)
    }
  })

  it('the next good event arrives', expectNextEventArrives)
})

describe('routes, methods and keys', () => {
  it('unknown routes are 404', async () => {
    for (const path of ['/v1', '/v1/', '/v1/nothing', '/v1/track/x', '/v1/batch/../x', '/v1/%00']) {
      const reply = await send(path, { body: JSON.stringify(track()) })
      expect(reply.status, path).toBe(404)
    }
  })

  it('wrong methods are 405', async () => {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const body = method === 'GET' ? null : '{}'
      const reply = await send('/v1/track', { method, body })
      expect(reply.status, method).toBe(405)
    }
  })

  it('a write key never issued, or none, is 400 invalid_write_key', async () => {
    const body = JSON.stringify(track())
    const headers = [
      { authorization: `Basic ${btoa('never-issued:')}` },
      { authorization: 'Basic ???' },
      { authorization: `Bearer ${'x'.repeat(4_000)}` },
      { authorization: '' },
    ]
    for (const header of headers) {
      const reply = await send('/v1/track', { body, headers: header })
      expect(reply.status, header.authorization).toBe(400)
      expect(reply.body.code).toBe('invalid_write_key')
    }
  })

  it('pixels answer their GIF whatever they are asked', async () => {
    for (const query of ['', '?data=%%%', `?data=${btoa('{')}`, '?data=bnVsbA', '?writeKey=x']) {
      const reply = await send(`/v1/pixel/track${query}`, { method: 'GET' })
      expect(reply.status, query).toBe(200)
      expect(reply.headers.get('content-type')).toBe('image/gif')
    }
  })

  it('the next good event arrives', expectNextEventArrives)
})

it('every good event was delivered once and is in the archive', async () => {
  await sealGeneration(service, filler)
  await waitForArchive(service, source, sent)
  const counts = receiver.counts()
  expect(sent.map((id) => counts.get(id))).toEqual(sent.map(() => 1))
  expect([...counts.keys()].filter((id) => id.startsWith('never'))).toEqual([])
})
