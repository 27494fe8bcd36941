import { eq } from 'drizzle-orm'
import type { Permission } from '../../domain/access/permission.ts'
import type { Db } from '../client.ts'
import { groupMembers, groups, members } from '../schema/access.ts'
import { workspaces } from '../schema/workspaces.ts'

export interface Membership {
  workspaceId: string
  slug: string
  name: string
  /** The member's own, and those of its groups. */
  permissions: Permission[]
}

/** Like the look-up of a token without a workspace id: it is what tells a user's workspaces. */
export async function membershipsOf(db: Db, userId: string): Promise<Membership[]> {
  const [own, viaGroups] = await db.batch([
    db
      .select({
        workspaceId: workspaces.id,
        slug: workspaces.slug,
        name: workspaces.name,
        permissions: members.permissions,
      })
      .from(members)
      .innerJoin(workspaces, eq(workspaces.id, members.workspaceId))
      .where(eq(members.userId, userId))
      .orderBy(members.createdAt, workspaces.id),
    db
      .select({ workspaceId: groups.workspaceId, permissions: groups.permissions })
      .from(groupMembers)
      .innerJoin(groups, eq(groups.id, groupMembers.groupId))
      .where(eq(groupMembers.userId, userId)),
  ])
  return own.map((membership) => ({
    ...membership,
    permissions: [
      ...membership.permissions,
      ...viaGroups
        .filter((group) => group.workspaceId === membership.workspaceId)
        .flatMap((group) => group.permissions),
    ],
  }))
}

/** Whether somebody has an account here yet; until then the set-up code makes one. */
export async function someMemberExists(db: Db): Promise<boolean> {
  const rows = await db.select({ id: members.userId }).from(members).limit(1)
  return rows.length > 0
}
