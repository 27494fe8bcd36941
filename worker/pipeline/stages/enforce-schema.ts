import type { SourceConfig } from '../../domain/config/snapshot.ts'
import { applyJsonPatch } from '../../domain/event/json-patch.ts'
import { applyControls } from '../../domain/protocols/schema-controls.ts'
import type { PlanRule } from '../../domain/protocols/tracking-plan.ts'
import { going, type PipelineEvent, SourceLookup, type Stage } from '../run.ts'

/**
 * Blocks events and removes what is not to pass, as the source's tracking plan says, or where it has none its
 * schema controls, by the configuration version that the event's segment is pinned to. What is kept
 * stays as it came: the verdict tells of the rest.
 */
export const enforceSchema: Stage = {
  name: 'enforce-schema',
  // Looking up the configuration is all that can fail here: deciding is pure and total.
  blames: 'infrastructure',
  async run(run, deps) {
    const sources = new SourceLookup(deps.snapshots)
    let checker: Checker | null = null
    for (const event of going(run)) {
      const { version } = event.unit
      const source = await sources.find(version, event.sourceId)
      // A source that is gone is for routing to tell.
      if (!source) continue
      const rules = source.plan && (await sources.plan(version, source.plan.planId))
      // A plan that is not in the snapshot was being deleted: nothing is connected then.
      if (source.plan && rules) {
        checker ??= await loadChecker()
        enforcePlan(event, source.plan, rules, checker)
      } else {
        control(event, source)
      }
    }
  },
}

/** Not loaded where no source has a plan: the Worker starts the faster. */
async function loadChecker() {
  const [{ judge }, { compilePlan }] = await Promise.all([
    import('../../domain/protocols/judge.ts'),
    import('../../domain/protocols/compile-plan.ts'),
  ])
  return { judge, compilePlan }
}
type Checker = Awaited<ReturnType<typeof loadChecker>>

/** Of what a plan took away the schema shows no more than it has room for. */
const MAX_NOTED_OMISSIONS = 300

function enforcePlan(
  event: PipelineEvent,
  { planId, name, enforcement }: NonNullable<SourceConfig['plan']>,
  rules: readonly PlanRule[],
  { judge, compilePlan }: Checker,
): void {
  const { sourceId, forwarded } = event
  const { effect, code, rule, violations, omitted, omittedOnViolation, patch, passed } = judge(
    event.fields,
    compilePlan(rules),
    enforcement,
    { sourceId, forwarded },
  )
  event.judged = { planId, planName: name, effect, rule, violations, omitted, omittedOnViolation }
  if (effect === 'blocked') {
    event.verdict = { outcome: 'filtered at source', ...(code && { code }) }
  } else if (patch.length > 0) {
    event.fields = passed
    event.json = JSON.stringify(passed)
    event.patch = [...event.patch, ...patch]
    event.omitted = [...omitted, ...omittedOnViolation].slice(0, MAX_NOTED_OMISSIONS)
  }
}

function control(event: PipelineEvent, source: SourceConfig): void {
  const controlled = applyControls(event.fields, source.schema)
  if (controlled.effect === 'blocked') {
    event.verdict = { outcome: 'filtered at source', code: controlled.code }
  } else if (controlled.effect === 'omitted') {
    event.fields = applyJsonPatch(event.fields, controlled.patch)
    event.json = JSON.stringify(event.fields)
    event.patch = [...event.patch, ...controlled.patch]
    event.omitted = controlled.omitted
  }
}
