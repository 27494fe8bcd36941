import type { SourceConfig } from '../domain/config/snapshot.ts'
import type { Snapshots } from '../domain/config/snapshots.ts'
import type { JsonPatch } from '../domain/event/json-patch.ts'
import type { Judgement } from '../domain/protocols/judge.ts'
import type { PlanRule } from '../domain/protocols/tracking-plan.ts'
import type { Routes } from '../domain/routing/plan-deliveries.ts'
import type { DeliveryLogRpc } from '../messages/delivery-log-rpc.ts'
import type { WorkUnit } from '../messages/ingest-log-rpc.ts'
import type { LiveFrames, WatchedSource } from '../messages/live-rpc.ts'
import type { MessageIndexRpc } from '../messages/message-index-rpc.ts'
import type { Verdict } from '../messages/verdict.ts'

/** One record on its way through the stages. It stops where a stage gives it a verdict. */
export interface PipelineEvent {
  readonly unit: WorkUnit
  readonly position: number
  readonly acceptId: string
  readonly sourceId: string
  /** The event as the last stage passed it on; its unit has it as accepted. */
  json: string
  fields: Readonly<Record<string, unknown>>
  readonly receivedAt: string
  /** Collect refused it: a record that is there to be counted and seen. */
  readonly refused: boolean
  /** Makes the event as passed of the event as kept. Empty when they are the same. */
  patch: JsonPatch
  /** It comes from another source of the workspace, and was judged there. */
  readonly forwarded: boolean
  /** Properties or traits that controls or a plan took away, as controls are spelled. */
  omitted: readonly string[]
  /** What the source's tracking plan said of it; null where none is connected. */
  judged: JudgedByPlan | null
  verdict: Verdict | null
  routes: Routes
  /** Destination id -> the event as JSON, where that destination gets another one than `json`. */
  changed: ReadonlyMap<string, string>
}

export interface JudgedByPlan
  extends Pick<Judgement, 'effect' | 'rule' | 'violations' | 'omitted' | 'omittedOnViolation'> {
  planId: string
  planName: string
}

/** The records of one ring, together: stages that call out do so once for all of them. */
export interface PipelineRun {
  readonly log: string
  /** Lowest unacknowledged segment of the log. */
  readonly low: number
  readonly events: readonly PipelineEvent[]
  /** Units that a stage could not finish, and why: they stay with the log while the others go on. */
  readonly held: Map<WorkUnit, string>
  /** Sources that somebody looks at right now. */
  readonly watched: readonly WatchedSource[]
}

export interface PipelineDeps {
  snapshots: Pick<Snapshots, 'at'>
  messageIndex(shard: number): Pick<MessageIndexRpc, 'claim'>
  messageIndexShards: number
  deliveryLog(destinationId: string): Pick<DeliveryLogRpc, 'append'>
  gzip(text: string): Promise<Uint8Array>
  /** Hands frames to a source's watchers without being waited for; absent: nobody is shown anything. */
  showFrames?(sourceId: string, frames: LiveFrames): void
}

/**
 * One step of the pipeline. A stage may run again for the same events after a crash, so what it does
 * outside of the run must be idempotent. Whatever it throws fails the whole run; `blames` says whether
 * the events or what it calls is then to blame: only events are ever narrowed down and set aside. A
 * stage that knows which units something broken keeps waiting puts just those into `held`.
 */
export interface Stage {
  readonly name: string
  readonly blames: 'event' | 'infrastructure'
  run(run: PipelineRun, deps: PipelineDeps): void | Promise<void>
}

export const going = (run: PipelineRun): PipelineEvent[] =>
  run.events.filter((event) => event.verdict === null)

export class StageFailure extends Error {
  override name = 'StageFailure'
  readonly kind: Stage['blames']

  constructor(stage: Pick<Stage, 'name' | 'blames'>, cause: unknown) {
    super(`${stage.name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
    this.kind = stage.blames
  }
}

/** Sources and plans of one run, each looked up once per pinned version. */
export class SourceLookup {
  private readonly plans = new Map<string, Promise<readonly PlanRule[] | undefined>>()
  private readonly known = new Map<string, Promise<SourceConfig | undefined>>()
  private readonly snapshots: Pick<Snapshots, 'at'>

  constructor(snapshots: Pick<Snapshots, 'at'>) {
    this.snapshots = snapshots
  }

  find(version: number, sourceId: string): Promise<SourceConfig | undefined> {
    const key = `${version} ${sourceId}`
    let found = this.known.get(key)
    if (!found) {
      found = this.snapshots.at(version).then((snapshot) => snapshot.source(sourceId))
      this.known.set(key, found)
    }
    return found
  }

  plan(version: number, planId: string): Promise<readonly PlanRule[] | undefined> {
    const key = `${version} ${planId}`
    let found = this.plans.get(key)
    if (!found) {
      found = this.snapshots.at(version).then((snapshot) => snapshot.plan(planId))
      this.plans.set(key, found)
    }
    return found
  }
}
