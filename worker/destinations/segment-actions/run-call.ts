import { classifyError } from '../../domain/delivery/classify-response.ts'
import type { DeliveryEvent, SendContext } from '../destination.ts'
import { type Answers, watchAnswers } from './answers.ts'
import { callContext } from './context.ts'
import { NeedsReconnect, type OAuthSession, RefreshFailed } from './oauth-session.ts'
import { type CallOutcome, faultOutcome, outcomeOfError, outcomeOfNode } from './outcome.ts'
import type { Call } from './plan-calls.ts'
import type { UpstreamAuth, UpstreamCore, UpstreamDestination, UpstreamInput } from './upstream.ts'

export interface Caller {
  core: UpstreamCore
  destination: UpstreamDestination
  settings: Record<string, unknown>
  /** Tokens that can be renewed; null where there are none. */
  session: OAuthSession | null
  events: readonly DeliveryEvent[]
  ctx: SendContext
  owner: { destinationId: string; sourceId: string }
  /** What definitions read as `process.env`. */
  env: Record<string, string>
}

/** What another attempt was given may have ended meanwhile as well; a fresh one has not. */
const MAX_RENEWALS = 3

/** Per event of the call, in its order; undefined where nothing was sent for it. */
export type CallOutcomes = (CallOutcome | undefined)[]

/**
 * One call of an action. With a token that was refused, and renewed since, it is made once more, for
 * those events alone that met the refusal. When there will be no other token, `session.over` says so.
 */
export async function runCall(caller: Caller, call: Call): Promise<CallOutcomes> {
  const { session } = caller
  if (session === null) return tryCall(caller, call, {})
  let outcomes: CallOutcomes = call.events.map(() => undefined)
  try {
    await session.prepare()
    let used = session.auth()
    outcomes = await tryCall(caller, call, used)
    for (let renewals = 0, fresh = false; renewals < MAX_RENEWALS && !fresh; renewals++) {
      const refused = outcomes.flatMap((outcome, at) => (outcome?.status === 401 ? [at] : []))
      if (refused.length === 0) break
      fresh = await session.renew(used)
      used = session.auth()
      const again = { ...call, events: refused.map((at) => call.events[at] ?? 0) }
      const answers = await tryCall(caller, again, used)
      for (const [n, at] of refused.entries()) outcomes[at] = answers[n]
    }
    const hopeless = outcomes.find((outcome) => outcome?.code === 'INVALID_AUTHENTICATION')
    if (hopeless) await session.giveUp(hopeless.message ?? 'the partner refused the credentials')
    return outcomes
  } catch (error) {
    // What was taken before the refusal has its result; the others wait, and have lost nothing.
    const isOpen = (outcome: CallOutcome | undefined) =>
      outcome === undefined || outcome.status === 401
    if (error instanceof NeedsReconnect) {
      return outcomes.map((outcome) => (isOpen(outcome) ? undefined : outcome))
    }
    if (!(error instanceof RefreshFailed)) throw error
    const { message } = error
    const later: CallOutcome = { outcome: 'retry', code: 'OAUTH_REFRESH_FAILED', message }
    return outcomes.map((outcome) => (isOpen(outcome) ? later : outcome))
  }
}

async function tryCall(caller: Caller, call: Call, auth: UpstreamAuth): Promise<CallOutcomes> {
  const { core, ctx, events } = caller
  if (ctx.signal.aborted) return call.events.map(() => undefined)
  const answers = watchAnswers(ctx.request, ctx.now)
  const input = inputOf(caller, call, auth)
  const payloads = call.events.map((index) => parse(events[index]))
  try {
    const result = await core.runWithOutbound(
      { request: answers.client, hops: call.hops, events: call.events, env: caller.env },
      async () =>
        call.batch
          ? caller.destination.executeBatch(call.mapping.action, { ...input, events: payloads })
          : caller.destination.executeAction(call.mapping.action, {
              ...input,
              event: payloads[0] ?? {},
            }),
    )
    return call.batch ? readBatch(call, result, answers) : [readSingle(result, answers)]
  } catch (error) {
    return await outcomesOfThrown(caller, call, auth, { error, answers })
  } finally {
    caller.destination.responses.length = 0
  }
}

function readBatch(call: Call, result: unknown, answers: Answers) {
  const nodes = Array.isArray(result) ? result : []
  return call.events.map((_, at) => outcomeOfNode(nodes[at], answers))
}

function readSingle(result: unknown, answers: Answers): CallOutcome {
  const last: unknown = Array.isArray(result) ? result.at(-1) : undefined
  const output = Object(last) as { output?: unknown }
  if (output.output !== 'Action Executed') {
    // Upstream does not throw at everything that it leaves undone.
    return {
      outcome: 'failed',
      code: 'UNKNOWN_ERROR',
      message: String(output.output ?? 'nothing was done'),
    }
  }
  const status = answers.status >= 200 && answers.status < 300 ? answers.status : 200
  return { outcome: 'delivered', code: String(status), status }
}

/**
 * What was thrown speaks for all events of the call. A fault of the code's own, which may come from
 * one event alone, is looked for by halving; but only where the partner has taken nothing yet, lest it
 * gets the others twice.
 */
async function outcomesOfThrown(
  caller: Caller,
  call: Call,
  auth: UpstreamAuth,
  { error, answers }: { error: unknown; answers: Answers },
): Promise<CallOutcomes> {
  const { ctx, core, events } = caller
  if (ctx.signal.aborted) {
    const outcome = { ...classifyError('ETIMEDOUT'), message: 'the attempt ended' }
    return call.events.map(() => outcome)
  }
  const outcome = outcomeOfError(core, error, answers)
  if (outcome !== null) return call.events.map(() => outcome)
  if (call.events.length > 1 && answers.taken === 0) {
    const middle = call.events.length >> 1
    const first = await tryCall(caller, { ...call, events: call.events.slice(0, middle) }, auth)
    const second = await tryCall(caller, { ...call, events: call.events.slice(middle) }, auth)
    return [...first, ...second]
  }
  return call.events.map((index) => faultOutcome(error, events[index]?.attempt ?? 1))
}

/** Without a signal, upstream ends each request after 10 s; the attempt's end is the client's affair. */
function inputOf(
  { settings, owner, ctx }: Caller,
  { mapping }: Call,
  auth: UpstreamAuth,
): UpstreamInput {
  return {
    mapping: mapping.mapping,
    // A copy for each call: definitions are known to write into what they are given.
    settings: { ...settings },
    auth,
    subscriptionMetadata: {
      actionConfigId: mapping.id,
      destinationConfigId: owner.destinationId,
      actionId: mapping.action,
      sourceId: owner.sourceId,
    },
    ...callContext(mapping.id, ctx.now),
  }
}

const parse = (event: DeliveryEvent | undefined): Record<string, unknown> =>
  JSON.parse(event?.json ?? '{}') as Record<string, unknown>
