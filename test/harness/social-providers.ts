import type { AuthorizationServer } from './authorization-server.ts'
import { GITHUB_HOSTS, type GitHubIdentity, startGitHub } from './github.ts'
import { GOOGLE_HOSTS, type OidcIdentity, startGoogle } from './oidc-provider.ts'

export type SocialProviderId = 'google' | 'github'

/** Google and GitHub, each played on this machine under the names of its own hosts. */
export interface SocialProviders {
  google: AuthorizationServer<OidcIdentity>
  github: AuthorizationServer<GitHubIdentity>
  /** What a service is started with to have them. */
  options: {
    elsewhere: Record<string, string>
    vars: Record<string, string>
    appSecrets: Record<string, string>
  }
  /**
   * Who is at the provider from now on: another person each time, unless a subject is given.
   * @returns the subject.
   */
  present(id: SocialProviderId, email: string, verified: unknown, subject?: number): number
  stop(): Promise<void>
}

export async function startSocialProviders(): Promise<SocialProviders> {
  const google = await startGoogle()
  const github = await startGitHub()
  let subjects = 0
  return {
    google,
    github,
    options: {
      elsewhere: Object.fromEntries([
        ...GOOGLE_HOSTS.map((host) => [host, google.origin]),
        ...GITHUB_HOSTS.map((host) => [host, github.origin]),
      ]),
      vars: { GOOGLE_CLIENT_ID: google.clientId, GITHUB_CLIENT_ID: github.clientId },
      appSecrets: {
        GOOGLE_CLIENT_SECRET: google.clientSecret,
        GITHUB_CLIENT_SECRET: github.clientSecret,
      },
    },
    present: (id, email, verified, subject) => {
      subjects += 1
      const number = subject ?? subjects
      if (id === 'google') google.identity = googlePerson(number, email, verified)
      else github.identity = gitHubPerson(number, email, verified)
      return number
    },
    stop: async () => {
      await google.stop()
      await github.stop()
    },
  }
}

const PICTURE = 'https://pictures.example.com/1.png'

const googlePerson = (subject: number, email: string, verified: unknown): OidcIdentity => ({
  sub: `google-${subject}`,
  email,
  email_verified: verified,
  name: 'Grace H.',
  picture: PICTURE,
})

/** No name and no public address, as many have it, and an address besides the one that counts. */
const gitHubPerson = (subject: number, email: string, verified: unknown): GitHubIdentity => ({
  id: subject,
  login: 'grace',
  name: null,
  email: null,
  avatar_url: PICTURE,
  emails: [
    { email: 'other@example.com', primary: false, verified: true },
    { email, primary: true, verified },
  ],
})
