import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { type AuthorizationServer, startAuthorizationServer } from './authorization-server.ts'

export interface GitHubIdentity {
  id: number
  login: string
  name: string | null
  /** The one that is on their public page; GitHub takes any of theirs for that. */
  email: string | null
  avatar_url?: string
  /** `GET /user/emails`; null: the token may not read them. */
  emails: { email: string; primary: boolean; verified: unknown }[] | null
}

/** Hosts of GitHub's that take part in a sign-in; all of them are the one server. */
export const GITHUB_HOSTS = ['github.com', 'api.github.com']

/** As much of GitHub as a sign-in meets. */
export const startGitHub = (): Promise<AuthorizationServer<GitHubIdentity>> =>
  startAuthorizationServer<GitHubIdentity>(() => {
    const signedIn = new Map<string, GitHubIdentity>()
    const bearer = ({ headers }: IncomingMessage) =>
      signedIn.get(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '')
    return {
      authorizePath: '/login/oauth/authorize',
      tokenPath: '/login/oauth/access_token',
      tokens: ({ identity, asked }) => {
        const token = `gho_${randomUUID()}`
        signedIn.set(token, identity)
        const scope = (asked.get('scope') ?? '').replaceAll(' ', ',')
        return { access_token: token, token_type: 'bearer', scope }
      },
      answers: {
        'GET /user': (request) => {
          const identity = bearer(request)
          if (identity === undefined) return null
          const { emails: _, ...profile } = identity
          return profile
        },
        'GET /user/emails': (request) => bearer(request)?.emails ?? null,
      },
    }
  })
