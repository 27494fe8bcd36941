import type { MappingConfig } from '../../domain/config/mapping.ts'
import type { Destination, Report, SendContext } from '../destination.ts'
import { composeResult, type ReceiverOutcome, readProgress, receiversToTry } from '../progress.ts'
import { runTasks } from '../run-tasks.ts'
import { type Call, planCalls } from './plan-calls.ts'
import { definitionOf, prepareCaller } from './prepare.ts'
import { type CallOutcomes, runCall } from './run-call.ts'
import type { UpstreamBundle, UpstreamDefinition } from './upstream.ts'

/** After so many failures in a row a mapping is left alone for the rest of the attempt. */
const MAX_FAILURES_IN_A_ROW = 3

/** One mapping during one attempt. */
interface Receiver {
  index: number
  key: string
  random: number
  /** Null when it was disabled or deleted since the event was routed. */
  mapping: MappingConfig | null
  failuresInARow: number
  /** Set when the mapping is left alone: what the last failure was. */
  stopped: ReceiverOutcome | null
}

type Batch = Parameters<Destination<Record<string, unknown>>['send']>[0]

/**
 * Gives each event to the action of each mapping that it matched and that has not had it yet. Mappings
 * are independent: one that fails is retried alone.
 */
export async function sendToActions(
  bundle: UpstreamBundle,
  key: string,
  batch: Batch,
  report: Report,
  ctx: SendContext,
): Promise<void> {
  const { events } = batch
  const definition = await definitionOf(bundle, key)
  const caller = prepareCaller(bundle, key, definition, batch, ctx)
  if (!caller.ok) {
    for (const index of events.keys()) report(index, caller.error, 0)
    return
  }
  const board = createBoard(batch, report, ctx)
  const calls = board.receivers.flatMap((receiver) =>
    callsOf(bundle, definition, batch, receiver, board),
  )
  board.composeIdle()
  const { session } = caller.value
  await runTasks(calls, async ({ receiver, call }) => {
    const { stopped } = receiver
    if (ctx.signal.aborted || session?.over) return board.settle(receiver, call, [], 0)
    if (stopped !== null) {
      const outcome = { ...stopped, latencyMs: 0, at: ctx.now() }
      return board.settleWith(
        receiver,
        call,
        call.events.map(() => outcome),
      )
    }
    const startedAt = ctx.now()
    const outcomes = await runCall(caller.value, call)
    board.settle(receiver, call, outcomes, ctx.now() - startedAt)
  })
}

interface PlannedCall {
  receiver: Receiver
  call: Call
}

function callsOf(
  bundle: UpstreamBundle,
  definition: UpstreamDefinition,
  { events }: Batch,
  receiver: Receiver,
  board: Board,
): PlannedCall[] {
  const due = board.due(receiver)
  if (due.length === 0) return []
  const { mapping } = receiver
  if (mapping === null) {
    board.answer(receiver, due, {
      outcome: 'filtered',
      code: 'NO_MATCHING_MAPPING',
      message: 'the mapping was disabled or deleted before the event was delivered',
    })
    return []
  }
  const action = definition.actions[mapping.action]
  if (action === undefined) {
    board.answer(receiver, due, {
      outcome: 'failed',
      code: 'INVALID_MAPPING',
      message: `this destination has no action "${mapping.action}"`,
    })
    return []
  }
  return planCalls(bundle, mapping, action, events, due).map((call) => {
    board.expect(call)
    return { receiver, call }
  })
}

interface Board {
  receivers: readonly Receiver[]
  /** Events for which this receiver is to be asked in this attempt. */
  due(receiver: Receiver): number[]
  /** Outcomes that need no call. */
  answer(
    receiver: Receiver,
    due: readonly number[],
    outcome: Omit<ReceiverOutcome, 'latencyMs' | 'at'>,
  ): void
  expect(call: Call): void
  /** Reports events that wait for no call. */
  composeIdle(): void
  settle(receiver: Receiver, call: Call, outcomes: CallOutcomes, latencyMs: number): void
  settleWith(
    receiver: Receiver,
    call: Call,
    outcomes: readonly (ReceiverOutcome | undefined)[],
  ): void
}

