/** Gzips text. Collected before it is returned: storage and RPC want a known length. */
export async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Response(text).body?.pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(stream ?? null).arrayBuffer())
}

/** The text of gzipped bytes as they come in. */
export const gunzipText = (bytes: ReadableStream): ReadableStream<string> =>
  bytes.pipeThrough(new DecompressionStream('gzip')).pipeThrough(new TextDecoderStream())

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
