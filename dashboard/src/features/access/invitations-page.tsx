import { useSuspenseQuery } from '@tanstack/react-query'
import { MailPlus, RotateCw, Trash2, UserPlus } from 'lucide-react'
import { useState } from 'react'
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
import { EmptyState } from '../../components/empty-state.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
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
import { toast } from '../../components/ui/toast.tsx'
import { Tooltip } from '../../components/ui/tooltip.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { PermissionBadges } from './permission-badges.tsx'
import { useTeamChange } from './use-team-change.ts'

export function InvitationsPage() {
  const { data: invitations } = useSuspenseQuery(invitationsQuery())
  const [inviting, setInviting] = useState(false)
  const button = (
    <Button onClick={() => setInviting(true)}>
      <UserPlus aria-hidden="true" />
      Invite people
    </Button>
  )
  return (
    <>
      {invitations.length > 0 && <div className="mb-4 flex justify-end">{button}</div>}
      <Card>
        {invitations.length === 0 ? (
          <EmptyState icon={MailPlus} title="No open invitations" action={button}>
            Who is invited appears here until the link is used.
          </EmptyState>
        ) : (
          <Table label="Invitations" stacked>
            <TableHead>
              <TableRow>
                <TableHeader>Address</TableHeader>
                <TableHeader>Status</TableHeader>
                <TableHeader>Roles</TableHeader>
                <TableHeader>Invited by</TableHeader>
                <TableHeader>
                  <span className="sr-only">Actions</span>
                </TableHeader>
              </TableRow>
            </TableHead>
            <TableBody>
              {invitations.map((invitation) => (
                <InvitationRow key={invitation.id} invitation={invitation} />
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  )
}

function InvitationRow({ invitation }: { invitation: InvitationAnswer }) {
  const { email, status, permissions, groups, invitedBy, createdAt, expiresAt } = invitation
  return (
    <TableRow>
      <TableCell className="font-medium">{email}</TableCell>
      <TableCell label="Status">
        <Badge className="justify-self-start" tone={status === 'pending' ? 'info' : 'warning'}>
          {status === 'pending' ? 'Pending' : 'Expired'}
        </Badge>
        <p className="mt-1 text-xs text-muted-foreground">
          {status === 'pending' ? 'expires ' : 'expired '}
          <RelativeTime date={expiresAt} />
        </p>
      </TableCell>
      <TableCell label="Roles" className="min-w-40">
        <PermissionBadges permissions={permissions} />
        {groups.length > 0 && (
          <p className="mt-1 text-xs text-muted-foreground">
            {groups.length === 1 ? 'Group' : 'Groups'}: {groups.map(({ name }) => name).join(', ')}
          </p>
        )}
      </TableCell>
      <TableCell label="Invited by" className="text-muted-foreground">
        <p className="whitespace-nowrap">{invitedBy}</p>
        <p className="text-xs">
          <RelativeTime date={createdAt} />
        </p>
      </TableCell>
      <TableCell className="w-0">
        <InvitationActions invitation={invitation} />
      </TableCell>
    </TableRow>
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
