import type * as v from 'valibot'
import type { MappingContent } from '../db/queries/destination-mappings.ts'
import type { ActionDetail, CatalogDetail } from '../domain/catalog/destination-detail.ts'
import { defaultMapping } from '../domain/mapping/default-mapping.ts'
import { findMappingProblems } from '../domain/mapping/find-problems.ts'
import { ok, type Result } from '../domain/result.ts'
import type { ApiDeps } from './api-deps.ts'
import type { createMappingSchema } from './contract/mappings.ts'
import type { Failure } from './endpoint.ts'
import { fail } from './errors.ts'

/** An id of the API: `<destination slug>:<action slug>`, or the action's slug alone. */
export function findAction(detail: CatalogDetail, actionId: string): ActionDetail | undefined {
  const prefix = `${detail.slug}:`
  const slug = actionId.startsWith(prefix) ? actionId.slice(prefix.length) : actionId
  return detail.actions.find((action) => action.slug === slug)
}

/** What a new mapping holds; where nothing is said of its fields, the action's defaults. */
export function contentOf(
  detail: CatalogDetail,
  input: v.InferOutput<typeof createMappingSchema>,
): Result<MappingContent, Failure> {
  const action = findAction(detail, input.actionId)
  if (action === undefined) return unknownAction(detail)
  const { name, trigger, enabled, settings } = input
  const mapping = settings ?? defaultMapping(action)
  return ok({ name, action: action.slug, trigger, enabled, mapping })
}

export const unknownAction = ({ name }: CatalogDetail) =>
  fail('bad-request', `${name} has no such action.`, 'actionId')

/**
 * Refuses a mapping that could not be used. What is quickly seen is found here, the directives by the
 * delivery Worker, which has the code that will read them. Without its answer nothing is stored.
 */
export async function checkMapping(
  deps: ApiDeps,
  detail: CatalogDetail,
  content: MappingContent,
): Promise<Result<MappingContent, Failure>> {
  const { action: slug, mapping } = content
  const action = findAction(detail, slug)
  if (action === undefined) return unknownAction(detail)
  const found = findMappingProblems(action, mapping)
  const problems = found.length > 0 ? found : await askDelivery(deps, detail.slug, slug, mapping)
  if (problems === null) {
    return fail('service-unavailable', 'The mapping could not be checked just now. Try again.')
  }
  const [first, ...others] = problems.map(({ field, message }): Failure[0] => ({
    type: 'bad-request',
    message,
    field: field === '' ? 'settings' : `settings.${field}`,
  }))
  return first === undefined ? ok(content) : { ok: false, error: [first, ...others] }
}

async function askDelivery(
  deps: ApiDeps,
  slug: string,
  action: string,
  mapping: Record<string, unknown>,
): Promise<{ field: string; message: string }[] | null> {
  try {
    return await deps.mappingService.checkMapping({ slug, action, mapping })
  } catch (error) {
    console.error({ event: 'mapping not checked', slug, action, error: String(error) })
    return null
  }
}
