/** Gzips text. Collected before it is returned: storage and RPC want a known length. */
export async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Response(text).body?.pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(stream ?? null).arrayBuffer())
}

/** Bytes that a piece of unzipped text comes from, about. */
const PIECE_BYTES = 128 * 1024

/**
 * The text of gzipped bytes as they come in. The runtime unzips in pieces of 4 KB, and handing each of
 * them on costs more than unzipping it: in larger ones it is eight times as fast.
 */
export function gunzipText(bytes: ReadableStream): ReadableStream<string> {
  const unzipped = bytes.pipeThrough(new DecompressionStream('gzip'))
  const reader = unzipped.getReader({ mode: 'byob' })
  const decoder = new TextDecoder()
  return new ReadableStream<string>({
    async pull(controller) {
      // A pull that brings nothing would not be followed by another one.
      for (let text = ''; text === ''; ) {
        const room = new Uint8Array(2 * PIECE_BYTES)
        const { done, value } = await reader.readAtLeast(PIECE_BYTES, room)
        text = decoder.decode(value, { stream: !done })
        if (text !== '') controller.enqueue(text)
        if (done) {
          controller.close()
          return
        }
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
}

/** A gzipped text that grows piece by piece, with the SHA-256 of what went in. */
export class GzipFile {
  private readonly compression = new CompressionStream('gzip')
  private readonly writer = this.compression.writable.getWriter()
  private readonly compressed = new Response(this.compression.readable).arrayBuffer()
  private readonly digest = new crypto.DigestStream('SHA-256')
  private readonly hasher = this.digest.getWriter()
  private readonly encoder = new TextEncoder()
  private bytes = 0

  async write(text: string): Promise<void> {
    const bytes = this.encoder.encode(text)
    this.bytes += bytes.byteLength
    await Promise.all([this.writer.write(bytes), this.hasher.write(bytes)])
  }

  async close(): Promise<{ body: Uint8Array; bytes: number; sha256: string }> {
    await Promise.all([this.writer.close(), this.hasher.close()])
    const hash = new Uint8Array(await this.digest.digest)
    const sha256 = [...hash].map((b) => b.toString(16).padStart(2, '0')).join('')
    return { body: new Uint8Array(await this.compressed), bytes: this.bytes, sha256 }
  }
}
