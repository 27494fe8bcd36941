export type Redactor = (text: string) => string

/** Shorter ones would blank out ordinary words. */
const MIN_SECRET_CHARS = 6

/** Takes a destination's own secrets out of what a partner answered: some echo the request. */
export function createSecretRedactor(secrets: readonly string[]): Redactor {
  const longestFirst = [...new Set(secrets)]
    .filter((secret) => secret.length >= MIN_SECRET_CHARS)
    .sort((a, b) => b.length - a.length)
  return (text) => longestFirst.reduce((result, secret) => result.replaceAll(secret, '••••'), text)
}
