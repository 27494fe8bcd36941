import { auditRow } from '../../db/queries/audit.ts'
import { allMappingsOf } from '../../db/queries/destination-mappings.ts'
import { type DestinationRow, destinationConfigOf } from '../../db/queries/destinations.ts'
import { editAccess } from '../../db/queries/team.ts'
import type { DestinationConfig } from '../../domain/config/snapshot.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { matchTriggers } from '../../domain/routing/match-triggers.ts'
import { findAction, unknownAction } from '../check-mapping.ts'
import {
  type CredentialsTest,
  type DynamicChoices,
  dynamicFieldSchema,
  type MappingPreview,
  previewMappingSchema,
} from '../contract/mappings.ts'
import {
  accessFailure,
  type Call,
  type Failure,
  parseBody,
  type Reply,
  reply,
  type WorkspaceEndpoint,
} from '../endpoint.ts'
import { fail } from '../errors.ts'
import { judgeDestination } from '../judge.ts'
import { detailOf } from './mappings.ts'

/**
 * What helps to write a mapping. All of it has the delivery Worker open the destination's secrets, so it
 * takes the right to edit the destination. None of it is in the upstream API.
 */
export const mappingToolEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'POST',
    path: '/destinations/:id/subscriptions/preview',
    needs: ['write', 'destination'],
    handle: preview,
  },
  {
    method: 'POST',
    path: '/destinations/:id/dynamic-field',
    needs: ['write', 'destination'],
    handle: dynamicField,
  },
  {
    method: 'POST',
    path: '/destinations/:id/test-credentials',
    needs: ['write', 'destination'],
    handle: testCredentials,
  },
]

type Answer = Promise<Result<Reply, Failure>>

async function preview(call: Call): Answer {
  const { deps, params, body } = call
  const destination = await judgeDestination(call, params.id ?? '', 'write')
  if (!destination.ok) return destination
  const input = parseBody(previewMappingSchema, body)
  if (!input.ok) return input
  const { actionId, trigger, settings, event } = input.value
  const action = await actionOf(call, destination.value, actionId)
  if (!action.ok) return action
  const config = await configOf(call, destination.value)
  const now = deps.now()
  const request = {
    destination: config,
    action: action.value,
    mapping: settings,
    event: {
      type: event.type,
      messageId: typeof event.messageId === 'string' ? event.messageId : 'preview',
      receivedAt: typeof event.receivedAt === 'string' ? event.receivedAt : now,
      json: JSON.stringify(event),
    },
  }
  const made = await asked(call, () => deps.mappingService.previewMapping(request))
  if (!made.ok) return made
  const matches =
    trigger === undefined ? null : matchTriggers(event, [{ mappingId: '', trigger }]).length > 0
  return reply({ preview: { matches, ...made.value } satisfies MappingPreview })
}

async function dynamicField(call: Call): Answer {
  const { deps, params, body } = call
  const destination = await judgeDestination(call, params.id ?? '', 'write')
  if (!destination.ok) return destination
  const input = parseBody(dynamicFieldSchema, body)
  if (!input.ok) return input
  const { actionId, path, settings, page = null } = input.value
  const action = await actionOf(call, destination.value, actionId)
  if (!action.ok) return action
  const request = {
    destination: await configOf(call, destination.value),
    action: action.value,
    path,
    payload: settings,
    page,
  }
  const choices = await asked(call, () => deps.mappingService.dynamicField(request))
  return choices.ok ? reply(choices.value satisfies DynamicChoices) : choices
}

/** With what is stored: whoever may edit must not be able to have secrets tried against other settings. */
async function testCredentials(call: Call): Answer {
  const { deps, principal, params } = call
  const destination = await judgeDestination(call, params.id ?? '', 'write')
  if (!destination.ok) return destination
  const { id, name } = destination.value
  const config = await configOf(call, destination.value)
  const tested = await asked(call, () => deps.mappingService.testCredentials(config))
  if (!tested.ok) return tested
  const logged = await editAccess(deps, principal.workspaceId, () => {
    const entry = {
      type: 'Destination Credentials Tested',
      resourceType: 'DESTINATION',
      resourceId: id,
      resourceName: name,
      before: null,
      after: { ok: tested.value.ok },
    }
    const change = { team: null, statements: [], audit: [auditRow(deps, principal, entry)] }
    return ok({ value: undefined, change })
  })
  if (!logged.ok) return accessFailure(logged.error)
  return reply(tested.value satisfies CredentialsTest)
}

async function actionOf(
  call: Call,
  destination: DestinationRow,
  actionId: string,
): Promise<Result<string, Failure>> {
  const detail = await detailOf(call, destination)
  if (!detail.ok) return detail
  const action = findAction(detail.value, actionId)
  return action === undefined ? unknownAction(detail.value) : ok(action.slug)
}

async function configOf({ deps }: Call, row: DestinationRow): Promise<DestinationConfig> {
  const hasActions = deps.describeDestination(row.catalogSlug)?.hasActions === true
  const mappings = hasActions ? await allMappingsOf(deps.db, row.workspaceId, row.id) : null
  return destinationConfigOf(row, mappings)
}

/** An answer of the delivery Worker, or a failure that a person can do something about. */
async function asked<T>({ url }: Call, ask: () => Promise<T>): Promise<Result<T, Failure>> {
  try {
    return ok(await ask())
  } catch (error) {
    console.error({ event: 'delivery Worker failed', path: url.pathname, error: String(error) })
    const message = 'The delivery Worker could not answer. Try again.'
    return err(fail('service-unavailable', message).error)
  }
}
