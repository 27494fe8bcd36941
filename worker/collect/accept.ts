import type { AppendRequest, AppendResult } from '../messages/ingest-log-rpc.ts'
import type { CollectDeps, WaitUntil } from './collect-deps.ts'
import { addressLimitKey, sourceLimitKey } from './limited-until.ts'
import { type CallerLocation, homeLog, type LogPlace, nextLog, regionOf } from './region.ts'

export type Acceptance =
  | { status: 'kept' }
  | { status: 'limited'; retryAfterS: number }
  /** No log and no spill: nothing was kept. */
  | { status: 'unavailable' }

/** A log that has not answered by then is taken for dead; what it may still commit is deduplicated. */
const FIRST_LOG_TIMEOUT_MS = 5_000
/** Ruby gives up after 8 s, so the ways out are shorter. */
const NEXT_LOG_TIMEOUT_MS = 1_500
const SPILL_TIMEOUT_MS = 1_500

export interface AcceptInput {
  request: AppendRequest
  location: CallerLocation | undefined
  /** Whose events they are: keeps a visitor to one log. */
  visitorId: string
}

/**
 * Puts records on durable storage: the visitor's log, else another one, else an R2 object that a cron
 * job appends later.
 */
export async function accept(
  { request, location, visitorId }: AcceptInput,
  deps: CollectDeps,
  waitUntil: WaitUntil,
): Promise<Acceptance> {
  const region = regionOf(location)
  const home = homeLog(region, deps.shards, visitorId)
  const waitS = knownWait(home.place, request, deps)
  if (waitS > 0) return { status: 'limited', retryAfterS: waitS }

  const tries = [
    { place: home.place, timeoutMs: FIRST_LOG_TIMEOUT_MS },
    { place: nextLog(region, deps.shards, home.shard), timeoutMs: NEXT_LOG_TIMEOUT_MS },
  ]
  for (const { place, timeoutMs } of tries) {
    const result = await tryAppend(place, timeoutMs, request, deps, waitUntil)
    if (result === null || result.status === 'busy') continue
    if (result.status === 'committed') return { status: 'kept' }
    remember(place, request, result, deps)
    return { status: 'limited', retryAfterS: Math.max(1, Math.ceil(result.retryAfterS)) }
  }
  return (await trySpill(request, deps, waitUntil)) ? { status: 'kept' } : { status: 'unavailable' }
}

/** Null when the log failed or did not answer in time. */
async function tryAppend(
  place: LogPlace,
  timeoutMs: number,
  request: AppendRequest,
  deps: CollectDeps,
  waitUntil: WaitUntil,
): Promise<AppendResult | null> {
  try {
    return await within(timeoutMs, deps.append(place, request), waitUntil)
  } catch (error) {
    deps.log({ problem: 'append failed', log: place.name, reason: reasonOf(error) })
    return null
  }
}

async function trySpill(
  request: AppendRequest,
  deps: CollectDeps,
  waitUntil: WaitUntil,
): Promise<boolean> {
  const key = spillKey(request.receivedAt, deps.newId())
  try {
    const body = JSON.stringify({ v: 1, ...request })
    await within(SPILL_TIMEOUT_MS, deps.spill(key, body), waitUntil)
    deps.log({ problem: 'spilled', key, count: request.count })
    return true
  } catch (error) {
    deps.log({ problem: 'spill failed', key, reason: reasonOf(error) })
    return false
  }
}

/** `spill/2026-11-23/17/<id>.json`: the sweep lists by this prefix, oldest hour first. */
const spillKey = (receivedAt: string, id: string): string =>
  `spill/${receivedAt.slice(0, 10)}/${receivedAt.slice(11, 13)}/${id}.json`

/** @throws what the work throws, and when it takes too long; its late failure is nobody's then. */
async function within<T>(ms: number, work: Promise<T>, waitUntil: WaitUntil): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      waitUntil(work.catch(() => {}))
      reject(new Error(`no answer within ${ms} ms`))
    }, ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

function knownWait(place: LogPlace, request: AppendRequest, deps: CollectDeps): number {
  const now = deps.now()
  const { sourceId, address } = request
  const bySource = deps.limited.secondsLeft(sourceLimitKey(place.name, sourceId), now)
  if (bySource > 0 || address === null) return bySource
  return deps.limited.secondsLeft(addressLimitKey(place.name, sourceId, address), now)
}

function remember(
  place: LogPlace,
  request: AppendRequest,
  result: AppendResult & { status: 'limited' },
  deps: CollectDeps,
): void {
  const { sourceId, address } = request
  const until = deps.now() + result.retryAfterS * 1000
  if (result.scope === 'source') deps.limited.remember(sourceLimitKey(place.name, sourceId), until)
  else if (address !== null) {
    deps.limited.remember(addressLimitKey(place.name, sourceId, address), until)
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown')
