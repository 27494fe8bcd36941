import { useSuspenseQuery } from '@tanstack/react-query'
import { MoreHorizontal, Pencil, Plus, ShieldCheck, Trash2, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { deleteGroup, type GroupAnswer, groupsQuery, setGroupPermissions } from '../../api/team.ts'
import { useConfirm } from '../../components/confirm.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '../../components/ui/dropdown-menu.tsx'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '../../components/ui/table.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { GroupDialog } from './group-dialog.tsx'
import { PermissionBadges } from './permission-badges.tsx'
import { PermissionsDialog } from './permissions-dialog.tsx'
import { useTeamChange } from './use-team-change.ts'

export function GroupsPage() {
  const { data: groups } = useSuspenseQuery(groupsQuery())
  const [adding, setAdding] = useState(false)
  const button = (
    <Button onClick={() => setAdding(true)}>
      <Plus aria-hidden="true" />
      Add group
    </Button>
  )
  return (
    <>
      {groups.length > 0 && <div className="mb-4 flex justify-end">{button}</div>}
      <Card>
        {groups.length === 0 ? (
          <EmptyState icon={UsersRound} title="No groups yet" action={button}>
            A group gives the same roles to several people: a team, an agency, everybody on call.
          </EmptyState>
        ) : (
          <Table label="Groups" stacked>
            <TableHead>
              <TableRow>
                <TableHeader>Name</TableHeader>
                <TableHeader>Members</TableHeader>
                <TableHeader>Roles</TableHeader>
                <TableHeader>
                  <span className="sr-only">Actions</span>
                </TableHeader>
              </TableRow>
            </TableHead>
            <TableBody>
              {groups.map((group) => (
                <TableRow key={group.id}>
                  <TableCell className="font-medium">{group.name}</TableCell>
                  <TableCell label="Members" className="tabular-nums">
                    {group.memberCount}
                  </TableCell>
                  <TableCell label="Roles">
                    <PermissionBadges permissions={group.permissions} />
                  </TableCell>
                  <TableCell className="w-0 text-right max-sm:absolute! max-sm:top-1 max-sm:right-0">
                    <GroupMenu group={group} />
                  </TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
      {adding && <GroupDialog onClose={() => setAdding(false)} />}
    </>
  )
}

function GroupMenu({ group }: { group: GroupAnswer }) {
  const [opened, setOpened] = useState<'edit' | 'roles' | null>(null)
  const confirm = useConfirm()
  const { id, name, memberCount } = group
  const removal = useTeamChange({
    change: () => deleteGroup(id),
    onDone: () => toast.success(`The group ${name} is deleted.`),
  })
  const remove = async () => {
    const agreed = await confirm({
      title: `Delete ${name}?`,
      description: `Its ${memberCount === 1 ? 'member stays' : `${memberCount} members stay`} in the workspace, without the roles that the group gives.`,
      action: 'Delete group',
      destructive: true,
    })
    if (agreed) removal.mutate(undefined)
  }
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-sm" aria-label={`Actions for ${name}`}>
            <MoreHorizontal aria-hidden="true" />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end">
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
        </DropdownMenuContent>
      </DropdownMenu>
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
