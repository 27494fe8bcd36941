import type * as v from 'valibot'
import type { MappingContent } from '../db/queries/destination-mappings.ts'
import { MAX_MAPPINGS } from '../domain/config/mapping.ts'
import { parseFql } from '../domain/fql/parse.ts'
import { err, ok, type Result } from '../domain/result.ts'
import type { ApiDeps, DestinationKind } from './api-deps.ts'
import { checkMapping, contentOf } from './check-mapping.ts'
import type { createMappingSchema } from './contract/mappings.ts'
import type { Failure } from './endpoint.ts'
import { fail } from './errors.ts'

/**
 * The mappings that a destination is made with: those that are given, or else the catalog's automatic
 * presets, switched on. Nothing goes out through them before the destination itself is enabled.
 */
export async function startingMappings(
  deps: ApiDeps,
  kind: DestinationKind,
  given: v.InferOutput<typeof createMappingSchema>[] | undefined,
): Promise<Result<MappingContent[], Failure>> {
  const detail = await deps.catalogDetail(kind.slug)
  if (detail === null) {
    return given === undefined || given.length === 0
      ? ok([])
      : fail('bad-request', `${kind.name} has no actions, and takes no mappings.`, 'mappings')
  }
  if (given === undefined) {
    return ok(
      detail.presets
        .filter(({ type }) => type === 'automatic')
        .slice(0, MAX_MAPPINGS)
        .map(({ name, actionSlug, trigger, mapping }) => ({
          name,
          action: actionSlug,
          trigger,
          mapping,
          enabled: parseFql(trigger).ok,
        })),
    )
  }
  const contents: MappingContent[] = []
  for (const [index, input] of given.entries()) {
    const content = contentOf(detail, input)
    const checked = content.ok ? await checkMapping(deps, detail, content.value) : content
    if (!checked.ok) return err(below(`mappings.${index}`, checked.error))
    contents.push(checked.value)
  }
  return ok(contents)
}

const below = (prefix: string, [first, ...others]: Failure): Failure => {
  const moved = (error: Failure[0]) => ({
    ...error,
    field: error.field === undefined ? prefix : `${prefix}.${error.field}`,
  })
  return [moved(first), ...others.map(moved)]
}
