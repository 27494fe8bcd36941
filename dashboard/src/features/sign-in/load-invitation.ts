import { type InvitationInfo, readInvitation } from '../../api/auth.ts'
import { ApiError } from '../../api/client.ts'

export interface LoadedInvitation {
  invitation: InvitationInfo | null
  /** Why there is none, for people. */
  problem: string | null
}

/** A link that does not work is a page of its own, not a failure. */
export async function loadInvitation(token: string | undefined): Promise<LoadedInvitation> {
  if (token === undefined) return { invitation: null, problem: null }
  try {
    return { invitation: await readInvitation(token), problem: null }
  } catch (error) {
    if (error instanceof ApiError && error.status >= 400 && error.status < 429) {
      return { invitation: null, problem: error.message }
    }
    throw error
  }
}
