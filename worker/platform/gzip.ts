/** Gzips text. Collected before it is returned: storage and RPC want a known length. */
export async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Response(text).body?.pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(stream ?? null).arrayBuffer())
}
