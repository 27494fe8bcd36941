import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Download, UserPlus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { meQuery } from '../../api/me.ts'
import { exportMembers, membersQuery, type UserAnswer } from '../../api/team.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { saveFile } from '../../components/save-file.ts'
import { SearchInput } from '../../components/search-input.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '../../components/ui/table.tsx'
import { formatDay } from '../../format/format-date.ts'
import { InviteDialog } from './invite-dialog.tsx'
import { MemberMenu } from './member-menu.tsx'
import { PermissionBadges } from './permission-badges.tsx'

const route = getRouteApi('/app/settings/access/')

export function MembersPage() {
  const { q = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const { data: members } = useSuspenseQuery(membersQuery())
  const [inviting, setInviting] = useState(false)
  const shown = members.filter(matches(q))
  const csv = useMutation({
    mutationFn: exportMembers,
    onSuccess: (file) => saveFile('members.csv', file),
  })
  return (
    <>
      <div className="mb-4 flex flex-wrap gap-2">
        <SearchInput
          label="Search members"
          value={q}
          onChange={(text) =>
            void navigate({ search: { q: text === '' ? undefined : text }, replace: true })
          }
          className="w-full sm:w-64"
        />
        <div className="ml-auto flex gap-2">
          <Button variant="secondary" busy={csv.isPending} onClick={() => csv.mutate()}>
            <Download aria-hidden="true" />
            Export
          </Button>
          <Button onClick={() => setInviting(true)}>
            <UserPlus aria-hidden="true" />
            Invite people
          </Button>
        </div>
      </div>
      <Card>
        {shown.length === 0 ? (
          <EmptyState icon={UsersRound} title="Nobody has that name or address" />
        ) : (
          <MembersTable members={shown} />
        )}
      </Card>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  )
}

function matches(text: string): (member: UserAnswer) => boolean {
  const wanted = text.trim().toLowerCase()
  return ({ name, email }) => name.toLowerCase().includes(wanted) || email.includes(wanted)
}

function MembersTable({ members }: { members: readonly UserAnswer[] }) {
  const { data: me } = useSuspenseQuery(meQuery())
  return (
    <Table label="Members" stacked>
      <TableHead>
        <TableRow>
          <TableHeader>Name</TableHeader>
          <TableHeader>Roles</TableHeader>
          <TableHeader>Groups</TableHeader>
          <TableHeader>Two-factor</TableHeader>
          <TableHeader>Member since</TableHeader>
          <TableHeader>
            <span className="sr-only">Actions</span>
          </TableHeader>
        </TableRow>
      </TableHead>
      <TableBody>
        {members.map((member) => (
          <TableRow key={member.id}>
            <TableCell>
              <p className="flex items-center gap-2 font-medium whitespace-nowrap">
                {member.name}
                {member.id === me?.id && <Badge tone="outline">You</Badge>}
              </p>
              <p className="text-xs text-muted-foreground">{member.email}</p>
            </TableCell>
            <TableCell label="Roles" className="min-w-48">
              <PermissionBadges permissions={member.permissions} />
            </TableCell>
            <TableCell label="Groups" className="text-muted-foreground">
              {member.groups.map(({ name }) => name).join(', ') || '–'}
            </TableCell>
            <TableCell label="Two-factor">
              <Badge
                className="justify-self-start"
                tone={member.twoFactorEnabled ? 'success' : 'neutral'}
              >
                {member.twoFactorEnabled ? 'On' : 'Off'}
              </Badge>
            </TableCell>
            <TableCell label="Since" className="whitespace-nowrap text-muted-foreground">
              {formatDay(member.createdAt)}
            </TableCell>
            <TableCell className="w-0 text-right max-sm:absolute! max-sm:top-1 max-sm:right-0">
              <MemberMenu member={member} isMe={member.id === me?.id} />
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  )
}
