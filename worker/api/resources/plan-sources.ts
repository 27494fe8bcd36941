import {
  connectPlan,
  disconnectPlan,
  getEnforcement,
  planOfSource,
  sourcesOfPlan,
  updateEnforcement,
} from '../../db/queries/plan-sources.ts'
import { withKeys } from '../../db/queries/sources.ts'
import { can } from '../../domain/access/can.ts'
import type { Enforcement } from '../../domain/protocols/tracking-plan.ts'
import { SUCCESS } from '../contract/envelope.ts'
import { type SchemaSettings, updateSchemaSettingsSchema } from '../contract/source-settings.ts'
import { connectSourceSchema } from '../contract/tracking-plans.ts'
import { pagination, parseWindow, windowOf } from '../conventions.ts'
import { parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail } from '../errors.ts'
import { judgeSource, ofSource } from '../judge.ts'
import { consequencesOf } from '../plan-consequences.ts'
import { findPlan, planFailure } from '../plan-failure.ts'
import { showSource } from './sources.ts'

/** Which sources keep to a plan, and how strictly. */
export const planSourceEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/tracking-plans/:id/sources',
    needs: ['read', 'tracking-plan'],
    async handle(call) {
      const { deps, principal, query } = call
      const window = parseWindow(query)
      if (!window.ok) return window
      const { workspaceId } = principal
      const plan = await findPlan(call)
      if (!plan.ok) return plan
      const all = await sourcesOfPlan(deps.db, workspaceId, plan.value.id)
      const seen = all.filter((source) => can(principal, 'read', ofSource('source', source)))
      const sources = await withKeys(deps.db, workspaceId, windowOf(seen, window.value))
      return reply({
        sources: sources.map((source) => showSource(source, principal)),
        pagination: pagination(window.value, seen.length),
      })
    },
  },
  {
    method: 'POST',
    path: '/tracking-plans/:id/sources',
    needs: ['write', 'tracking-plan'],
    async handle(call) {
      const input = parseBody(connectSourceSchema, call.body)
      if (!input.ok) return input
      // A plan may block what the source sends: it takes the right to edit both.
      const source = await judgeSource(call, input.value.sourceId, 'write')
      if (!source.ok) return source
      const { deps, principal, params } = call
      const done = await connectPlan(deps, principal, params.id ?? '', source.value.id)
      return done.ok ? reply(SUCCESS) : planFailure(done.error)
    },
  },
  {
    method: 'DELETE',
    path: '/tracking-plans/:id/sources',
    needs: ['write', 'tracking-plan'],
    async handle(call) {
      const { deps, principal, params, query } = call
      const sourceId = query.get('sourceId')
      if (sourceId === null) return fail('bad-request', 'Name the source.', 'sourceId')
      const source = await judgeSource(call, sourceId, 'write')
      if (!source.ok) return source
      const done = await disconnectPlan(deps, principal, params.id ?? '', source.value.id)
      return done.ok ? reply(SUCCESS) : planFailure(done.error)
    },
  },
  {
    method: 'GET',
    path: '/tracking-plans/:id/sources/:sourceId/consequences',
    needs: ['read', 'tracking-plan'],
    async handle(call) {
      const { params } = call
      const plan = await findPlan(call)
      if (!plan.ok) return plan
      const source = await judgeSource(call, params.sourceId ?? '', 'read')
      if (!source.ok) return source
      return reply({ consequences: await consequencesOf(call, plan.value.id, source.value.id) })
    },
  },
  {
    method: 'GET',
    path: '/sources/:id/settings',
    needs: ['read', 'source'],
    async handle(call) {
      const source = await judgeSource(call, call.params.id ?? '', 'read')
      if (!source.ok) return source
      const { id, workspaceId } = source.value
      const [enforcement, plan] = await Promise.all([
        getEnforcement(call.deps.db, workspaceId, id),
        planOfSource(call.deps.db, workspaceId, id),
      ])
      return reply({ sourceId: id, settings: showSettings(enforcement), trackingPlan: named(plan) })
    },
  },
  {
    method: 'PATCH',
    path: '/sources/:id/settings',
    needs: ['write', 'source'],
    async handle(call) {
      const source = await judgeSource(call, call.params.id ?? '', 'write')
      if (!source.ok) return source
      const input = parseBody(updateSchemaSettingsSchema, call.body)
      if (!input.ok) return input
      const { track, identify, group, ...forwarding } = input.value
      for (const [field, target] of Object.entries(forwarding)) {
        // Kept, it would be believed in: blocked events are in the archive only.
        if (target) return fail('bad-request', 'Events cannot be forwarded here yet.', field)
      }
      const { id } = source.value
      const done = await updateEnforcement(call.deps, call.principal, id, {
        ...forwarding,
        track: track && withOwnAction(track),
        identify: identify && withOwnAction(identify),
        group: group && withOwnAction(group),
      })
      if (!done.ok) return planFailure(done.error)
      return reply({ sourceId: id, settings: showSettings(done.value) })
    },
  },
]

/** Upstream has a word for each type of call; here one does. */
function withOwnAction<T extends { commonEventOnViolations?: string | undefined }>(
  settings: T,
): Omit<T, 'commonEventOnViolations'> &
  Pick<Partial<Enforcement['track']>, 'commonEventOnViolations'> {
  const { commonEventOnViolations: action, ...rest } = settings
  if (action === undefined) return rest
  const own = action === 'ALLOW' || action === 'BLOCK' ? action : 'OMIT'
  return { ...rest, commonEventOnViolations: own }
}

const showSettings = ({ track, identify, group, ...forwarding }: Enforcement): SchemaSettings => ({
  track: {
    ...track,
    commonEventOnViolations:
      track.commonEventOnViolations === 'OMIT' ? 'OMIT_PROPERTIES' : track.commonEventOnViolations,
  },
  identify: { ...identify, commonEventOnViolations: traitAction(identify) },
  group: { ...group, commonEventOnViolations: traitAction(group) },
  ...forwarding,
})

const traitAction = ({ commonEventOnViolations: action }: Enforcement['identify']) =>
  action === 'OMIT' ? 'OMIT_TRAITS' : action

const named = (plan: { id: string; name: string } | null) =>
  plan && { id: plan.id, name: plan.name }
