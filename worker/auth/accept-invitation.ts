import { originOf } from '../api/authorize.ts'
import {
  acceptInvitationInputSchema,
  type InvitationInfo,
  readInvitationInputSchema,
  type SignedInAnswer,
} from '../api/contract/auth.ts'
import { findUserByEmail, markEmailVerified, newAccount } from '../db/queries/accounts.ts'
import {
  acceptInvitation as accept,
  findInvitation,
  type OpenInvitation,
} from '../db/queries/invitations.ts'
import type { AuthDeps } from './auth-deps.ts'
import { AuthFailure, authJson, readBody } from './auth-response.ts'
import { readInvitationToken, type Via, verifyInvitation } from './invitation-token.ts'
import { hashNewPassword, signInNew } from './sign-in-new.ts'

const invalid = () =>
  new AuthFailure(404, 'INVALID_INVITATION', 'This invitation has expired, or has been used.')

/** What a link stands for, before it is used. */
export async function readInvitation(request: Request, deps: AuthDeps): Promise<Response> {
  const { token } = await readBody(request, readInvitationInputSchema)
  const { invitation } = await openInvitation(token, deps)
  const { email, workspaceName, expiresAt } = invitation
  const accountExists = (await findUserByEmail(deps.db, email)) !== null
  const answer: InvitationInfo = { email, workspaceName, expiresAt, accountExists }
  return authJson(200, answer)
}

/** @throws AuthFailure, the same for every way in which a link can be no good. */
async function openInvitation(
  token: string,
  { db, settings, now }: AuthDeps,
): Promise<{ invitation: OpenInvitation; via: Via }> {
  const claim = readInvitationToken(token)
  if (claim === null) throw invalid()
  const invitation = await findInvitation(db, claim.id)
  if (invitation === null || invitation.expiresAt <= now()) throw invalid()
  if (!(await verifyInvitation(settings.secret, invitation, token))) throw invalid()
  return { invitation, via: claim.via }
}

/** Makes the account and the membership, or the membership alone for who is signed in already. */
export async function acceptInvitation(request: Request, deps: AuthDeps): Promise<Response> {
  const input = await readBody(request, acceptInvitationInputSchema)
  const { invitation, via } = await openInvitation(input.token, deps)
  const existing = await findUserByEmail(deps.db, invitation.email)
  if (existing !== null) return joinSignedIn(request, deps, invitation, via)

  const { name, password } = input
  if (name === undefined || password === undefined) {
    throw new AuthFailure(400, 'INVALID_BODY', 'A new account needs a name and a password.')
  }
  const { email, workspaceId } = invitation
  const passwordHash = await hashNewPassword(deps, password, [name, email])
  // Only who can read the mail has a link that went by mail.
  const account = { name, email, emailVerified: via === 'mail', passwordHash }
  const { user, statements } = newAccount(deps, account)
  const actor = {
    kind: 'user' as const,
    id: user.id,
    name,
    email,
    workspaceId,
    from: originOf(request),
  }
  const accepted = await accept(deps, actor, invitation, statements)
  if (!accepted.ok) throw accepted.error.reason === 'busy' ? busy() : invalid()
  return signInNew(request, deps, { user, password, workspaceId })
}

const busy = () => new AuthFailure(503, 'BUSY', 'Others were faster. Try again.')

async function joinSignedIn(
  request: Request,
  deps: AuthDeps,
  invitation: OpenInvitation,
  via: Via,
): Promise<Response> {
  const session = await deps.auth.api.getSession({ headers: request.headers })
  if (session?.user.email !== invitation.email) {
    const message = `Sign in as ${invitation.email} to accept this invitation.`
    throw new AuthFailure(401, 'SIGN_IN_FIRST', message)
  }
  const { id, name, email } = session.user
  const { workspaceId } = invitation
  const from = originOf(request)
  const actor = { kind: 'user' as const, id, name, email, workspaceId, from }
  const accepted = await accept(deps, actor, invitation)
  if (!accepted.ok) throw accepted.error.reason === 'busy' ? busy() : invalid()
  if (via === 'mail') await markEmailVerified(deps.db, id)
  const answer: SignedInAnswer = { user: { id, name, email }, workspaceId }
  return authJson(200, answer)
}
