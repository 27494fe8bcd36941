import * as v from 'valibot'
import { backoffMs } from '../domain/delivery/retry-policy.ts'
import type { AttemptPart, AttemptResult } from '../messages/delivery-log-rpc.ts'

/** What one receiver (a URL, a mapping) did with an event in this attempt. */
export interface ReceiverOutcome {
  outcome: 'delivered' | 'retry' | 'failed' | 'filtered'
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
  /** Not sent, because the receiver had failed for the events before this one. */
  skipped?: true
}

const progressSchema = v.object({
  /** Receivers that are done with the event: a code, after `!` when they refused it, after `~` when they do not want it. */
  done: v.record(v.string(), v.string()),
  /** Receivers that failed for it, so many times, and are not to be asked before a time of their own. */
  waits: v.record(v.string(), v.object({ until: v.number(), tries: v.number() })),
})
export type ReceiverProgress = v.InferOutput<typeof progressSchema>

export function readProgress(value: unknown): ReceiverProgress | null {
  if (value === null || value === undefined) return null
  const parsed = v.safeParse(progressSchema, value)
  return parsed.success ? parsed.output : null
}

/**
 * The receivers to ask in this attempt: those without the event whose time has come. The earliest of them
 * is always among these, since the attempt is made for it, whatever two clocks say. In the last
 * attempt nothing is waited for.
 */
export function receiversToTry<Receiver extends { key: string }>(
  receivers: readonly Receiver[],
  before: ReceiverProgress | null,
  { now, last }: { now: number; last: boolean },
): readonly Receiver[] {
  if (before === null) return receivers
  const missing = receivers.filter(({ key }) => before.done[key] === undefined)
  if (last) return missing
  const untilOf = ({ key }: Receiver) => before.waits[key]?.until ?? 0
  const time = Math.max(now, Math.min(...missing.map(untilOf)))
  return missing.filter((receiver) => untilOf(receiver) <= time)
}

export interface EventReceivers {
  /** `random`: uniform in [0, 1), the same for all events of an attempt, so that they share results. */
  receivers: readonly { index: number; key: string; random: number }[]
  /** From the attempts before. */
  before: ReceiverProgress | null
  /** By receiver index; undefined where the deadline came first or nothing was to be done. */
  outcomes: readonly (ReceiverOutcome | undefined)[]
  attempt: number
  /** The result also says what became of each receiver: they are mappings, which are counted. */
  withParts?: boolean
}

/** Times are rounded up to it, so that events which fail together are kept and come back together. */
const TIME_STEP_MS = 250

/** Results seen often are one object each, which keeps long lists of them small. */
const SHARED = new Map<string, AttemptResult>()
const MAX_SHARED = 500

/**
 * The event's result over all its receivers: delivered when every one that wants it has it, filtered
 * when none wants it, failed when every one is done and one refused it, else retry with the progress
 * made. Null when nothing was tried.
 */
export function composeResult(event: EventReceivers): AttemptResult | null {
  const result = resultOf(event)
  if (result === null || event.withParts !== true) return result
  const parts = partsOf(event)
  return result.outcome === 'delivered' ? shared({ ...result, parts }) : { ...result, parts }
}

