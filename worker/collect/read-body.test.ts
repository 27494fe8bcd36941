import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { declaredBytes, readBody } from './read-body.ts'

const MAX_BYTES = 10_000
const TEXT = '{"event":"Käse €"}'

async function read(body: BodyInit | null, headers: Record<string, string> = {}): Promise<string> {
  const request = new Request('https://e.example.com/', {
    method: 'POST',
    body,
    headers,
    ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
  })
  const result = await readBody(request, MAX_BYTES)
  return result.ok ? result.value : result.error.reason
}

/** A body without a length, in pieces. */
const streamOf = (...chunks: Uint8Array[]): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })

const bytes = (text: string) => new TextEncoder().encode(text)

describe('readBody', () => {
  it.each([undefined, 'text/plain', 'application/json; charset=utf-16', 'multipart/form-data', ''])(
    'reads text whatever its type says (%s)',
    async (type) => {
      expect(await read(bytes(TEXT), type === undefined ? {} : { 'Content-Type': type })).toBe(TEXT)
    },
  )

  it.each([
    ['gzip, said so', gzipSync(TEXT), 'gzip'],
    ['gzip, said otherwise', gzipSync(TEXT), 'x-gzip'],
    ['gzip, in capitals', gzipSync(TEXT), 'GZIP'],
    ['gzip, not said', gzipSync(TEXT), undefined],
    ['gzip, called deflate', gzipSync(TEXT), 'deflate'],
    ['zlib, called deflate', deflateSync(TEXT), 'deflate'],
    ['zlib of another level, not said', deflateSync(TEXT, { level: 9 }), undefined],
    ['a bare deflate stream', deflateRawSync(TEXT), 'deflate'],
    ['plain text, called gzip (a proxy decompressed it)', bytes(TEXT), 'gzip'],
    ['plain text, called deflate', bytes(TEXT), 'deflate'],
    ['plain text, called brotli', bytes(TEXT), 'br'],
    ['plain text, called identity', bytes(TEXT), 'identity'],
  ])('reads %s', async (_, body, encoding) => {
    expect(await read(body, encoding === undefined ? {} : { 'Content-Encoding': encoding })).toBe(
      TEXT,
    )
  })

  it('reads a body that comes in pieces and without a length', async () => {
    const whole = bytes(TEXT)
    expect(await read(streamOf(whole.slice(0, 11), whole.slice(11)))).toBe(TEXT)
    const zipped = gzipSync(TEXT)
    expect(await read(streamOf(zipped.subarray(0, 1), zipped.subarray(1)))).toBe(TEXT)
  })

  it('leaves out a byte order mark', async () => {
    expect(await read(bytes(`\ufeff${TEXT}`))).toBe(TEXT)
  })

  it('takes no body for an empty one', async () => {
    expect(await read(null)).toBe('')
  })

  it.each([
    ['a truncated gzip', gzipSync(TEXT).subarray(0, 20)],
    ['a gzip without its checksum', gzipSync(TEXT).subarray(0, -8)],
    ['the two bytes of gzip and nothing else', Uint8Array.of(0x1f, 0x8b)],
    ['UTF-16', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
    ['Latin-1', Buffer.from(TEXT, 'latin1')],
    ['broken UTF-8', Uint8Array.of(0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d)],
    ['brotli', Uint8Array.of(0x8b, 0x08, 0x80, 0xff, 0x03)],
  ])('cannot read %s, and says so', async (_, body) => {
    expect(await read(body)).toBe('unreadable')
  })

  it('takes a body of exactly the limit, and no more, with and without a length', async () => {
    const exact = bytes('x'.repeat(MAX_BYTES))
    const over = bytes('x'.repeat(MAX_BYTES + 1))
    expect(await read(exact)).toHaveLength(MAX_BYTES)
    expect(await read(streamOf(exact))).toHaveLength(MAX_BYTES)
    expect(await read(over)).toBe('too_large')
    expect(await read(streamOf(exact, Uint8Array.of(32)))).toBe('too_large')
    expect(await read(over, { 'Content-Length': String(over.length) })).toBe('too_large')
  })

  it('counts what a compressed body expands to, and stops there', async () => {
    expect(await read(gzipSync('x'.repeat(MAX_BYTES)))).toHaveLength(MAX_BYTES)
    expect(await read(gzipSync('x'.repeat(MAX_BYTES + 1)))).toBe('too_large')
    const bomb = gzipSync(Buffer.alloc(8_000_000, ' '), { level: 9 })
    expect(bomb.length).toBeLessThan(MAX_BYTES)
    expect(await read(bomb)).toBe('too_large')
    expect(await read(deflateSync(Buffer.alloc(8_000_000)))).toBe('too_large')
  })

  it('gives up on a body that does not end', async () => {
    let sent = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 100_000
        controller.enqueue(new Uint8Array(100_000))
      },
    })
    expect(await read(endless)).toBe('too_large')
    expect(sent).toBeLessThan(10_000_000)
  })

  it('answers for a caller that goes away', async () => {
    const gone = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.error(new Error('connection reset')),
    })
    expect(await read(gone)).toBe('unreadable')
  })
})

describe('declaredBytes', () => {
  const declared = (headers: Record<string, string>) =>
    declaredBytes(new Request('https://e.example.com/', { method: 'POST', headers }), MAX_BYTES)

  it('is the length that a plain body names, and the limit for every other', () => {
    expect(declared({ 'Content-Length': '500' })).toBe(500)
    expect(declared({ 'Content-Length': '50000' })).toBe(MAX_BYTES)
    expect(declared({ 'Content-Length': '500', 'Content-Encoding': 'gzip' })).toBe(MAX_BYTES)
    expect(declared({ 'Content-Length': '1e2' })).toBe(MAX_BYTES)
    expect(declared({})).toBe(MAX_BYTES)
  })
})
