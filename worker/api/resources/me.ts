import { type Membership, membershipsOf, someMemberExists } from '../../db/queries/principals.ts'
import { getWorkspace } from '../../db/queries/workspaces.ts'
import { can, isOwner, mayEver } from '../../domain/access/can.ts'
import {
  ACTIONS,
  type Action,
  RESOURCE_KINDS,
  type ResourceKind,
} from '../../domain/access/resource.ts'
import type { ApiDeps } from '../api-deps.ts'
import { type Caller, identify } from '../authorize.ts'
import type { MeAnswer, SetupStateAnswer } from '../contract/me.ts'
import { type OpenEndpoint, reply } from '../endpoint.ts'
import { showPermissions } from '../permissions.ts'

export const meEndpoints: readonly OpenEndpoint[] = [
  {
    method: 'GET',
    path: '/setup-state',
    needs: 'nothing',
    async handle({ deps }) {
      const answer: SetupStateAnswer = { ownerExists: await someMemberExists(deps.db) }
      return reply(answer)
    },
  },
  {
    method: 'GET',
    path: '/me',
    needs: 'nothing',
    async handle({ deps, request }) {
      const caller = await identify(request, deps)
      if (!caller.ok) return caller
      const memberships = await membershipsOfCaller(caller.value, deps)
      const answer: MeAnswer = {
        ...describe(caller.value),
        workspaces: memberships.map(showMembership),
      }
      return reply(answer)
    },
  },
]

async function membershipsOfCaller(caller: Caller, { db }: ApiDeps): Promise<Membership[]> {
  if (caller.kind === 'user') return membershipsOf(db, caller.user.id)
  const { workspaceId, permissions } = caller.token
  const workspace = await getWorkspace(db, workspaceId)
  if (workspace === null) return []
  const { slug, name } = workspace
  return [{ workspaceId, slug, name, permissions }]
}

const describe = (caller: Caller): Omit<MeAnswer, 'workspaces'> =>
  caller.kind === 'user'
    ? { kind: 'user', ...caller.user }
    : {
        kind: 'token',
        id: caller.token.id,
        name: caller.token.name,
        email: null,
        twoFactorEnabled: false,
      }

const showMembership = (membership: Membership): MeAnswer['workspaces'][number] => ({
  id: membership.workspaceId,
  slug: membership.slug,
  name: membership.name,
  isOwner: isOwner(membership),
  permissions: showPermissions(membership.permissions),
  may: rights((action, kind) => mayEver(membership, action, kind)),
  mayAll: rights((action, kind) => can(membership, action, { kind })),
})

const rights = (
  judge: (action: Action, kind: ResourceKind) => boolean,
): Record<ResourceKind, Action[]> =>
  // Every kind of the list is given a value, which `fromEntries` cannot express.
  Object.fromEntries(
    RESOURCE_KINDS.map((kind) => [kind, ACTIONS.filter((action) => judge(action, kind))]),
  ) as Record<ResourceKind, Action[]>