function resultOf(event: EventReceivers): AttemptResult | null {
  const { receivers, before, outcomes } = event
  const progress: ReceiverProgress = { done: {}, waits: {} }
  const waiting: EventReceivers['receivers'][number][] = []
  let refused: ReceiverOutcome | null = null
  let tried = false
  for (const receiver of receivers) {
    const { index, key } = receiver
    const outcome = outcomes[index]
    const earlier = before?.done[key]
    if (outcome && !outcome.skipped) tried = true
    if (outcome?.outcome === 'failed') refused = outcome
    if (earlier !== undefined) progress.done[key] = earlier
    else if (outcome?.outcome === 'delivered') progress.done[key] = outcome.code
    else if (outcome?.outcome === 'failed') progress.done[key] = `!${outcome.code}`
    else if (outcome?.outcome === 'filtered') progress.done[key] = `~${outcome.code}`
    else {
      waiting.push(receiver)
      const wait = outcome ? waitAfter(outcome, receiver, before) : before?.waits[key]
      if (wait) progress.waits[key] = wait
    }
  }
  if (waiting.length === 0) return finalResult(receivers, progress.done, refused)
  const answers = waiting.map(({ index }) => outcomes[index])
  // A first attempt in which nothing was sent has not happened. A later one has: the receiver just
  // failed for the events before it, and without a wait the event would come straight back.
  const failed = answers.some((answer) => answer !== undefined)
  if (!tried && (!failed || event.attempt === 1)) return null
  // With a single receiver, the log's own waits are the receiver's.
  if (receivers.length === 1 && before === null) return retryResult(answers)
  const times = waiting.map(({ key }) => progress.waits[key]?.until ?? 0)
  return { ...retryResult(answers), retryAt: Math.min(...times), progress }
}

/** Of this attempt alone: what was left out, or done before, is in the parts of another. */
function partsOf({ receivers, outcomes }: EventReceivers): Record<string, AttemptPart> {
  const parts: Record<string, AttemptPart> = {}
  for (const { index, key } of receivers) {
    const outcome = outcomes[index]
    if (outcome === undefined || outcome.skipped) continue
    parts[key] = { outcome: outcome.outcome, code: outcome.code }
  }
  return parts
}

/** A receiver that is left alone counts as tried: it fails, and the wait for it must grow. */
function waitAfter(
  outcome: ReceiverOutcome,
  { key, random }: EventReceivers['receivers'][number],
  before: ReceiverProgress | null,
): ReceiverProgress['waits'][string] {
  const tries = (before?.waits[key]?.tries ?? 0) + 1
  const until = Math.max(outcome.at + backoffMs(tries, random), outcome.notBefore ?? 0)
  return { until: Math.ceil(until / TIME_STEP_MS) * TIME_STEP_MS, tries }
}

/** `answers`: of the receivers that still miss the event. */
function retryResult(answers: readonly (ReceiverOutcome | undefined)[]): AttemptResult {
  const shown = answers.find((answer) => answer && !answer.skipped) ?? answers.find(Boolean)
  // What the destination as a whole has to wait, so only when all of them asked for it.
  const retryAfterMs = Math.min(...answers.map((answer) => answer?.retryAfterMs ?? 0))
  return {
    outcome: 'retry',
    code: shown?.code ?? 'ETIMEDOUT',
    ...(shown?.status !== undefined && { status: shown.status }),
    ...(retryAfterMs > 0 && { retryAfterMs }),
    message: shown?.message ?? 'the attempt ended before everything was sent',
    ...(shown?.response !== undefined && { response: shown.response }),
  }
}

function finalResult(
  receivers: EventReceivers['receivers'],
  done: ReceiverProgress['done'],
  refused: ReceiverOutcome | null,
): AttemptResult {
  const codes = receivers.map(({ key }) => done[key] ?? '')
  const bad = codes.find((code) => code.startsWith('!'))
  if (bad === undefined) {
    const taken = codes.find((code) => !code.startsWith('~'))
    if (taken !== undefined) return delivered(taken)
    return { outcome: 'filtered', code: codes[0]?.slice(1) ?? 'NO_MATCHING_MAPPING' }
  }
  return {
    outcome: 'failed',
    code: bad.slice(1),
    ...(refused?.status !== undefined && { status: refused.status }),
    message: refused?.message ?? 'the event was refused',
    ...(refused?.response !== undefined && { response: refused.response }),
  }
}

function delivered(code: string): AttemptResult {
  const status = Number(code)
  return shared({ outcome: 'delivered', code, ...(Number.isInteger(status) && { status }) })
}

/** The same object for equal results. */
function shared(result: AttemptResult): AttemptResult {
  const key = JSON.stringify(result)
  const known = SHARED.get(key)
  if (known !== undefined) return known
  if (SHARED.size === MAX_SHARED) SHARED.clear()
  SHARED.set(key, result)
  return result
}
