import { acceptIdOf } from '../archive/object-key.ts'
import { eventKey, hourOf, routeKey } from '../domain/books.ts'
import { isEventType } from '../domain/event/event.ts'
import type { ReadResult, WorkUnit } from '../messages/ingest-log-rpc.ts'
import { pack } from '../messages/packed.ts'
import { parseRecord } from '../messages/record.ts'
import type { AckUnit, TotalsDelta, Verdict } from '../messages/verdict.ts'
import { noteSchema } from './note-schema.ts'
import {
  type PipelineDeps,
  type PipelineEvent,
  type PipelineRun,
  type Stage,
  StageFailure,
} from './run.ts'
import { appendDeliveries } from './stages/append-deliveries.ts'
import { deduplicate } from './stages/deduplicate.ts'
import { enforceSchema } from './stages/enforce-schema.ts'
import { route } from './stages/route.ts'
import { showLive } from './stages/show-live.ts'

/**
 * The road of an event, in order. Duplicates leave first: nothing after may count or send them twice.
 * What the source's plan or its controls block goes nowhere, so that no destination has to be decided for it.
 * Routing decides before anything is appended, so that a run which fails has sent nothing it did not
 * mean to. Appending comes late: it is the only step that others see, but for those who watch, who
 * are shown what was decided in the end.
 */
export const STAGES: readonly Stage[] = [
  deduplicate,
  enforceSchema,
  route,
  appendDeliveries,
  showLive,
]

export interface PipelineResult {
  acknowledgements: AckUnit[]
  /** Why units are missing among these; null when none is. */
  held: string | null
}

/**
 * Runs what one ring covers and answers the verdicts to acknowledge.
 * @throws StageFailure, which says whether the events or what the stage calls is to blame
 */
export async function runPipeline(
  log: string,
  work: ReadResult,
  deps: PipelineDeps,
  stages: readonly Stage[] = STAGES,
): Promise<PipelineResult> {
  const run = parseWork(log, work)
  for (const stage of stages) {
    try {
      await stage.run(run, deps)
    } catch (error) {
      throw new StageFailure(stage, error)
    }
  }
  const done = work.units.filter((unit) => !run.held.has(unit))
  const [held = null] = new Set(run.held.values())
  return { acknowledgements: acknowledgements(run, done), held }
}

const NOTHING_CHANGED: ReadonlyMap<string, string> = new Map()

/** Refused records get their verdict here: they were appended only to be counted and seen. */
function parseWork(log: string, work: ReadResult): PipelineRun {
  try {
    const events = work.units.flatMap((unit) =>
      unit.body.split('\n').map((line, index) => parseEvent(log, unit, line, index)),
    )
    return { log, low: work.low, events, held: new Map(), watched: work.watched ?? [] }
  } catch (error) {
    throw new StageFailure({ name: 'parse', blames: 'event' }, error)
  }
}

function parseEvent(log: string, unit: WorkUnit, line: string, index: number): PipelineEvent {
  const { kind, sourceId, receivedAt, json } = parseRecord(line)
  const fields = JSON.parse(json) as Record<string, unknown>
  const position = unit.first + index
  return {
    unit,
    position,
    acceptId: acceptIdOf(log, unit.segment, position),
    sourceId,
    json,
    fields,
    receivedAt,
    refused: kind === 'r',
    patch: [],
    forwarded: false,
    omitted: [],
    judged: null,
    verdict:
      kind === 'r'
        ? { outcome: 'failed on ingest', code: String(fields.code ?? 'bad_request') }
        : null,
    routes: {},
    changed: NOTHING_CHANGED,
  }
}

function acknowledgements(run: PipelineRun, units: readonly WorkUnit[]): AckUnit[] {
  const byUnit = new Map<WorkUnit, PipelineEvent[]>(units.map((unit) => [unit, []]))
  for (const event of run.events) byUnit.get(event.unit)?.push(event)
  return units.map((unit) => {
    const events = byUnit.get(unit) ?? []
    const schema = noteSchema(events)
    return {
      segment: unit.segment,
      first: unit.first,
      verdicts: pack(events.map(finalVerdict)),
      totals: totalsOf(events),
      ...(Object.keys(schema).length > 0 && { schema }),
    }
  })
}

const finalVerdict = (event: PipelineEvent): Verdict => {
  if (event.verdict) return event.verdict
  const { routes: destinations, patch } = event
  return {
    outcome: 'passed',
    ...(Object.keys(destinations).length > 0 && { destinations }),
    ...(patch.length > 0 && { patch }),
  }
}

function totalsOf(events: readonly PipelineEvent[]): TotalsDelta {
  const totals: TotalsDelta = {}
  for (const event of events) {
    const hour = hourOf(event.receivedAt)
    totals[hour] ??= {}
    totals[hour][event.sourceId] ??= { events: {}, destinations: {} }
    const counts = totals[hour][event.sourceId] as TotalsDelta[string][string]
    // A refused call may name any type, and the books have room for the known ones.
    const type = isEventType(event.fields.type) ? event.fields.type : ''
    const name = type === 'track' ? String(event.fields.event ?? '') : ''
    const { outcome, code = '' } = event.verdict ?? { outcome: 'passed' as const }
    add(counts.events, eventKey({ outcome, code, type, name }))
    if (event.verdict) continue
    for (const [destinationId, decision] of Object.entries(event.routes)) {
      const key =
        'routed' in decision
          ? routeKey({ destinationId, outcome: 'routed', code: '' })
          : routeKey({ destinationId, outcome: 'filtered at destination', code: decision.filtered })
      add(counts.destinations, key)
    }
  }
  return totals
}

const add = (counts: Record<string, number>, key: string): void => {
  counts[key] = (counts[key] ?? 0) + 1
}
