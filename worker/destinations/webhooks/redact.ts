import type { WebhooksSettings } from './settings.ts'

export type Redactor = (text: string) => string

/** Shorter ones would blank out ordinary words. */
const MIN_SECRET_CHARS = 6

/** Takes the destination's own secrets out of what a partner answered: some echo the request. */
export function createRedactor(settings: WebhooksSettings): Redactor {
  const secrets = new Set<string>([settings.sharedSecret])
  for (const { hook, headers } of settings.hooks) {
    secrets.add(hook)
    const url = URL.parse(hook)
    if (url) {
      const { username, password, pathname, search, searchParams } = url
      for (const text of [username, password, `${pathname}${search}`]) secrets.add(text)
      for (const value of searchParams.values()) secrets.add(value)
    }
    for (const value of Object.values(headers ?? {})) secrets.add(value)
  }
  const longestFirst = [...secrets]
    .filter((secret) => secret.length >= MIN_SECRET_CHARS)
    .sort((a, b) => b.length - a.length)
  return (text) => longestFirst.reduce((result, secret) => result.replaceAll(secret, '••••'), text)
}
