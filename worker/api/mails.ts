import type { Mail } from './api-deps.ts'

/** Plain text: nothing in a name that somebody typed can pass for a link of ours. */
export function invitationMail(
  to: string,
  link: string,
  { inviter, workspace, host }: { inviter: string; workspace: string; host: string },
): Mail {
  return {
    to,
    subject: `Join ${oneLine(workspace)} on ${host}`,
    text: `${oneLine(inviter)} invites you to the workspace ${oneLine(workspace)} on ${host}.

Accept the invitation:
${link}

The link works once, for seven days. If you did not expect it, ignore this e-mail.
`,
  }
}

export const passwordResetMail = (to: string, link: string, host: string): Mail => ({
  to,
  subject: `Set a new password for ${host}`,
  text: `Somebody, perhaps you, asked for a new password for your account on ${host}.

Set a new password:
${link}

The link works once, for one hour. If it was not you, ignore this e-mail: nothing changes.
`,
})

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 100)
