import * as v from 'valibot'
import type { AttemptResult } from '../../messages/delivery-log-rpc.ts'

/** What one URL did with an event in this attempt. */
export interface HookOutcome {
  outcome: 'delivered' | 'retry' | 'failed'
  code: string
  status?: number
  retryAfterMs?: number
  message?: string
  response?: string
  latencyMs: number
  /** Not sent, because the URL had failed for the events before this one. */
  skipped?: true
}

/** URLs that are done with an event: the status code, after `!` when they refused it for good. */
const progressSchema = v.record(v.string(), v.string())
export type HookProgress = v.InferOutput<typeof progressSchema>

export function readProgress(value: unknown): HookProgress | null {
  if (value === null || value === undefined) return null
  const parsed = v.safeParse(progressSchema, value)
  return parsed.success ? parsed.output : null
}

export interface EventHooks {
  hooks: readonly { index: number; key: string }[]
  /** From the attempts before. */
  before: HookProgress | null
  /** By hook index; undefined where the deadline came first or nothing was to be done. */
  outcomes: readonly (HookOutcome | undefined)[]
  attempt: number
}

/** Results seen often are one object each, which keeps long lists of them small. */
const DELIVERED = new Map<string, AttemptResult>()

/**
 * The event's result over all its URLs: delivered when every one has it, failed when every one is
 * done and one refused it, else retry with the progress made. Null when nothing was tried.
 */
export function composeResult(event: EventHooks): AttemptResult | null {
  const { hooks, before, outcomes } = event
  const progress: HookProgress = {}
  let waiting = 0
  let retry: HookOutcome | null = null
  let refused: HookOutcome | null = null
  let tried = false
  for (const { index, key } of hooks) {
    const outcome = outcomes[index]
    const earlier = before?.[key]
    if (outcome && !outcome.skipped) tried = true
    if (outcome?.outcome === 'failed') refused = outcome
    if (earlier !== undefined) progress[key] = earlier
    else if (outcome?.outcome === 'delivered') progress[key] = outcome.code
    else if (outcome?.outcome === 'failed') progress[key] = `!${outcome.code}`
    else {
      waiting++
      if (outcome && later(outcome, retry)) retry = outcome
    }
  }
  if (waiting > 0) {
    // A first attempt in which nothing was sent has not happened. A later one has: the URL just
    // failed for the events before it, and without a wait the event would come straight back.
    if (!tried && (retry === null || event.attempt === 1)) return null
    return retryResult(retry, progress)
  }
  return finalResult(hooks, progress, refused)
}

const later = (a: HookOutcome, b: HookOutcome | null): boolean =>
  b === null || (a.retryAfterMs ?? 0) > (b.retryAfterMs ?? 0)

function retryResult(retry: HookOutcome | null, progress: HookProgress): AttemptResult {
  const done = Object.keys(progress).length > 0
  return {
    outcome: 'retry',
    code: retry?.code ?? 'ETIMEDOUT',
    ...(retry?.status !== undefined && { status: retry.status }),
    ...(retry?.retryAfterMs !== undefined && { retryAfterMs: retry.retryAfterMs }),
    ...(done && { progress }),
    message: retry?.message ?? 'the attempt ended before every URL was tried',
    ...(retry?.response !== undefined && { response: retry.response }),
  }
}

function finalResult(
  hooks: EventHooks['hooks'],
  progress: HookProgress,
  refused: HookOutcome | null,
): AttemptResult {
  const codes = hooks.map(({ key }) => progress[key] ?? '')
  const bad = codes.find((code) => code.startsWith('!'))
  if (bad === undefined) return delivered(codes[0] ?? '200')
  return {
    outcome: 'failed',
    code: bad.slice(1),
    ...(refused?.status !== undefined && { status: refused.status }),
    message: refused?.message ?? 'one of the URLs refused the event',
    ...(refused?.response !== undefined && { response: refused.response }),
  }
}

function delivered(code: string): AttemptResult {
  let result = DELIVERED.get(code)
  if (!result) {
    result = { outcome: 'delivered', code, status: Number(code) }
    DELIVERED.set(code, result)
  }
  return result
}
