import { KeyRound, ShieldCheck, UserMinus } from 'lucide-react'
import { useState } from 'react'
import {
  makeResetLink,
  removeMember,
  setMemberPermissions,
  type UserAnswer,
} from '../../api/team.ts'
import { ActionsMenu } from '../../components/actions-menu.tsx'
import { useConfirm } from '../../components/confirm.tsx'
import { CopyField } from '../../components/copy-button.tsx'
import { DialogHeading, PlainDialog } from '../../components/form-dialog.tsx'
import { DropdownMenuItem, DropdownMenuSeparator } from '../../components/ui/dropdown-menu.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { formatMinute } from '../../format/format-date.ts'
import { PermissionsDialog } from './permissions-dialog.tsx'
import { useTeamChange } from './use-team-change.ts'

export function MemberMenu({ member, isMe }: { member: UserAnswer; isMe: boolean }) {
  const [editing, setEditing] = useState(false)
  const confirm = useConfirm()
  const { id, name } = member
  const link = useTeamChange({ change: () => makeResetLink(id) })
  const removal = useTeamChange({
    change: () => removeMember(id),
    onDone: () => toast.success(`${name} is no longer a member.`),
  })
  const remove = async () => {
    const agreed = await confirm({
      title: isMe ? 'Leave this workspace?' : `Remove ${name}?`,
      description: isMe
        ? 'You lose access at once. An owner has to invite you again.'
        : `${name} loses access at once, and leaves all groups. The account stays; coming back takes a new invitation.`,
      action: isMe ? 'Leave workspace' : 'Remove member',
      destructive: true,
    })
    if (agreed) removal.mutate(undefined)
  }
  return (
    <>
      <ActionsMenu name={name}>
        <DropdownMenuItem onSelect={() => setEditing(true)}>
          <ShieldCheck aria-hidden="true" />
          Change roles
        </DropdownMenuItem>
        <DropdownMenuItem onSelect={() => link.mutate(undefined)}>
          <KeyRound aria-hidden="true" />
          Password reset link
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuItem destructive onSelect={() => void remove()}>
          <UserMinus aria-hidden="true" />
          {isMe ? 'Leave workspace' : 'Remove'}
        </DropdownMenuItem>
      </ActionsMenu>
      {editing && (
        <PermissionsDialog
          title={`Roles of ${name}`}
          description="Rights add up: what a group gives comes on top."
          permissions={member.permissions}
          save={(permissions) => setMemberPermissions(id, permissions)}
          onClose={() => setEditing(false)}
        />
      )}
      {link.data && (
        <PlainDialog onClose={link.reset}>
          <DialogHeading title={`Password reset link for ${name}`}>
            Whoever opens it sets a new password for this account: hand it over in person or over a
            safe channel. It works once, until {formatMinute(link.data.expiresAt)}.
          </DialogHeading>
          <CopyField text={link.data.link} what="reset link" />
        </PlainDialog>
      )}
    </>
  )
}
