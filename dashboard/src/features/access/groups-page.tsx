import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Pencil, Plus, ShieldCheck, Trash2, UsersRound } from 'lucide-react'
import { useState } from 'react'
import {
  createGroup,
  deleteGroup,
  type GroupAnswer,
  groupMembersQuery,
  groupsQuery,
  setGroupMembers,
  setGroupPermissions,
  toInput,
} from '../../api/team.ts'
import { ActionsMenu } from '../../components/actions-menu.tsx'
import { useConfirm } from '../../components/confirm.tsx'
import { ACTION_CELL, type Column } from '../../components/data-table.tsx'
import { DropdownMenuItem, DropdownMenuSeparator } from '../../components/ui/dropdown-menu.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { GroupDialog } from './group-dialog.tsx'
import { PermissionBadges } from './permission-badges.tsx'
import { PermissionsDialog } from './permissions-dialog.tsx'
import { TeamList } from './team-list.tsx'
import { useTeamChange } from './use-team-change.ts'

const COLUMNS: readonly Column<GroupAnswer>[] = [
  { name: 'Name', className: 'font-medium', cell: ({ name }) => name },
  {
    name: 'Members',
    label: 'Members',
    className: 'tabular-nums',
    cell: ({ memberCount }) => memberCount,
  },
  {
    name: 'Roles',
    label: 'Roles',
    cell: ({ permissions }) => <PermissionBadges permissions={permissions} />,
  },
  {
    name: 'Actions',
    unseen: true,
    className: ACTION_CELL,
    cell: (group) => <GroupMenu group={group} />,
  },
]

export function GroupsPage() {
  const { data: groups } = useSuspenseQuery(groupsQuery())
  return (
    <TeamList
      label="Groups"
      rows={groups}
      columns={COLUMNS}
      action={{
        icon: Plus,
        label: 'Add group',
        dialog: (onClose) => <GroupDialog onClose={onClose} />,
      }}
      empty={{
        icon: UsersRound,
        title: 'No groups yet',
        text: 'A group gives the same roles to several people: a team, an agency, everybody on call.',
      }}
    />
  )
}

function GroupMenu({ group }: { group: GroupAnswer }) {
  const [opened, setOpened] = useState<'edit' | 'roles' | null>(null)
  const confirm = useConfirm()
  const { id, name, memberCount } = group
  const removal = useGroupRemoval(group)
  const remove = async () => {
    const agreed = await confirm({
      title: `Delete ${name}?`,
      description: `Its ${memberCount === 1 ? 'member stays' : `${memberCount} members stay`} in the workspace, without the roles that the group gives.`,
      action: 'Delete group',
      destructive: true,
    })
    if (agreed) removal()
  }
  return (
    <>
      <ActionsMenu name={name}>
        <DropdownMenuItem onSelect={() => setOpened('edit')}>
          <Pencil aria-hidden="true" />
          Name and members
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => setOpened('roles')}>
          <ShieldCheck aria-hidden="true" />
          Change roles
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem destructive onSelect={() => void remove()}>
          <Trash2 aria-hidden="true" />
          Delete
        </DropdownMenuItem>
      </ActionsMenu>
      {opened === 'edit' && <GroupDialog group={group} onClose={() => setOpened(null)} />}
      {opened === 'roles' && (
        <PermissionsDialog
          title={`Roles of ${name}`}
          description="Every member of the group has them, on top of their own."
          permissions={group.permissions}
          save={(permissions) => setGroupPermissions(id, permissions)}
          onClose={() => setOpened(null)}
        />
      )}
    </>
  )
}

/** Deletes a group; for a moment it can be made again as it was. */
function useGroupRemoval({ id, name, permissions }: GroupAnswer): () => void {
  const queryClient = useQueryClient()
  const again = useTeamChange({
    change: async (emails: string[]) => {
      const made = await createGroup(name)
      await setGroupPermissions(made.id, toInput(permissions))
      if (emails.length > 0) await setGroupMembers(made.id, emails)
    },
    onDone: () => toast.success(`The group ${name} is back.`),
  })
  const removal = useTeamChange({
    change: async () => {
      const members = await queryClient.fetchQuery({ ...groupMembersQuery(id), staleTime: 0 })
      await deleteGroup(id)
      return members.map(({ email }) => email)
    },
    onDone: (emails) => toast.undo(`The group ${name} is deleted.`, () => again.mutate(emails)),
  })
  return () => removal.mutate(undefined)
}
