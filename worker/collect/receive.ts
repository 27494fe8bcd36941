import { collectableAddress } from '../domain/event/caller.ts'
import { type IngestFailure, ingestFailure } from '../domain/event/failure.ts'
import { isJsonObject, type JsonObject, parseJson } from '../domain/event/json.ts'
import type { Envelope } from '../domain/event/normalize.ts'
import { formatTime } from '../domain/event/timestamps.ts'
import type { Result } from '../domain/result.ts'
import { type Acceptance, accept } from './accept.ts'
import { bodyWriteKey, headerWriteKey } from './authenticate.ts'
import type { CollectDeps, WaitUntil } from './collect-deps.ts'
import { declaredBytes, readBody } from './read-body.ts'
import { type Records, recordBadRequest, recordRefusals } from './records.ts'
import type { CallerLocation } from './region.ts'
import {
  configurationUnavailable,
  overloaded,
  type RequestError,
  respondAccepted,
  respondError,
} from './respond.ts'
import { type KeyLookup, sourceOfKey } from './source-of-key.ts'
import { readAnonymousId, visitorCookie } from './visitor-cookie.ts'

export type KnownKey = KeyLookup & { status: 'known' }

/** What differs between the routes that take a body. */
export interface CallShape {
  maxBytes: number
  /** The code for a body above it. */
  tooLarge: 'event_too_large' | 'batch_too_large'
  /** The calls that a body holds, or what is wrong with it as a whole. */
  itemsOf(body: JsonObject): Result<readonly unknown[], IngestFailure>
  /** The records of those calls, for a source that takes events. */
  record(body: JsonObject, items: readonly unknown[], call: Call): Records
}

/** One request on its way through. */
export interface Call {
  sourceId: string
  envelope: Envelope
  newId: () => string
}

/** Requests that went through so many deployments already are refused: two could feed each other for ever. */
const MAX_HOPS = 3
/** A body that takes longer to arrive gives its share of the memory back until it is there. */
const SLOW_BODY_MS = 500
/** Too small to be worth that; most single calls are. */
const SMALL_BODY_BYTES = 4_096

/** The way of every call that has a body: read, find its source, record its events, keep them, answer. */
export async function receive(
  request: Request,
  shape: CallShape,
  deps: CollectDeps,
  waitUntil: WaitUntil,
): Promise<Response> {
  const receivedMs = deps.now()
  if (hopsOf(request) >= MAX_HOPS) {
    return respondError({
      code: 'too_many_hops',
      message: `the call was forwarded ${MAX_HOPS} times: two deployments feed each other`,
    })
  }
  const read = await readWithinBudget(request, shape.maxBytes, deps)
  if (read === null) return respondError(overloaded('too many bytes in work; try again'))
  const text = read.body
  const work = receiveBody(request, { text, receivedMs, shape }, deps, waitUntil).finally(() =>
    read.release(),
  )
  // Goes on when the caller has gone: pages unload while their last call is on its way.
  waitUntil(work.catch(() => {}))
  return work
}

type BodyRead = Awaited<ReturnType<typeof readBody>>

async function readWithinBudget(
  request: Request,
  maxBytes: number,
  deps: CollectDeps,
): Promise<{ body: BodyRead; release(): void } | null> {
  const declared = declaredBytes(request, maxBytes)
  const share = await deps.budget.reserve(declared)
  if (share === null) return null
  if (declared <= SMALL_BODY_BYTES) {
    return { body: await readBody(request, maxBytes), release: share.release }
  }
  // Otherwise a handful of callers that send slowly on purpose would keep everyone else out.
  const timer = setTimeout(() => share.release(), SLOW_BODY_MS)
  const body = await readBody(request, maxBytes)
  clearTimeout(timer)
  if (!share.released) return { body, release: share.release }
  const again = await deps.budget.reserve(body.ok ? body.value.length : 0)
  return again === null ? null : { body, release: again.release }
}

async function receiveBody(
  request: Request,
  { text, receivedMs, shape }: { text: BodyRead; receivedMs: number; shape: CallShape },
  deps: CollectDeps,
  waitUntil: WaitUntil,
): Promise<Response> {
  const receivedAt = formatTime(receivedMs)
  let parsed: ParsedBody | null = parseBody(text, shape)
  const writeKey =
    headerWriteKey(request.headers.get('Authorization')) ??
    (parsed.body === null ? null : bodyWriteKey(parsed.body))
  if (writeKey === null) {
    // Nobody to tell it to but the caller.
    return respondError(parsed.failure === null ? NO_WRITE_KEY : asRequestError(parsed.failure))
  }
  const key = await sourceOfKey(writeKey, deps, waitUntil)
  if (key.status === 'unavailable') return respondError(configurationUnavailable)
  if (key.status === 'unknown') return respondError(UNKNOWN_WRITE_KEY)

  const kept = (records: Records) => keep(request, { records, receivedAt, key }, deps, waitUntil)
  if (parsed.failure !== null) {
    // The answer is the same whether that could be noted or not.
    await kept(recordBadRequest(key.sourceId, parsed.failure, receivedAt))
    return respondError(asRequestError(parsed.failure))
  }
  const call = openCall(request, { key, receivedAt, receivedMs, newId: deps.newId })
  const records =
    key.keyStatus === 'active'
      ? shape.record(parsed.body, parsed.items, call)
      : recordRefusals(ingestFailure('source_disabled'), { ...call, items: parsed.items })
  // Several times the size of its text, and not needed while the log commits the records.
  parsed = null
  return answer(request, records, key, await kept(records), deps)
}

