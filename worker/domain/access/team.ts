import { isOwner } from './can.ts'
import type { Permission } from './permission.ts'

export interface Member {
  id: string
  name: string
  email: string
  twoFactorEnabled: boolean
  permissions: Permission[]
  createdAt: string
}

export interface Group {
  id: string
  name: string
  permissions: Permission[]
  userIds: string[]
}

/** Everybody who belongs to a workspace, and in which groups. */
export interface Team {
  members: Member[]
  groups: Group[]
}

/** A member's own permissions and those of its groups. */
export const permissionsOf = (team: Team, member: Member): Permission[] => [
  ...member.permissions,
  ...team.groups
    .filter((group) => group.userIds.includes(member.id))
    .flatMap((group) => group.permissions),
]

export const ownersOf = (team: Team, workspaceId: string): Member[] =>
  team.members.filter((member) =>
    isOwner({ workspaceId, permissions: permissionsOf(team, member) }),
  )

/** A workspace that has an owner keeps one: nobody else could let a new one in. */
export const losesItsOwners = (before: Team, after: Team, workspaceId: string): boolean =>
  ownersOf(before, workspaceId).length > 0 && ownersOf(after, workspaceId).length === 0
