/** The delivery lines of a stored body. */
export async function readLines(body: Uint8Array<ArrayBuffer>): Promise<string[]> {
  const stream = new Response(body).body?.pipeThrough(new DecompressionStream('gzip'))
  const text = await new Response(stream ?? null).text()
  return text === '' ? [] : text.split('\n')
}
