import type * as v from 'valibot'
import { contentOf, type NewRules } from '../db/queries/plan-changelog.ts'
import { rulesOfPlan } from '../db/queries/plan-rules.ts'
import { getPlan } from '../db/queries/tracking-plans.ts'
import { mergeSeen, ruleFromSchema, type SeenEvent } from '../domain/protocols/rules-from-schema.ts'
import { ok, type Result } from '../domain/result.ts'
import type { SchemaPeriod } from '../domain/schema/kinds.ts'
import type { createPlanSchema } from './contract/tracking-plans.ts'
import type { Call, Failure } from './endpoint.ts'
import { fail } from './errors.ts'
import { judgeSource } from './judge.ts'

export type Beginning = v.InferOutput<typeof createPlanSchema>['from']

/** The rules that a new plan begins with. */
export async function startingRules(
  call: Call,
  from: Beginning,
): Promise<Result<NewRules, Failure>> {
  const { deps, principal } = call
  if (from === undefined) return ok([])
  if (from.kind === 'plan') {
    const plan = await getPlan(deps.db, principal.workspaceId, from.planId)
    if (plan === null) return fail('bad-request', 'There is no such tracking plan.', 'from.planId')
    return ok((await rulesOfPlan(deps.db, plan.id)).map(contentOf))
  }
  const seen = await seenIn(call, from.sourceIds, from.period)
  if (!seen.ok) return seen
  const { track, identify, group } = seen.value
  return ok([
    ...track.map((event) => ruleFromSchema('TRACK', event)),
    ...identify.map((event) => ruleFromSchema('IDENTIFY', event)),
    ...group.map((event) => ruleFromSchema('GROUP', event)),
  ])
}

export interface SeenBySources {
  track: SeenEvent[]
  /** One each, or none. */
  identify: SeenEvent[]
  group: SeenEvent[]
}

/** What these sources sent in a period, without values. */
export async function seenIn(
  call: Pick<Call, 'deps' | 'principal'>,
  sourceIds: readonly string[],
  period: SchemaPeriod,
): Promise<Result<SeenBySources, Failure>> {
  const seen: SeenBySources = { track: [], identify: [], group: [] }
  for (const sourceId of new Set(sourceIds)) {
    const source = await judgeSource(call, sourceId, 'read')
    if (!source.ok) return source
    const monitor = call.deps.sourceMonitor(source.value.id)
    for (const kind of ['track', 'identify', 'group'] as const) {
      const { events } = await monitor.schemaSheet({ kind, period })
      seen[kind].push(...events.filter(({ allowed, blocked }) => allowed + blocked > 0))
    }
  }
  const traits = (events: SeenEvent[]) => mergeSeen(events.map((event) => ({ ...event, name: '' })))
  return ok({
    track: mergeSeen(seen.track),
    identify: traits(seen.identify),
    group: traits(seen.group),
  })
}
