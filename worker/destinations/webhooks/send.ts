import {
  type Classified,
  classifyError,
  classifyStatus,
  parseRetryAfter,
} from '../../domain/delivery/classify-response.ts'
import type { DeliveryEvent, Report, SendContext } from '../destination.ts'
import { RequestError } from '../errors.ts'
import { composeResult, type ReceiverOutcome, readProgress, receiversToTry } from '../progress.ts'
import { runTasks } from '../run-tasks.ts'
import { createRedactor, type Redactor } from './redact.ts'
import type { WebhooksSettings } from './settings.ts'
import { createSigner, type Signer } from './sign.ts'

const MAX_BATCH_EVENTS = 1000
const MAX_BATCH_CHARS = 4_000_000
/** After so many failures in a row a URL is left alone for the rest of the attempt. */
const MAX_FAILURES_IN_A_ROW = 3
const MAX_RESPONSE_CHARS = 2000

/** One URL of the destination during one attempt. */
interface Hook {
  index: number
  key: string
  url: string
  headers: Record<string, string>
  random: number
  failuresInARow: number
  /** Set when the URL is left alone: what the last failure was. */
  stopped: ReceiverOutcome | null
}

/** One request: some events for one URL. */
interface Task {
  hook: Hook
  events: number[]
  hops: number
}

/**
 * Posts each event to each URL that does not have it yet. URLs are independent: one that fails is
 * retried alone, and one that fails again and again is left alone while the others go on.
 */
export async function sendToWebhooks(
  batch: { settings: WebhooksSettings; events: readonly DeliveryEvent[] },
  report: Report,
  ctx: SendContext,
): Promise<void> {
  const { settings, events } = batch
  const hooks = settings.hooks.map(({ hook, headers }, index): Hook => {
    return {
      index,
      key: hookKey(hook),
      url: hook,
      headers: headers ?? {},
      random: ctx.random(),
      failuresInARow: 0,
      stopped: null,
    }
  })
  const before = events.map((event) => readProgress(event.progress))
  const now = ctx.now()
  const due = events.map(({ last = false }, event) =>
    receiversToTry(hooks, before[event] ?? null, { now, last }),
  )
  const outcomes = events.map(() => new Array<ReceiverOutcome | undefined>(hooks.length))
  const latencies = new Float64Array(events.length)
  const missing = new Uint8Array(events.length)
  const sender: Sender = {
    settings,
    events,
    ctx,
    sign: await createSigner(settings.sharedSecret),
    redact: createRedactor(settings),
  }

  const tasks = settings.batch ? batchTasks(hooks, events, due) : singleTasks(events, due)
  for (const task of tasks)
    for (const event of task.events) missing[event] = (missing[event] ?? 0) + 1

  const compose = (event: number) => {
    const result = composeResult({
      receivers: hooks,
      before: before[event] ?? null,
      outcomes: outcomes[event] ?? [],
      attempt: events[event]?.attempt ?? 1,
    })
    if (result !== null) report(event, result, latencies[event] ?? 0)
  }
  const settle = (task: Task, outcome: ReceiverOutcome | undefined) => {
    for (const event of task.events) {
      const row = outcomes[event]
      if (row && outcome) {
        row[task.hook.index] = outcome
        latencies[event] = Math.max(latencies[event] ?? 0, outcome.latencyMs)
      }
      missing[event] = (missing[event] ?? 0) - 1
      if (missing[event] === 0) compose(event)
    }
  }

  // An event that every URL has already (a URL was removed meanwhile) needs no request at all.
  for (let event = 0; event < events.length; event++) if (missing[event] === 0) compose(event)
  await runTasks(tasks, async (task) => {
    if (ctx.signal.aborted) return settle(task, undefined)
    if (task.hook.stopped !== null) {
      return settle(task, { ...task.hook.stopped, latencyMs: 0, at: ctx.now() })
    }
    settle(task, await sendTask(sender, task))
  })
}

function singleTasks(events: readonly DeliveryEvent[], due: readonly (readonly Hook[])[]): Task[] {
  return events.flatMap(
    ({ hops }, event) => due[event]?.map((hook) => ({ hook, events: [event], hops })) ?? [],
  )
}

function batchTasks(
  hooks: readonly Hook[],
  events: readonly DeliveryEvent[],
  due: readonly (readonly Hook[])[],
): Task[] {
  return hooks.flatMap((hook) => {
    // Hops stand on the request, so events with different ones do not share a request.
    const open = new Map<number, Task & { chars: number }>()
    const tasks: Task[] = []
    for (const [index, { json, hops }] of events.entries()) {
      if (!due[index]?.includes(hook)) continue
      let task = open.get(hops)
      const full =
        task?.events.length === MAX_BATCH_EVENTS ||
        (task && task.chars + json.length > MAX_BATCH_CHARS)
      if (!task || full) {
        task = { hook, events: [], hops, chars: 0 }
        open.set(hops, task)
        tasks.push(task)
      }
      task.events.push(index)
      task.chars += json.length
    }
    return tasks
  })
}

interface Sender {
  settings: WebhooksSettings
  events: readonly DeliveryEvent[]
  ctx: SendContext
  sign: Signer | null
  redact: Redactor
}

async function sendTask(sender: Sender, task: Task): Promise<ReceiverOutcome> {
  const outcome = await post(sender, task)
  const { hook } = task
  if (outcome.outcome !== 'retry') {
    hook.failuresInARow = 0
  } else if (++hook.failuresInARow >= MAX_FAILURES_IN_A_ROW || outcome.code === '429') {
    // A partner that says "too many" means the rest of the attempt as well.
    hook.stopped = { ...outcome, skipped: true }
  }
  return outcome
}

async function post(sender: Sender, task: Task): Promise<ReceiverOutcome> {
  const { settings, events, ctx, sign, redact } = sender
  const jsons = task.events.map((index) => events[index]?.json ?? '')
  const [first = ''] = jsons
  const headers: Record<string, string> = {
    ...task.hook.headers,
    'content-type': 'application/json',
  }
  // Batches are signed over their first event alone, as upstream does: receivers check just that.
  if (sign) headers['x-signature'] = await sign(first)
  const startedAt = ctx.now()
  try {
    const response = await ctx.request({
      url: task.hook.url,
      method: 'POST',
      headers,
      body: settings.batch ? `[${jsons.join(',')}]` : first,
      hops: task.hops,
      events: task.events,
      timeoutMs: settings.timeoutMs,
    })
    const classified = classifyStatus(response.status)
    if (classified.outcome === 'delivered') {
      return {
        ...classified,
        status: response.status,
        latencyMs: response.latencyMs,
        at: ctx.now(),
      }
    }
    const at = ctx.now()
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), at)
    const isToWait = classified.outcome === 'retry' && retryAfterMs !== undefined
    return {
      ...classified,
      status: response.status,
      ...(isToWait && { retryAfterMs, notBefore: at + retryAfterMs }),
      message: `the webhook answered ${response.status}`,
      response: redact(response.body).slice(0, MAX_RESPONSE_CHARS),
      latencyMs: response.latencyMs,
      at,
    }
  } catch (error) {
    const at = ctx.now()
    return { ...failureOf(error, redact), latencyMs: at - startedAt, at }
  }
}

function failureOf(error: unknown, redact: Redactor): Classified & { message: string } {
  if (!(error instanceof RequestError)) throw error
  return { ...classifyError(error.code), message: redact(error.message) }
}

/** Names a URL in an event's progress, where the URL itself, perhaps with a token, must not stand. */
function hookKey(url: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < url.length; i++) hash = Math.imul(hash ^ url.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(36)
}
