import { type DestinationRow, getDestination } from '../db/queries/destinations.ts'
import { allSources, getSource, type Source, type SourceRow } from '../db/queries/sources.ts'
import { can, type Principal } from '../domain/access/can.ts'
import type { Action, Resource, ResourceKind } from '../domain/access/resource.ts'
import { ok, type Result } from '../domain/result.ts'
import type { Call, Failure } from './endpoint.ts'
import { fail, notFound } from './errors.ts'

/** How a resource is named to `can` that hangs on a source. */
export const ofSource = (
  kind: ResourceKind,
  { id, labels }: Pick<SourceRow, 'id' | 'labels'>,
): Resource => ({ kind, within: { id, labels } })

export const forbidden = (action: Action, kind: ResourceKind) =>
  fail('forbidden', `You may not ${action} this: it takes the right to ${action} ${kind}s.`)

/**
 * The source, if the caller may do this with what hangs on it. One that the caller may not see is
 * not found, like one that does not exist.
 *
 * @param deleted Whether a deleted source is found too.
 */
export async function judgeSource(
  { deps, principal }: Pick<Call, 'deps' | 'principal'>,
  id: string,
  action: Action,
  kind: 'source' | 'write-key' | 'destination' = 'source',
  deleted: 'live' | 'deleted too' = 'live',
): Promise<Result<Source, Failure>> {
  const source = await getSource(deps.db, principal.workspaceId, id, deleted)
  if (source === null || !can(principal, 'read', ofSource('source', source))) {
    return notFound('source')
  }
  if (!can(principal, action, ofSource(kind, source))) return forbidden(action, kind)
  return ok(source)
}

export async function judgeDestination(
  { deps, principal }: Pick<Call, 'deps' | 'principal'>,
  id: string,
  action: Action,
): Promise<Result<DestinationRow, Failure>> {
  const row = await getDestination(deps.db, principal.workspaceId, id)
  const source = row && (await getSource(deps.db, principal.workspaceId, row.sourceId))
  if (row === null || source === null) return notFound('destination')
  const resource = ofSource('destination', source)
  if (!can(principal, 'read', resource)) return notFound('destination')
  if (!can(principal, action, resource)) return forbidden(action, 'destination')
  return ok(row)
}

/** Undefined when the caller sees all of them, which lets the database page through the list. */
export const visibleSources = (
  principal: Principal,
  kind: 'source' | 'destination' = 'source',
): ((source: SourceRow) => boolean) | undefined =>
  can(principal, 'read', { kind })
    ? undefined
    : (source) => can(principal, 'read', ofSource(kind, source))

/** Ids of the sources whose destinations the caller sees; undefined: all. */
export async function sourcesWithVisibleDestinations({
  deps,
  principal,
}: Call): Promise<ReadonlySet<string> | undefined> {
  const visible = visibleSources(principal, 'destination')
  if (visible === undefined) return undefined
  const sources = await allSources(deps.db, principal.workspaceId)
  return new Set(sources.filter(visible).map(({ id }) => id))
}
