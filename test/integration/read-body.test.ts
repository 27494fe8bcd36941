import { describe, expect, it } from 'vitest'
import { readBody } from '../../worker/collect/read-body.ts'

const LIMIT = 1_000

async function compressed(
  format: 'gzip' | 'deflate' | 'deflate-raw',
  bytes: number,
): Promise<Request> {
  const plain = new Blob(['x'.repeat(bytes)]).stream()
  const body = await new Response(plain.pipeThrough(new CompressionStream(format))).arrayBuffer()
  return new Request('https://e.example.com/v1/track', {
    method: 'POST',
    headers: { 'Content-Encoding': format === 'gzip' ? 'gzip' : 'deflate' },
    body,
  })
}

// Beside the unit tests: the runtime's zlib says "too long" in words of its own.
describe('a compressed body in the runtime', () => {
  it.each(['gzip', 'deflate', 'deflate-raw'] as const)('%s: up to the limit', async (format) => {
    const body = await readBody(await compressed(format, LIMIT), LIMIT)
    expect(body).toEqual({ ok: true, value: 'x'.repeat(LIMIT) })
  })

  it.each(['gzip', 'deflate', 'deflate-raw'] as const)('%s: beyond it', async (format) => {
    for (const bytes of [LIMIT + 1, 50_000_000]) {
      const body = await readBody(await compressed(format, bytes), LIMIT)
      expect(body).toEqual({ ok: false, error: { reason: 'too_large' } })
    }
  })

  it('cut off: not too large, but unreadable', async () => {
    const text = Array.from({ length: 20 }, () => crypto.randomUUID()).join()
    const plain = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
    const whole = await new Response(plain).arrayBuffer()
    const cut = new Request('https://e.example.com/v1/track', {
      method: 'POST',
      body: whole.slice(0, whole.byteLength / 2),
    })
    expect(await readBody(cut, LIMIT)).toMatchObject({ error: { reason: 'unreadable' } })
  })
})
