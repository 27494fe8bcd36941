import * as v from 'valibot'
import { backoffMs } from '../../domain/delivery/retry-policy.ts'
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
  /** When it was known, milliseconds since the epoch. */
  at: number
  /** The end of `retryAfterMs`. */
  notBefore?: number
  /** Not sent, because the URL had failed for the events before this one. */
  skipped?: true
}

const progressSchema = v.object({
  /** URLs that are done with the event: the status code, after `!` when they refused it for good. */
  done: v.record(v.string(), v.string()),
  /** URLs that failed for it, so many times, and are not to be asked before a time of their own. */
  waits: v.record(v.string(), v.object({ until: v.number(), tries: v.number() })),
})
export type HookProgress = v.InferOutput<typeof progressSchema>

export function readProgress(value: unknown): HookProgress | null {
  if (value === null || value === undefined) return null
  const parsed = v.safeParse(progressSchema, value)
  return parsed.success ? parsed.output : null
}

/**
 * The URLs to ask in this attempt: those without the event whose time has come. The earliest of them
 * is always among these, since the attempt is made for it, whatever two clocks say. In the last
 * attempt nothing is waited for.
 */
export function hooksToTry<Hook extends { key: string }>(
  hooks: readonly Hook[],
  before: HookProgress | null,
  { now, last }: { now: number; last: boolean },
): readonly Hook[] {
  if (before === null) return hooks
  const missing = hooks.filter(({ key }) => before.done[key] === undefined)
  if (last) return missing
  const untilOf = ({ key }: Hook) => before.waits[key]?.until ?? 0
  const time = Math.max(now, Math.min(...missing.map(untilOf)))
  return missing.filter((hook) => untilOf(hook) <= time)
}

export interface EventHooks {
  /** `random`: uniform in [0, 1), the same for all events of an attempt, so that they share results. */
  hooks: readonly { index: number; key: string; random: number }[]
  /** From the attempts before. */
  before: HookProgress | null
  /** By hook index; undefined where the deadline came first or nothing was to be done. */
  outcomes: readonly (HookOutcome | undefined)[]
  attempt: number
}

/** Times are rounded up to it, so that events which fail together are kept and come back together. */
const TIME_STEP_MS = 250

/** Results seen often are one object each, which keeps long lists of them small. */
const DELIVERED = new Map<string, AttemptResult>()

/**
 * The event's result over all its URLs: delivered when every one has it, failed when every one is
 * done and one refused it, else retry with the progress made. Null when nothing was tried.
 */
export function composeResult(event: EventHooks): AttemptResult | null {
  const { hooks, before, outcomes } = event
  const progress: HookProgress = { done: {}, waits: {} }
  const waiting: EventHooks['hooks'][number][] = []
  let refused: HookOutcome | null = null
  let tried = false
  for (const hook of hooks) {
    const { index, key } = hook
    const outcome = outcomes[index]
    const earlier = before?.done[key]
    if (outcome && !outcome.skipped) tried = true
    if (outcome?.outcome === 'failed') refused = outcome
    if (earlier !== undefined) progress.done[key] = earlier
    else if (outcome?.outcome === 'delivered') progress.done[key] = outcome.code
    else if (outcome?.outcome === 'failed') progress.done[key] = `!${outcome.code}`
    else {
      waiting.push(hook)
      const wait = outcome ? waitAfter(outcome, hook, before) : before?.waits[key]
      if (wait) progress.waits[key] = wait
    }
  }
  if (waiting.length === 0) return finalResult(hooks, progress.done, refused)
  const answers = waiting.map(({ index }) => outcomes[index])
  // A first attempt in which nothing was sent has not happened. A later one has: the URL just
  // failed for the events before it, and without a wait the event would come straight back.
  const failed = answers.some((answer) => answer !== undefined)
  if (!tried && (!failed || event.attempt === 1)) return null
  // With a single URL, the log's own waits are the URL's.
  if (hooks.length === 1 && before === null) return retryResult(answers)
  const times = waiting.map(({ key }) => progress.waits[key]?.until ?? 0)
  return { ...retryResult(answers), retryAt: Math.min(...times), progress }
}

/** A URL that is left alone counts as tried: it fails, and the wait for it must grow. */
function waitAfter(
  outcome: HookOutcome,
  { key, random }: EventHooks['hooks'][number],
  before: HookProgress | null,
): HookProgress['waits'][string] {
  const tries = (before?.waits[key]?.tries ?? 0) + 1
  const until = Math.max(outcome.at + backoffMs(tries, random), outcome.notBefore ?? 0)
  return { until: Math.ceil(until / TIME_STEP_MS) * TIME_STEP_MS, tries }
}

/** `answers`: of the URLs that still miss the event. */
function retryResult(answers: readonly (HookOutcome | undefined)[]): AttemptResult {
  const shown = answers.find((answer) => answer && !answer.skipped) ?? answers.find(Boolean)
  // What the destination as a whole has to wait, so only when all of them asked for it.
  const retryAfterMs = Math.min(...answers.map((answer) => answer?.retryAfterMs ?? 0))
  return {
    outcome: 'retry',
    code: shown?.code ?? 'ETIMEDOUT',
    ...(shown?.status !== undefined && { status: shown.status }),
    ...(retryAfterMs > 0 && { retryAfterMs }),
    message: shown?.message ?? 'the attempt ended before every URL was tried',
    ...(shown?.response !== undefined && { response: shown.response }),
  }
}

function finalResult(
  hooks: EventHooks['hooks'],
  done: HookProgress['done'],
  refused: HookOutcome | null,
): AttemptResult {
  const codes = hooks.map(({ key }) => done[key] ?? '')
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
