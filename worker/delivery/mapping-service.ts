import {
  actionsDestinations,
  askChoices,
  checkMapping,
  loadBundle,
  mapEvent,
  testCredentials,
} from '../destinations/action-tools.ts'
import type { DestinationConfig } from '../domain/config/snapshot.ts'
import type {
  CredentialsTestResult,
  DynamicFieldRequest,
  DynamicFieldResult,
  MappingCheckRequest,
  MappingPreviewRequest,
  MappingPreviewResult,
} from '../messages/mapping-rpc.ts'
import { InvalidSettings, SecretsUnreadable } from './attempt-errors.ts'
import { type OpenDestinationDeps, openDestination } from './open-destination.ts'
import { rebuildRequests } from './rebuild-requests.ts'
import type { TestDeliveryDeps } from './test-delivery.ts'

/** Whoever waits for an answer sits in front of a form. */
const DEADLINE_MS = 15_000

export type MappingServiceDeps = TestDeliveryDeps & OpenDestinationDeps

const keys = new Map(actionsDestinations.map(({ key, metadata }) => [metadata.slug, key]))

export async function previewMapping(
  request: MappingPreviewRequest,
  deps: MappingServiceDeps,
): Promise<MappingPreviewResult> {
  const { destination, action, mapping, event } = request
  const key = keys.get(destination.slug)
  if (key === undefined) return { payload: null, problems: [NO_ACTIONS], requests: [] }
  const bundle = await loadBundle()
  const parsed = JSON.parse(event.json) as Record<string, unknown>
  const faults = (await checkMapping(bundle, key, action, mapping)).filter(
    ({ message }) => message !== 'this action has no such field',
  )
  if (faults.length > 0) return { payload: null, problems: faults, requests: [] }
  const { payload, problems } = await mapEvent(bundle, key, action, { mapping, event: parsed })
  if (payload === null || problems.length > 0) return { payload, problems, requests: [] }
  const id = 'map_preview'
  const only = { id, name: '', action, enabled: true, trigger: 'all', mapping, version: 1 }
  const requests = await rebuildRequests(
    { destination: { ...destination, mappings: [only] }, event: { ...event, mappings: [id] } },
    deps,
  )
  return { payload, problems, requests }
}

const NO_ACTIONS = { field: '', message: 'this destination has no actions' }

export async function checkMappingOf(
  request: MappingCheckRequest,
): Promise<{ field: string; message: string }[]> {
  const key = keys.get(request.slug)
  if (key === undefined) return [NO_ACTIONS]
  return checkMapping(await loadBundle(), key, request.action, request.mapping)
}

export async function dynamicField(
  request: DynamicFieldRequest,
  deps: MappingServiceDeps,
): Promise<DynamicFieldResult> {
  const none = (error: string) => ({ choices: [], nextPage: null, error })
  const key = keys.get(request.destination.slug)
  if (key === undefined) return none(NO_ACTIONS.message)
  return withDestination(request.destination, deps, none, async (opened) => {
    const { action, path, payload, page } = request
    const { settings, ctx, secrets } = opened
    const answer = await askChoices(
      await loadBundle(),
      key,
      { settings: settings as Record<string, unknown>, action, path, payload, page },
      ctx,
    )
    return { ...answer, error: answer.error && secrets.blotter().text(answer.error) }
  })
}

export async function credentialsTest(
  destination: DestinationConfig,
  deps: MappingServiceDeps,
): Promise<CredentialsTestResult> {
  const key = keys.get(destination.slug)
  if (key === undefined) return { ok: null, message: 'this destination cannot tell' }
  const refused = (message: string) => ({ ok: false, message })
  return withDestination(destination, deps, refused, async ({ settings, ctx, secrets }) => {
    const bundle = await loadBundle()
    const result = await testCredentials(bundle, key, settings as Record<string, unknown>, ctx)
    return { ...result, message: secrets.blotter().text(result.message) }
  })
}

async function withDestination<T>(
  destination: DestinationConfig,
  deps: MappingServiceDeps,
  refused: (message: string) => T,
  work: (opened: Awaited<ReturnType<typeof openDestination>>) => Promise<T>,
): Promise<T> {
  try {
    return await work(await openDestination(destination, deps, deps.deadline(DEADLINE_MS)))
  } catch (error) {
    if (!(error instanceof InvalidSettings || error instanceof SecretsUnreadable)) throw error
    return refused(error.message)
  }
}
