import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { groupsQuery, type InvitationAnswer, invite, type PermissionInput } from '../../api/team.ts'
import { CopyField } from '../../components/copy-button.tsx'
import { DialogForm, DialogHeading, PlainDialog } from '../../components/form-dialog.tsx'
import { MultiSelect } from '../../components/multi-select.tsx'
import { Button } from '../../components/ui/button.tsx'
import { DialogFooter } from '../../components/ui/dialog.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Textarea } from '../../components/ui/input.tsx'
import { missingIn } from './check-permissions.ts'
import { PermissionsEditor } from './permissions-editor.tsx'
import { useTeamChange } from './use-team-change.ts'

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const [invited, setInvited] = useState<InvitationAnswer[]>()
  return (
    <PlainDialog onClose={onClose} className="max-w-xl">
      {invited === undefined ? (
        <InviteForm onInvited={setInvited} />
      ) : (
        <Invited invitations={invited} onClose={onClose} />
      )}
    </PlainDialog>
  )
}

function InviteForm({ onInvited }: { onInvited: (invitations: InvitationAnswer[]) => void }) {
  const { data: groups = [] } = useQuery(groupsQuery())
  const [emails, setEmails] = useState('')
  const [permissions, setPermissions] = useState<PermissionInput[]>([
    { roleId: 'source-read-only' },
  ])
  const [groupIds, setGroupIds] = useState<string[]>([])
  const [missing, setMissing] = useState<string>()
  const { mutate, error, isPending } = useTeamChange({
    change: () => invite({ emails, permissions, groupIds }),
    showsError: true,
    onDone: onInvited,
  })
  const submit = () => {
    const found = missingIn(permissions)
    setMissing(found)
    if (found === undefined) mutate(undefined)
  }
  const wrongAddress = Object.keys(error?.fields ?? {}).find((name) => name.startsWith('emails'))
  return (
    <DialogForm
      heading={
        <DialogHeading title="Invite people">
          Each gets a link that works once, for seven days, and makes an account with these roles.
        </DialogHeading>
      }
      problem={missing ?? (!wrongAddress ? error?.message : undefined)}
      action="Invite"
      busy={isPending}
      onSubmit={submit}
    >
      <Field
        label="E-mail addresses"
        hint="Several at once, separated by commas or line breaks."
        error={!wrongAddress ? undefined : explainAddress(emails, wrongAddress, error?.message)}
      >
        <Textarea
          required
          autoComplete="off"
          spellCheck={false}
          placeholder="ada@example.com, grace@example.com"
          value={emails}
          onChange={(event) => setEmails(event.currentTarget.value)}
        />
      </Field>
      <PermissionsEditor value={permissions} onChange={setPermissions} />
      {groups.length > 0 && (
        <Field label="Groups">
          <MultiSelect
            label="Groups"
            placeholder="None"
            options={groups}
            value={groupIds}
            onChange={setGroupIds}
          />
        </Field>
      )}
    </DialogForm>
  )
}

/** The API counts the addresses; people read them. */
function explainAddress(emails: string, field: string, message: string | undefined): string {
  const index = Number(field.split('.')[1])
  const address = emails.split(/[\s,;]+/).filter((part) => part !== '')[index]
  return address === undefined ? (message ?? 'Not valid.') : `${address}: ${message}`
}

interface InvitedProps {
  invitations: readonly InvitationAnswer[]
  onClose: () => void
}

function Invited({ invitations, onClose }: InvitedProps) {
  const emailed = invitations.every((invitation) => invitation.emailed)
  return (
    <>
      <DialogHeading
        title={invitations.length === 1 ? 'Invited' : `${invitations.length} people invited`}
      >
        {emailed
          ? 'The links are on their way by e-mail. You can also hand them over yourself.'
          : 'This Headwater sends no e-mail: hand each person their link yourself. You find the links again under Invitations.'}
      </DialogHeading>
      <ul className="grid gap-3">
        {invitations.map(({ id, email, link }) => (
          <li key={id} className="grid gap-1.5">
            <p className="text-sm font-medium">{email}</p>
            <CopyField text={link ?? ''} what={`invitation link for ${email}`} />
          </li>
        ))}
      </ul>
      <DialogFooter>
        <Button onClick={onClose}>Done</Button>
      </DialogFooter>
    </>
  )
}
