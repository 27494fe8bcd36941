/** The lines of a delivery body (`DeliveryAppend.body`), which a log stores and hands out as it came. */
export async function readDeliveryLines(body: Uint8Array): Promise<string[]> {
  const stream = new Response(new Uint8Array(body)).body?.pipeThrough(
    new DecompressionStream('gzip'),
  )
  return (await new Response(stream ?? null).text()).split('\n')
}
