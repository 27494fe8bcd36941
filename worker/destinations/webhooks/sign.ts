export type Signer = (text: string) => Promise<string>

/** Hex HMAC-SHA1, the signature that receivers of Segment's webhooks check. Null without a secret. */
export async function createSigner(secret: string): Promise<Signer | null> {
  if (secret === '') return null
  const encoder = new TextEncoder()
  const algorithm = { name: 'HMAC', hash: 'SHA-1' }
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, [
    'sign',
  ])
  return async (text) => {
    const mac = new Uint8Array(await crypto.subtle.sign('HMAC', key, encoder.encode(text)))
    return Array.from(mac, (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
}
