import { generateKeyPairSync, randomBytes, randomUUID } from 'node:crypto'

/** The secrets of local development: what each is, and how a new one is made. */
const SECRETS: Record<string, { comment: string; make: () => string }> = {
  PUBLIC_API_TOKEN: {
    comment: 'Bearer token of the management API, with the rights of an owner. Local only.',
    make: makeApiToken,
  },
  SETUP_CODE: {
    comment: "One-time code for the owner's account; good for nothing once there is one.",
    make: makeSetupCode,
  },
  BETTER_AUTH_SECRET: {
    comment: 'Signs sessions and invitations. With a new one, everybody is signed out.',
    make: makeAuthSecret,
  },
  DELIVERY_PRIVATE_KEY: {
    comment:
      'Key pair (JWK) that seals the secret settings of destinations. A new one cannot open old ones.',
    make: makeDeliveryKey,
  },
}

/**
 * The text of `.dev.vars` with every secret that was missing added at its end. What is there is never
 * changed: a new delivery key would lock everybody out of the settings sealed with the old one.
 */
export function completeDevVars(text: string): string {
  const present = parseDevVars(text)
  const missing = Object.entries(SECRETS).filter(([name]) => !present[name])
  if (missing.length === 0) return text
  const start = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return start + missing.map(([name, s]) => `# ${s.comment}\n${name}='${s.make()}'\n`).join('')
}

/** `NAME=value` lines; quotes around a value are taken off. The last of a repeated name wins. */
export function parseDevVars(text: string): Record<string, string> {
  const vars: Record<string, string> = {}
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/.exec(line)
    if (match?.[1] === undefined || match[2] === undefined) continue
    const quoted = /^(['"`])(.*)\1$/.exec(match[2])
    vars[match[1]] = quoted?.[2] ?? match[2]
  }
  return vars
}

/** A bearer token of the management API. */
export function makeApiToken(): string {
  return `hwt_${randomBytes(32).toString('base64url')}`
}

/** Typed by nobody, but read out of a link. */
export function makeSetupCode(): string {
  return randomBytes(18).toString('base64url')
}

export function makeAuthSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** A new P-256 key pair as JWK, with the key id that sealed settings name. */
export function makeDeliveryKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return JSON.stringify({ ...privateKey.export({ format: 'jwk' }), kid: randomUUID() })
}
