import type { AppVars } from '../env.ts'

interface Client {
  clientId: string
  clientSecret: string
}

/** What a deployment's vars and secrets say about signing in. */
export interface AuthSettings {
  secret: string
  google: Client | null
  github: Client | null
  oidc: (Client & { id: string; name: string; discoveryUrl: string }) | null
}

export const authSettingsOf = (vars: AppVars): AuthSettings => ({
  secret: vars.BETTER_AUTH_SECRET,
  google: clientOf(vars.GOOGLE_CLIENT_ID, vars.GOOGLE_CLIENT_SECRET),
  github: clientOf(vars.GITHUB_CLIENT_ID, vars.GITHUB_CLIENT_SECRET),
  oidc: oidcOf(vars),
})

/** Half a configuration is none: a button that cannot work would only lead people astray. */
const clientOf = (clientId: string, clientSecret: string): Client | null =>
  clientId === '' || clientSecret === '' ? null : { clientId, clientSecret }

function oidcOf(vars: AppVars): AuthSettings['oidc'] {
  const client = clientOf(vars.OIDC_CLIENT_ID, vars.OIDC_CLIENT_SECRET)
  if (client === null || vars.OIDC_DISCOVERY_URL === '') return null
  return { ...client, id: 'oidc', name: vars.OIDC_NAME, discoveryUrl: vars.OIDC_DISCOVERY_URL }
}