type ParsedBody =
  | { failure: null; body: JsonObject; items: readonly unknown[] }
  | { failure: IngestFailure; body: JsonObject | null }

function parseBody(text: BodyRead, shape: CallShape): ParsedBody {
  if (!text.ok) {
    if (text.error.reason === 'too_large') {
      const message = `the body has more than ${shape.maxBytes} bytes`
      return { failure: ingestFailure(shape.tooLarge, message), body: null }
    }
    return badRequest(text.error.message)
  }
  const json = parseJson(text.value)
  if (!json.ok) return badRequest(json.error)
  if (!isJsonObject(json.value)) return badRequest('the body must be a JSON object')
  const items = shape.itemsOf(json.value)
  if (!items.ok) return { failure: items.error, body: json.value }
  return { failure: null, body: json.value, items: items.value }
}

const MAX_MESSAGE_CHARS = 200

/** A parser's own words, cut where they quote the body. */
const badRequest = (message: string): ParsedBody => ({
  failure: ingestFailure('bad_request', message.slice(0, MAX_MESSAGE_CHARS)),
  body: null,
})

const asRequestError = (failure: IngestFailure): RequestError => ({
  code:
    failure.code === 'event_too_large' || failure.code === 'batch_too_large'
      ? failure.code
      : 'bad_request',
  message: failure.message,
})

export const NO_WRITE_KEY: RequestError = {
  code: 'invalid_write_key',
  message: 'the call names no write key: send it as the user name of Basic auth or as writeKey',
}

export const UNKNOWN_WRITE_KEY: RequestError = {
  code: 'invalid_write_key',
  message: 'no source has this write key',
}

export function openCall(
  request: Request,
  call: { key: KnownKey; receivedAt: string; receivedMs: number; newId: () => string },
): Call {
  return {
    sourceId: call.key.sourceId,
    newId: call.newId,
    envelope: {
      receivedAt: call.receivedAt,
      receivedMs: call.receivedMs,
      sentAt: null,
      context: null,
      integrations: null,
      routeCaller: 'server',
      address: collectableAddress(request.headers.get('CF-Connecting-IP')),
      defaultLibrary: 'http-api',
      hops: hopsOf(request),
    },
  }
}

/** Whatever a proxy makes of the header (`2, 3` when it is there twice), a circle must still end. */
function hopsOf(request: Request): number {
  const header = request.headers.get('X-Headwater-Hops')?.trim() ?? ''
  if (header === '') return 0
  const numbers = header.match(/\d+(\.\d+)?/g)
  return numbers === null ? MAX_HOPS : Math.ceil(Math.max(...numbers.map(Number)))
}

/** Callers whose address is not known share a limit. */
const UNKNOWN_ADDRESS = 'unknown'

export async function keep(
  request: Request,
  kept: { records: Records; receivedAt: string; key: KnownKey },
  deps: CollectDeps,
  waitUntil: WaitUntil,
): Promise<Acceptance> {
  const { records, receivedAt, key } = kept
  const settings = key.source?.settings
  return accept(
    {
      request: {
        sourceId: key.sourceId,
        receivedAt,
        version: key.version,
        body: records.body,
        count: records.count,
        address: request.headers.get('CF-Connecting-IP') ?? UNKNOWN_ADDRESS,
        limitPerS: settings?.rateLimitPerS || deps.limitPerS,
        addressLimitPerS: settings?.rateLimitAddressPerS || deps.addressLimitPerS,
      },
      location: locationOf(request),
      visitorId: records.visitorId ?? key.sourceId,
    },
    deps,
    waitUntil,
  )
}

/** `cf` exists on requests that the runtime made; the standard type does not know it. */
const locationOf = (request: Request): CallerLocation | undefined =>
  (request as { cf?: CallerLocation }).cf

function answer(
  request: Request,
  records: Records,
  key: KnownKey,
  acceptance: Acceptance,
  deps: CollectDeps,
): Response {
  switch (acceptance.status) {
    case 'kept':
      return withVisitorCookie(request, respondAccepted(records), { records, key, deps })
    case 'limited':
      return respondError({
        code: 'rate_limited',
        message: 'too many events; try again later',
        retryAfterS: acceptance.retryAfterS,
      })
    case 'unavailable':
      return respondError(overloaded('the events could not be stored; try again'))
    default:
      return acceptance satisfies never
  }
}

/** Renews the visitor's id where the source asks for it: browsers cap cookies that scripts write. */
export function withVisitorCookie(
  request: Request,
  response: Response,
  visitor: { records: Records; key: KnownKey; deps: CollectDeps },
): Response {
  const { records, key, deps } = visitor
  if (key.keyStatus !== 'active' || key.source?.settings.serverCookie !== true) return response
  const cookie = visitorCookie({
    url: new URL(request.url),
    anonymousId: records.anonymousId ?? readAnonymousId(request.headers.get('Cookie')),
    cookieDomain: deps.cookieDomain,
  })
  if (cookie !== null) response.headers.append('Set-Cookie', cookie)
  return response
}
