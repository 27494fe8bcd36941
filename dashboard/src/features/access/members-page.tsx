import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { Download, UserPlus, UsersRound } from 'lucide-react'
import { useState } from 'react'
import { meQuery } from '../../api/me.ts'
import { exportMembers, membersQuery, type UserAnswer } from '../../api/team.ts'
import { ACTION_CELL, type Column, DataTable } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { saveFile } from '../../components/save-file.ts'
import { SearchInput } from '../../components/search-input.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
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
  return <DataTable label="Members" columns={columnsFor(me?.id)} rows={members} />
}

/** @param me Who is looking: one of the members is that person. */
const columnsFor = (me: string | undefined): Column<UserAnswer>[] => [
  {
    name: 'Name',
    cell: ({ id, name, email }) => (
      <>
        <p className="flex items-center gap-2 font-medium whitespace-nowrap">
          {name}
          {id === me && <Badge tone="outline">You</Badge>}
        </p>
        <p className="text-xs text-muted-foreground">{email}</p>
      </>
    ),
  },
  {
    name: 'Roles',
    label: 'Roles',
    className: 'min-w-48',
    cell: ({ permissions }) => <PermissionBadges permissions={permissions} />,
  },
  {
    name: 'Groups',
    label: 'Groups',
    className: 'text-muted-foreground',
    cell: ({ groups }) => groups.map(({ name }) => name).join(', ') || '–',
  },
  {
    name: 'Two-factor',
    label: 'Two-factor',
    cell: ({ twoFactorEnabled: on }) => (
      <Badge tone={on ? 'success' : 'neutral'}>{on ? 'On' : 'Off'}</Badge>
    ),
  },
  {
    name: 'Member since',
    label: 'Since',
    className: 'whitespace-nowrap text-muted-foreground',
    cell: ({ createdAt }) => formatDay(createdAt),
  },
  {
    name: 'Actions',
    unseen: true,
    className: ACTION_CELL,
    cell: (member) => <MemberMenu member={member} isMe={member.id === me} />,
  },
]
