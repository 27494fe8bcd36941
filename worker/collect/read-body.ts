import { err, ok, type Result } from '../domain/result.ts'

export type BodyFailure =
  | { reason: 'too_large' }
  /** Not what its encoding says, not UTF-8, or the caller went away. */
  | { reason: 'unreadable'; message: string }

/**
 * The text of a request body, at most `maxBytes` of it after decompression. `Content-Type` is not
 * looked at, since libraries send anything or nothing in it. Compression shows in the first bytes,
 * and those are believed over the header: JSON never starts like gzip or zlib does, and proxies
 * decompress a body without removing the header, or the other way round.
 */
export async function readBody(
  request: Request,
  maxBytes: number,
): Promise<Result<string, BodyFailure>> {
  try {
    const bytes = await readBytes(request, maxBytes)
    if (bytes === null) return err({ reason: 'too_large' })
    const plain = await decompress(bytes, request.headers.get('Content-Encoding'), maxBytes)
    if (plain === null) return err({ reason: 'too_large' })
    return ok(utf8.decode(plain))
  } catch (error) {
    const message = error instanceof Error ? error.message : 'the body could not be read'
    return err({ reason: 'unreadable', message })
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false })

/** What the body will take in memory at most, as far as its headers tell. */
export function declaredBytes(request: Request, maxBytes: number): number {
  const length = contentLength(request)
  const isPlain = (request.headers.get('Content-Encoding') ?? 'identity') === 'identity'
  return isPlain && length !== null ? Math.min(length, maxBytes) : maxBytes
}

function contentLength(request: Request): number | null {
  const header = request.headers.get('Content-Length')
  return header !== null && /^\d+$/.test(header) ? Number(header) : null
}

/** Null when there are more than `maxBytes`: no compression makes a legal body larger. */
async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array | null> {
  const length = contentLength(request)
  if (length !== null && length <= maxBytes) {
    const bytes = new Uint8Array(await request.arrayBuffer())
    return bytes.length > maxBytes ? null : bytes
  }
  const chunks: Uint8Array[] = []
  let total = 0
  // What lies beyond the limit is read and dropped: a caller that is cut off while it sends may never
  // see our answer, and takes it for a network failure to be tried again.
  for await (const chunk of request.body ?? []) {
    total += chunk.byteLength
    if (total <= maxBytes) chunks.push(chunk)
    else chunks.length = 0
    if (total > MAX_DRAINED_BYTES) return null
  }
  return total > maxBytes ? null : concat(chunks, total)
}

const MAX_DRAINED_BYTES = 8_000_000

function concat(chunks: Uint8Array[], total: number): Uint8Array {
  const [only] = chunks
  if (chunks.length === 1 && only !== undefined) return only
  const bytes = new Uint8Array(total)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.byteLength
  }
  return bytes
}

type Compression = 'gunzipSync' | 'inflateSync' | 'inflateRawSync'

function compressionOf(bytes: Uint8Array, contentEncoding: string | null): Compression | null {
  const [first, second] = bytes
  if (first === 0x1f && second === 0x8b) return 'gunzipSync'
  // RFC 1950: method 8 in the low half, and the two bytes are a multiple of 31. Letters below.
  const zlib = first !== undefined && second !== undefined && (first * 256 + second) % 31 === 0
  if (first !== undefined && (first & 0x0f) === 8 && first >> 4 <= 7 && zlib) return 'inflateSync'
  // RFC 9110 means zlib by "deflate", but some send the bare stream. It cannot start like JSON does.
  const saysDeflate = (contentEncoding ?? '').toLowerCase().includes('deflate')
  return saysDeflate && !/^[\s[{"]/.test(String.fromCharCode(first ?? 0x7b))
    ? 'inflateRawSync'
    : null
}

/** Null when the plain body is larger than `maxBytes`; stops there, so a bomb costs no more than a body. */
async function decompress(
  bytes: Uint8Array,
  contentEncoding: string | null,
  maxBytes: number,
): Promise<Uint8Array | null> {
  const compression = compressionOf(bytes, contentEncoding)
  if (compression === null) return bytes
  // Loaded when the first compressed body comes. Its limit on the output is exact, while a
  // DecompressionStream queues all that one chunk of input expands to.
  const zlib = await import('node:zlib')
  try {
    return zlib[compression](bytes, { maxOutputLength: maxBytes })
  } catch (error) {
    // What both Node and the runtime throw beyond `maxOutputLength`, each in words of its own.
    if (error instanceof RangeError) return null
    throw error
  }
}
