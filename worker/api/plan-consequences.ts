import { rulesOfPlan } from '../db/queries/plan-rules.ts'
import { planOfSource } from '../db/queries/plan-sources.ts'
import { getSchemaControls } from '../db/queries/schema-controls.ts'
import type { Consequences } from './contract/tracking-plans.ts'
import type { Call } from './endpoint.ts'

const MAX_NAMED = 50

/** What connecting a source to a plan would mean, by what it sent in the last 30 days. */
export async function consequencesOf(
  { deps, principal }: Pick<Call, 'deps' | 'principal'>,
  planId: string,
  sourceId: string,
): Promise<Consequences> {
  const { workspaceId } = principal
  const [rules, seen, controls, plan] = await Promise.all([
    rulesOfPlan(deps.db, planId),
    deps.sourceMonitor(sourceId).schemaList('30d'),
    getSchemaControls(deps.db, workspaceId, sourceId),
    planOfSource(deps.db, workspaceId, sourceId),
  ])
  const planned = new Set(rules.filter(({ type }) => type === 'TRACK').map(({ key }) => key))
  const events = seen.events.filter(
    ({ kind, allowed, blocked }) => kind === 'track' && allowed + blocked > 0,
  )
  const unplanned = events
    .filter(({ name }) => !planned.has(name))
    .map(({ name, allowed, blocked }) => ({ name, count: allowed + blocked }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
  return {
    planned: events.length - unplanned.length,
    unplanned: unplanned.length,
    unplannedEvents: unplanned.slice(0, MAX_NAMED),
    controls: {
      blockedEvents:
        controls.blockedEvents.length + Number(controls.blockPage) + Number(controls.blockScreen),
      blockedTraits: controls.blockedIdentifyTraits.length + controls.blockedGroupTraits.length,
    },
    leaves: plan !== null && plan.id !== planId ? { id: plan.id, name: plan.name } : null,
  }
}
