import { useSuspenseQuery } from '@tanstack/react-query'
import { KeySquare, Plus } from 'lucide-react'
import { revokeToken, type TokenAnswer, tokensQuery } from '../../api/team.ts'
import { useConfirm } from '../../components/confirm.tsx'
import { ACTION_CELL, type Column } from '../../components/data-table.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Button } from '../../components/ui/button.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { CreateTokenDialog } from './create-token-dialog.tsx'
import { PermissionBadges } from './permission-badges.tsx'
import { TeamList } from './team-list.tsx'
import { useTeamChange } from './use-team-change.ts'

const COLUMNS: readonly Column<TokenAnswer>[] = [
  { name: 'Name', className: 'font-medium', cell: ({ name }) => name },
  {
    name: 'Roles',
    label: 'Roles',
    className: 'min-w-40',
    cell: ({ permissions }) => <PermissionBadges permissions={permissions} />,
  },
  {
    name: 'Created',
    label: 'Created',
    className: 'text-muted-foreground',
    cell: ({ createdAt, createdBy }) => (
      <>
        <RelativeTime date={createdAt} />
        <p className="text-xs">{createdBy === '' ? 'with the installation' : `by ${createdBy}`}</p>
      </>
    ),
  },
  {
    name: 'Last used',
    label: 'Last used',
    className: 'text-muted-foreground',
    cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'Never' : <RelativeTime date={lastUsedAt} />),
  },
  {
    name: 'Actions',
    unseen: true,
    className: ACTION_CELL,
    cell: (token) => <RevokeButton token={token} />,
  },
]

export function TokensPage() {
  const { data: tokens } = useSuspenseQuery(tokensQuery())
  return (
    <TeamList
      label="API tokens"
      rows={tokens}
      columns={COLUMNS}
      note="Programs call the management API with a token. Give each program its own."
      action={{
        icon: Plus,
        label: 'Create token',
        dialog: (onClose) => <CreateTokenDialog onClose={onClose} />,
      }}
      empty={{
        icon: KeySquare,
        title: 'No API tokens',
        text: 'With a token, a script or another service calls the management API: everything that this dashboard does.',
      }}
    />
  )
}

function RevokeButton({ token: { id, name } }: { token: TokenAnswer }) {
  const confirm = useConfirm()
  const { mutate, isPending } = useTeamChange({
    change: () => revokeToken(id),
    onDone: () => toast.success(`The token ${name} is revoked.`),
  })
  const revoke = async () => {
    const agreed = await confirm({
      title: `Revoke ${name}?`,
      description: 'Whatever uses it is refused from now on. A revoked token does not come back.',
      action: 'Revoke token',
      destructive: true,
    })
    if (agreed) mutate(undefined)
  }
  return (
    <Button
      variant="ghost"
      size="sm"
      busy={isPending}
      aria-label={`Revoke ${name}`}
      onClick={() => void revoke()}
    >
      Revoke
    </Button>
  )
}
