import { isEventType } from '../domain/event/event.ts'
import { ingestFailure } from '../domain/event/failure.ts'
import { isJsonObject, type JsonObject, parseJson } from '../domain/event/json.ts'
import { formatTime } from '../domain/event/timestamps.ts'
import { bodyWriteKey, headerWriteKey } from './authenticate.ts'
import type { CollectDeps, WaitUntil } from './collect-deps.ts'
import { type KnownKey, keep, openCall, withVisitorCookie } from './receive.ts'
import { type Records, recordEvents, recordRefusals } from './records.ts'
import { sourceOfKey } from './source-of-key.ts'

/**
 * `GET /v1/pixel/<type>`: a call in the address of an image, for e-mails and advertisements. Nobody
 * reads the answer, so it is always the picture; what went wrong shows in the source's counts, or in
 * the log when no source is known.
 */
export async function handlePixel(
  request: Request,
  type: string,
  deps: CollectDeps,
  waitUntil: WaitUntil,
): Promise<Response> {
  // Somebody asks whether the picture exists; nobody has seen it.
  if (request.method === 'HEAD') return picture()
  try {
    const work = collectPixel(request, type, deps, waitUntil)
    waitUntil(work.catch(() => {}))
    return await work
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown'
    deps.log({ problem: 'pixel failed', reason })
    return picture()
  }
}

async function collectPixel(
  request: Request,
  type: string,
  deps: CollectDeps,
  waitUntil: WaitUntil,
): Promise<Response> {
  const receivedMs = deps.now()
  const receivedAt = formatTime(receivedMs)
  const event = readPixel(new URL(request.url).searchParams)
  const writeKey = headerWriteKey(request.headers.get('Authorization')) ?? bodyWriteKey(event)
  const key: Awaited<ReturnType<typeof sourceOfKey>> =
    writeKey === null ? { status: 'unknown' } : await sourceOfKey(writeKey, deps, waitUntil)
  if (key.status !== 'known' || !isEventType(type)) {
    deps.log({ problem: 'pixel dropped', reason: key.status === 'known' ? 'type' : key.status })
    return picture()
  }
  const call = openCall(request, { key, receivedAt, receivedMs, newId: deps.newId })
  const envelope = { ...call.envelope, routeCaller: 'client' as const, defaultLibrary: 'pixel' }
  const items = [event]
  const records =
    key.keyStatus === 'active'
      ? recordEvents({ ...call, items, routeType: type, envelope })
      : recordRefusals(ingestFailure('source_disabled'), { ...call, items })
  return kept(request, { records, receivedAt, key }, deps, waitUntil)
}

async function kept(
  request: Request,
  pixel: { records: Records; receivedAt: string; key: KnownKey },
  deps: CollectDeps,
  waitUntil: WaitUntil,
): Promise<Response> {
  const acceptance = await keep(request, pixel, deps, waitUntil)
  if (acceptance.status !== 'kept') {
    deps.log({ problem: 'pixel not kept', reason: acceptance.status })
  }
  return withVisitorCookie(request, picture(), { records: pixel.records, key: pixel.key, deps })
}

/** `?data=<base64 JSON>`, else the call's fields as plain parameters with dotted names. */
function readPixel(query: URLSearchParams): JsonObject {
  const data = query.get('data')
  if (data === null) return readDotted(query)
  const parsed = parseJson(decodeBase64Text(data) ?? '')
  return parsed.ok && isJsonObject(parsed.value) ? parsed.value : {}
}

/** Base64 or base64url, padded or not, and with its `+` turned into spaces by the query's rules. */
function decodeBase64Text(data: string): string | null {
  try {
    const base64 = data.replaceAll(' ', '+').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch {
    return null
  }
}

/** `properties.subject=S` -> `{properties: {subject: 'S'}}`. Values stay strings; the first of a name wins. */
function readDotted(query: URLSearchParams): JsonObject {
  const root: JsonObject = {}
  for (const [name, value] of query) {
    const path = name.split('.')
    const last = path.pop() ?? ''
    let node: JsonObject | null = path.includes('__proto__') ? null : root
    for (const part of path) {
      if (node === null) break
      const child: unknown = Object.hasOwn(node, part) ? node[part] : {}
      node[part] = child
      node = isJsonObject(child) ? child : null
    }
    if (node !== null && last !== '__proto__' && !Object.hasOwn(node, last)) node[last] = value
  }
  return root
}

const GIF = Uint8Array.from(
  atob('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'),
  (char) => char.charCodeAt(0),
)

const picture = (): Response =>
  new Response(GIF, {
    headers: {
      'Content-Type': 'image/gif',
      // Each showing of the picture is a call of its own.
      'Cache-Control': 'no-store',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    },
  })
