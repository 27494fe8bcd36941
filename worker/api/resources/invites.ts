import {
  createInvitations,
  type InvitationError,
  type InvitationRow,
  markEmailed,
  type NewInvitation,
  renewInvitation,
  revokeInvitations,
} from '../../db/queries/invitations.ts'
import { type AccessError, loadTeam } from '../../db/queries/team.ts'
import { getWorkspace } from '../../db/queries/workspaces.ts'
import type { Group } from '../../domain/access/team.ts'
import { ok, type Result } from '../../domain/result.ts'
import { SUCCESS } from '../contract/envelope.ts'
import {
  createInvitationsSchema,
  createInvitesSchema,
  type InvitationAnswer,
} from '../contract/invites.ts'
import type { PermissionInput } from '../contract/permissions.ts'
import { pagination, parseWindow, requireEmails, windowOf } from '../conventions.ts'
import {
  accessFailure,
  type Call,
  type Failure,
  parseBody,
  reply,
  type WorkspaceEndpoint,
} from '../endpoint.ts'
import { fail, notFound } from '../errors.ts'
import { invitationMail } from '../mails.ts'
import { checkPermissions, knownResources, showPermissions } from '../permissions.ts'
import { replyPage } from '../reply-page.ts'

/** `/invites` as client libraries know it: addresses only. `/invitations` has the rest. */
export const inviteEndpoints: readonly WorkspaceEndpoint[] = [
  {
    method: 'GET',
    path: '/invites',
    needs: ['read', 'member'],
    async handle({ deps, principal, query }) {
      const { invitations } = await loadTeam(deps.db, principal.workspaceId)
      return replyPage(query, 'invites', invitations, ({ email }) => email)
    },
  },
  {
    method: 'POST',
    path: '/invites',
    needs: ['write', 'member'],
    async handle(call) {
      const input = parseBody(createInvitesSchema, call.body)
      if (!input.ok) return input
      const invited = await invite(call, input.value.invites, (index) => `invites.${index}.`)
      if (!invited.ok) return invited
      return reply({ emails: invited.value.map(({ email }) => email) }, 201)
    },
  },
  {
    method: 'DELETE',
    path: '/invites',
    needs: ['write', 'member'],
    async handle({ deps, principal, query }) {
      const emails = requireEmails(query)
      if (!emails.ok) return emails
      const revoked = await revokeInvitations(deps, principal, emails.value)
      return revoked.ok ? reply(SUCCESS) : invitationFailure(revoked.error)
    },
  },
  {
    method: 'GET',
    path: '/invitations',
    needs: ['read', 'member'],
    async handle(call) {
      const { deps, principal, query } = call
      const window = parseWindow(query)
      if (!window.ok) return window
      const team = await loadTeam(deps.db, principal.workspaceId)
      return reply({
        invitations: await show(call, windowOf(team.invitations, window.value), team.groups),
        pagination: pagination(window.value, team.invitations.length),
      })
    },
  },
  {
    method: 'POST',
    path: '/invitations',
    needs: ['write', 'member'],
    async handle(call) {
      const input = parseBody(createInvitationsSchema, call.body)
      if (!input.ok) return input
      const { emails, permissions, groupIds } = input.value
      const given = [...new Set(emails)].map((email) => ({ email, permissions, groupIds }))
      const invited = await invite(call, given, () => '')
      if (!invited.ok) return invited
      const { groups } = await loadTeam(call.deps.db, call.principal.workspaceId)
      return reply({ invitations: await show(call, invited.value, groups) }, 201)
    },
  },
  {
    method: 'POST',
    path: '/invitations/:id/resend',
    needs: ['write', 'member'],
    async handle(call) {
      const { deps, principal, params } = call
      const renewed = await renewInvitation(deps, principal, params.id ?? '')
      if (!renewed.ok) return invitationFailure(renewed.error)
      const sent = await sendMails(call, [renewed.value])
      const { groups } = await loadTeam(deps.db, principal.workspaceId)
      const [invitation] = await show(call, sent, groups)
      return reply({ invitation })
    },
  },
  {
    method: 'DELETE',
    path: '/invitations/:id',
    needs: ['write', 'member'],
    async handle({ deps, principal, params }) {
      const revoked = await revokeInvitations(deps, principal, [params.id ?? ''])
      return revoked.ok ? reply(SUCCESS) : invitationFailure(revoked.error)
    },
  },
]

interface Wanted {
  email: string
  permissions: readonly PermissionInput[]
  groupIds: readonly string[]
}

async function invite(
  call: Call,
  wanted: readonly Wanted[],
  at: (index: number) => string,
): Promise<Result<InvitationRow[], Failure>> {
  const known = await knownResources(call)
  const given: NewInvitation[] = []
  for (const [index, { email, permissions, groupIds }] of wanted.entries()) {
    const checked = checkPermissions(permissions, known, `${at(index)}permissions`)
    if (!checked.ok) return checked
    given.push({ email, permissions: checked.value, groupIds })
  }
  const created = await createInvitations(call.deps, call.principal, given)
  if (!created.ok) return invitationFailure(created.error)
  return ok(await sendMails(call, created.value))
}

/** An invitation whose mail fails stands: its link is shown to the owner. */
async function sendMails(call: Call, rows: InvitationRow[]): Promise<InvitationRow[]> {
  const { deps, principal, url } = call
  const { sendMail } = deps
  if (sendMail === null) return rows
  const workspace = await getWorkspace(deps.db, principal.workspaceId)
  return Promise.all(
    rows.map(async (row) => {
      const link = await linkTo(call, row, 'mail')
      const names = { inviter: principal.name, workspace: workspace?.name ?? '', host: url.host }
      try {
        await sendMail(invitationMail(row.email, link, names))
        await markEmailed(deps.db, principal.workspaceId, row.id)
        return { ...row, emailed: true }
      } catch (cause) {
        console.error({ event: 'invitation mail failed', invitation: row.id, error: String(cause) })
        return row
      }
    }),
  )
}

const linkTo = async (
  { deps, url }: Call,
  row: InvitationRow,
  via: 'mail' | 'hand',
): Promise<string> =>
  `${url.origin}/invite?token=${encodeURIComponent(await deps.accounts.invitationToken(row, via))}`

const show = (
  call: Call,
  rows: readonly InvitationRow[],
  groups: readonly Group[],
): Promise<InvitationAnswer[]> =>
  Promise.all(
    rows.map(async (row) => {
      const expired = row.expiresAt <= call.deps.now()
      return {
        id: row.id,
        email: row.email,
        status: expired ? ('expired' as const) : ('pending' as const),
        permissions: showPermissions(row.permissions),
        groups: groups
          .filter(({ id }) => row.groupIds.includes(id))
          .map(({ id, name }) => ({ id, name })),
        link: expired ? null : await linkTo(call, row, 'hand'),
        emailed: row.emailed,
        invitedBy: row.invitedBy,
        createdAt: row.createdAt,
        expiresAt: row.expiresAt,
      }
    }),
  )

function invitationFailure(error: AccessError | InvitationError): Result<never, Failure> {
  switch (error.reason) {
    case 'not_found':
      return notFound('invitation')
    case 'already_member':
      return fail('conflict', `${error.email} is a member already.`, 'emails')
    case 'already_invited':
      return fail('conflict', `${error.email} has been invited already.`, 'emails')
    case 'unknown_group':
      return fail('bad-request', `There is no such group: ${error.id}.`, 'groupIds')
    case 'too_many':
      return fail('conflict', 'Too many invitations are open. Revoke some first.')
    default:
      return accessFailure(error)
  }
}