/** Who still has to answer for which event, and what they have answered. */
function createBoard({ events, mappings = [] }: Batch, report: Report, ctx: SendContext): Board {
  const receivers = receiversOf(events, mappings, ctx.random)
  const byKey = new Map(receivers.map((receiver) => [receiver.key, receiver]))
  const own = events.map((event) =>
    [...new Set(event.mappings)].flatMap((id) => byKey.get(id) ?? []),
  )
  const before = events.map((event) => readProgress(event.progress))
  const now = ctx.now()
  const due = new Map<Receiver, number[]>()
  for (const [index, { last = false }] of events.entries()) {
    const asked = receiversToTry(own[index] ?? [], before[index] ?? null, { now, last })
    for (const receiver of asked) {
      const list = due.get(receiver)
      if (list) list.push(index)
      else due.set(receiver, [index])
    }
  }
  const outcomes = events.map(() => new Array<ReceiverOutcome | undefined>(receivers.length))
  const latencies = new Float64Array(events.length)
  const missing = new Uint16Array(events.length)

  const compose = (index: number): void => {
    const result = composeResult({
      receivers: own[index] ?? [],
      before: before[index] ?? null,
      outcomes: outcomes[index] ?? [],
      attempt: events[index]?.attempt ?? 1,
      withParts: true,
    })
    if (result !== null) report(index, result, latencies[index] ?? 0)
  }
  const settleWith: Board['settleWith'] = (receiver, call, answers) => {
    for (const [at, index] of call.events.entries()) {
      const outcome = answers[at]
      const row = outcomes[index]
      if (row && outcome) {
        row[receiver.index] = outcome
        latencies[index] = Math.max(latencies[index] ?? 0, outcome.latencyMs)
      }
      missing[index] = (missing[index] ?? 0) - 1
      if (missing[index] === 0) compose(index)
    }
  }
  return {
    receivers,
    due: (receiver) => due.get(receiver) ?? [],
    answer(receiver, indexes, outcome) {
      for (const index of indexes) {
        const row = outcomes[index]
        if (row) row[receiver.index] = { ...outcome, latencyMs: 0, at: now }
      }
    },
    expect(call) {
      for (const index of call.events) missing[index] = (missing[index] ?? 0) + 1
    },
    composeIdle() {
      for (const index of events.keys()) if (missing[index] === 0) compose(index)
    },
    settleWith,
    settle(receiver, call, answers, latencyMs) {
      const at = ctx.now()
      const timed = answers.map((answer) => answer && timedOutcome(answer, latencyMs, at))
      noteFailures(receiver, timed)
      settleWith(receiver, call, timed)
    },
  }
}

function receiversOf(
  events: Batch['events'],
  mappings: readonly MappingConfig[],
  random: () => number,
): Receiver[] {
  const enabled = new Map(mappings.filter((m) => m.enabled).map((m) => [m.id, m]))
  const ids = new Set(events.flatMap((event) => event.mappings ?? []))
  // In the mappings' own order, those that are gone at the end.
  const order = [...enabled.keys()].filter((id) => ids.delete(id))
  return [...order, ...ids].map((key, index) => ({
    index,
    key,
    random: random(),
    mapping: enabled.get(key) ?? null,
    failuresInARow: 0,
    stopped: null,
  }))
}

const timedOutcome = (
  outcome: Omit<ReceiverOutcome, 'latencyMs' | 'at'>,
  latencyMs: number,
  at: number,
): ReceiverOutcome => ({
  ...outcome,
  latencyMs,
  at,
  ...(outcome.retryAfterMs !== undefined && { notBefore: at + outcome.retryAfterMs }),
})

/** A partner that is down, or says "too many", is spared the rest of the attempt. */
function noteFailures(
  receiver: Receiver,
  outcomes: readonly (ReceiverOutcome | undefined)[],
): void {
  const failure = outcomes.find((outcome) => outcome?.outcome === 'retry')
  const all = outcomes.every((outcome) => outcome?.outcome === 'retry')
  if (failure === undefined || !all) {
    if (outcomes.length > 0) receiver.failuresInARow = 0
    return
  }
  // A fault of the code's own says nothing of the partner.
  if (failure.code === 'UNKNOWN_ERROR') return
  receiver.failuresInARow++
  if (receiver.failuresInARow >= MAX_FAILURES_IN_A_ROW || failure.status === 429) {
    receiver.stopped = { ...failure, skipped: true }
  }
}
