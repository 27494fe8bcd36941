/**
 * An invitation's link carries its id and a signature over id, nonce and the way the link goes. So the
 * link can be shown again without being stored, and a new nonce makes the earlier ones void.
 */
export type Via = 'mail' | 'hand'

export async function signInvitation(
  secret: string,
  invitation: { id: string; nonce: string },
  via: Via,
): Promise<string> {
  return `${invitation.id}.${via}.${await signature(secret, invitation, via)}`
}

/** What a token claims to be; to be believed only after `verifyInvitation`. */
export function readInvitationToken(token: string): { id: string; via: Via } | null {
  const [, id, via] = /^(inv_[A-Za-z0-9]{1,40})\.(mail|hand)\.[A-Za-z0-9_-]{43}$/.exec(token) ?? []
  if (id === undefined) return null
  return { id, via: via === 'mail' ? 'mail' : 'hand' }
}

export async function verifyInvitation(
  secret: string,
  invitation: { id: string; nonce: string },
  token: string,
): Promise<boolean> {
  const claim = readInvitationToken(token)
  if (claim === null || claim.id !== invitation.id) return false
  const given = fromBase64Url(token.slice(token.lastIndexOf('.') + 1))
  const key = await keyOf(secret, 'verify')
  // Compares in constant time.
  return crypto.subtle.verify('HMAC', key, given, messageOf(invitation, claim.via))
}

async function signature(
  secret: string,
  invitation: { id: string; nonce: string },
  via: Via,
): Promise<string> {
  const key = await keyOf(secret, 'sign')
  const bytes = await crypto.subtle.sign('HMAC', key, messageOf(invitation, via))
  return toBase64Url(new Uint8Array(bytes))
}

/** The words in front keep this use of the secret apart from every other. */
const messageOf = ({ id, nonce }: { id: string; nonce: string }, via: Via) =>
  new TextEncoder().encode(`headwater invitation\n${id}\n${nonce}\n${via}`)

const keyOf = (secret: string, use: 'sign' | 'verify'): Promise<CryptoKey> =>
  crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    [use],
  )

const toBase64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '')

const fromBase64Url = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0))
