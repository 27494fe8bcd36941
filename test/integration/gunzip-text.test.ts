import { describe, expect, it } from 'vitest'
import { gunzipText, gzip } from '../../worker/platform/gzip.ts'

const bodyOf = (bytes: Uint8Array): ReadableStream => {
  const { body } = new Response(new Uint8Array(bytes))
  if (body === null) throw new Error('no body')
  return body
}

async function textOf(stream: ReadableStream<string>): Promise<string> {
  let text = ''
  for await (const piece of stream) text += piece
  return text
}

describe('unzipped text', () => {
  it('is what was zipped, whatever its length, characters of several bytes at the cuts included', async () => {
    for (const length of [0, 1, 43_690, 43_691, 200_000, 1_000_000]) {
      const text = '€ß\n'.repeat(length).slice(0, length)
      expect(await textOf(gunzipText(bodyOf(await gzip(text))))).toBe(text)
    }
  })

  it('ends when nobody wants the rest, and fails when there is none', async () => {
    const zipped = await gzip('x\n'.repeat(1_000_000))
    const reader = gunzipText(bodyOf(zipped)).getReader()
    expect((await reader.read()).value?.length).toBeGreaterThan(100_000)
    await reader.cancel()
    await expect(textOf(gunzipText(bodyOf(zipped.slice(0, 50))))).rejects.toThrow()
  })
})
