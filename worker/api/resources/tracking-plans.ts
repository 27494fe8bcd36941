import * as v from 'valibot'
import {
  createPlan,
  deletePlan,
  listPlans,
  type TrackingPlan,
  updatePlan,
} from '../../db/queries/tracking-plans.ts'
import { PLAN_TYPES, type PlanType } from '../../domain/protocols/tracking-plan.ts'
import { SUCCESS } from '../contract/envelope.ts'
import { createPlanSchema, type PlanAnswer, updatePlanSchema } from '../contract/tracking-plans.ts'
import { pagination, parseWindow } from '../conventions.ts'
import { parseBody, reply, type WorkspaceEndpoint } from '../endpoint.ts'
import { fail } from '../errors.ts'
import { findPlan, planFailure } from '../plan-failure.ts'
import { startingRules } from '../starting-rules.ts'

export const trackingPlanEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/tracking-plans',
    needs: ['read', 'tracking-plan'],
    async handle({ deps, principal, query }) {
      const window = parseWindow(query)
      if (!window.ok) return window
      const type = v.safeParse(typeSchema, query.get('type') ?? undefined)
      if (!type.success) return fail('bad-request', `One of ${PLAN_TYPES.join(', ')}.`, 'type')
      const { workspaceId } = principal
      // Of the types that only upstream has there are none.
      const wanted = type.output as PlanType | undefined
      const { items, total } = await listPlans(deps.db, workspaceId, window.value, wanted)
      return reply({
        trackingPlans: items.map(showPlan),
        pagination: pagination(window.value, total),
      })
    },
  },
  {
    method: 'POST',
    path: '/tracking-plans',
    needs: ['create', 'tracking-plan'],
    async handle(call) {
      const input = parseBody(createPlanSchema, call.body)
      if (!input.ok) return input
      const { from, ...content } = input.value
      const rules = await startingRules(call, from)
      if (!rules.ok) return rules
      const made = await createPlan(call.deps, call.principal, { ...content, rules: rules.value })
      return made.ok ? reply({ trackingPlan: showPlan(made.value) }) : planFailure(made.error)
    },
  },
  {
    method: 'GET',
    path: '/tracking-plans/:id',
    needs: ['read', 'tracking-plan'],
    async handle(call) {
      const plan = await findPlan(call)
      return plan.ok ? reply({ trackingPlan: showPlan(plan.value) }) : plan
    },
  },
  {
    method: 'PATCH',
    path: '/tracking-plans/:id',
    needs: ['write', 'tracking-plan'],
    async handle({ deps, principal, params, body }) {
      const input = parseBody(updatePlanSchema, body)
      if (!input.ok) return input
      const done = await updatePlan(deps, principal, params.id ?? '', input.value)
      return done.ok ? reply(SUCCESS) : planFailure(done.error)
    },
  },
  {
    method: 'DELETE',
    path: '/tracking-plans/:id',
    needs: ['write', 'tracking-plan'],
    async handle({ deps, principal, params }) {
      const done = await deletePlan(deps, principal, params.id ?? '')
      return done.ok ? reply(SUCCESS) : planFailure(done.error)
    },
  },
]

const typeSchema = v.optional(v.picklist([...PLAN_TYPES, 'ENGAGE', 'TEMPLATE']))

export const showPlan = (plan: TrackingPlan): PlanAnswer => ({
  id: plan.id,
  name: plan.name,
  slug: plan.slug,
  description: plan.description,
  type: plan.type,
  createdAt: plan.createdAt,
  updatedAt: plan.updatedAt,
  ruleCount: plan.ruleCount,
  sourceCount: plan.sourceCount,
  draftChanges: plan.draftChanges,
})
