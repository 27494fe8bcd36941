import { useSuspenseQuery } from '@tanstack/react-query'
import { MailPlus, RotateCw, Trash2, UserPlus } from 'lucide-react'
import {
  type InvitationAnswer,
  invitationsQuery,
  invite,
  resendInvitation,
  revokeInvitation,
  toInput,
} from '../../api/team.ts'
import { useConfirm } from '../../components/confirm.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import type { Column } from '../../components/data-table.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { Tooltip } from '../../components/ui/tooltip.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { PermissionBadges } from './permission-badges.tsx'
import { TeamList } from './team-list.tsx'
import { useTeamChange } from './use-team-change.ts'

const COLUMNS: readonly Column<InvitationAnswer>[] = [
  { name: 'Address', className: 'font-medium', cell: ({ email }) => email },
  {
    name: 'Status',
    label: 'Status',
    cell: ({ status, expiresAt }) => (
      <>
        <Badge tone={status === 'pending' ? 'info' : 'warning'}>
          {status === 'pending' ? 'Pending' : 'Expired'}
        </Badge>
        <p className="mt-1 text-xs text-muted-foreground">
          {status === 'pending' ? 'expires ' : 'expired '}
          <RelativeTime date={expiresAt} />
        </p>
      </>
    ),
  },
  {
    name: 'Roles',
    label: 'Roles',
    className: 'min-w-40',
    cell: ({ permissions, groups }) => (
      <>
        <PermissionBadges permissions={permissions} />
        {groups.length > 0 && (
          <p className="mt-1 text-xs text-muted-foreground">
            {groups.length === 1 ? 'Group' : 'Groups'}: {groups.map(({ name }) => name).join(', ')}
          </p>
        )}
      </>
    ),
  },
  {
    name: 'Invited by',
    label: 'Invited by',
    className: 'text-muted-foreground',
    cell: ({ invitedBy, createdAt }) => (
      <>
        <p className="whitespace-nowrap">{invitedBy}</p>
        <p className="text-xs">
          <RelativeTime date={createdAt} />
        </p>
      </>
    ),
  },
  {
    name: 'Actions',
    unseen: true,
    className: 'w-0',
    cell: (invitation) => <InvitationActions invitation={invitation} />,
  },
]

export function InvitationsPage() {
  const { data: invitations } = useSuspenseQuery(invitationsQuery())
  return (
    <TeamList
      label="Invitations"
      rows={invitations}
      columns={COLUMNS}
      action={{
        icon: UserPlus,
        label: 'Invite people',
        dialog: (onClose) => <InviteDialog onClose={onClose} />,
      }}
      empty={{
        icon: MailPlus,
        title: 'No open invitations',
        text: 'Who is invited appears here until the link is used.',
      }}
    />
  )
}

function InvitationActions({ invitation }: { invitation: InvitationAnswer }) {
  const { id, email, link, permissions, groups } = invitation
  const confirm = useConfirm()
  const resend = useTeamChange({
    change: () => resendInvitation(id),
    onDone: ({ emailed }) =>
      toast.success(
        emailed
          ? `A new link is on its way to ${email}.`
          : `${email} has a new link for seven days: copy it and hand it over.`,
      ),
  })
  const again = useTeamChange({
    change: () =>
      invite({
        emails: email,
        permissions: toInput(permissions),
        groupIds: groups.map((group) => group.id),
      }),
    onDone: () => toast.success(`${email} is invited again, with a new link.`),
  })
  const revoke = useTeamChange({
    change: () => revokeInvitation(id),
    onDone: () =>
      toast.undo(`The invitation of ${email} is revoked.`, () => again.mutate(undefined)),
  })
  const askToRevoke = async () => {
    const agreed = await confirm({
      title: `Revoke the invitation of ${email}?`,
      description: 'The link stops working at once.',
      action: 'Revoke invitation',
      destructive: true,
    })
    if (agreed) revoke.mutate(undefined)
  }
  return (
    <div className="flex justify-end gap-1">
      {link !== null && (
        <CopyButton text={link} what={`invitation link for ${email}`} label="Copy link" />
      )}
      <Tooltip text="Make a new link, and send it where e-mail is configured">
        <Button
          variant="ghost"
          size="icon-sm"
          aria-label={`Resend to ${email}`}
          busy={resend.isPending}
          onClick={() => resend.mutate(undefined)}
        >
          {!resend.isPending && <RotateCw aria-hidden="true" />}
        </Button>
      </Tooltip>
      <Button
        variant="ghost"
        size="icon-sm"
        aria-label={`Revoke the invitation of ${email}`}
        onClick={() => void askToRevoke()}
      >
        <Trash2 aria-hidden="true" />
      </Button>
    </div>
  )
}
