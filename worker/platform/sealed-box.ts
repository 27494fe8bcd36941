import * as v from 'valibot'
import {
  type Sealed,
  type SealedSettings,
  sealedSettingsSchema,
} from '../domain/config/snapshot.ts'
import { fromBase64, toBase64 } from './base64.ts'

/**
 * Seals secrets so that only the holder of a private key can open them: an ephemeral P-256 key is
 * agreed with the recipient's (ECDH), the shared secret becomes a key (HKDF-SHA256, bound to both
 * public keys and the setting's name), and that key encrypts (AES-256-GCM). Who seals cannot open what was sealed.
 */
const CURVE = { name: 'ECDH', namedCurve: 'P-256' } as const
const INFO = 'headwater sealed box 1'

export interface PublicKey {
  /** Id of the key pair, derived from the public key. */
  kid: string
  /** Raw P-256 point in base64. */
  key: string
}

/** The sealed box could not be opened: another key, a changed byte, or a malformed envelope. */
export class UnopenableBox extends Error {
  override name = 'UnopenableBox'
}

/** Seals each setting by itself, so that a later edit can replace one without knowing the others. */
export async function seal(
  publicKey: string,
  kid: string,
  secrets: Record<string, unknown>,
): Promise<SealedSettings> {
  const recipient = fromBase64(publicKey)
  const theirs = await crypto.subtle.importKey('raw', recipient, CURVE, false, [])
  const sealOne = async (name: string, value: unknown): Promise<Sealed> => {
    const mine = (await crypto.subtle.generateKey(CURVE, false, ['deriveBits'])) as CryptoKeyPair
    const epk = await rawPoint(mine.publicKey)
    const key = await agreedKey(mine.privateKey, theirs, [epk, recipient], name, 'encrypt')
    const iv = crypto.getRandomValues(new Uint8Array(12))
    const plain = new TextEncoder().encode(JSON.stringify(value))
    const ciphertext = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain)
    return {
      v: 1,
      kid,
      epk: toBase64(epk),
      iv: toBase64(iv),
      ciphertext: toBase64(new Uint8Array(ciphertext)),
    }
  }
  return mapValues(secrets, sealOne)
}

/**
 * Gives back the object of settings that was sealed.
 * @throws UnopenableBox
 */
export async function open(
  privateJwk: string,
  sealed: SealedSettings,
): Promise<Record<string, unknown>> {
  const { kid, point, privateKey } = await readPrivateKey(privateJwk)
  const boxes = v.safeParse(sealedSettingsSchema, sealed)
  if (!boxes.success) throw new UnopenableBox('the envelope is malformed')
  const openOne = async (name: string, box: Sealed): Promise<unknown> => {
    if (box.kid !== kid) {
      throw new UnopenableBox(`${name} is sealed for key ${box.kid}, this Worker holds ${kid}`)
    }
    const epk = fromBase64(box.epk)
    const theirs = await crypto.subtle.importKey('raw', epk, CURVE, false, [])
    const key = await agreedKey(privateKey, theirs, [epk, point], name, 'decrypt')
    const plain = await crypto.subtle.decrypt(
      { name: 'AES-GCM', iv: fromBase64(box.iv) },
      key,
      fromBase64(box.ciphertext),
    )
    return JSON.parse(new TextDecoder().decode(plain))
  }
  return mapValues(boxes.output, async (name, box) => {
    try {
      return await openOne(name, box)
    } catch (cause) {
      if (cause instanceof UnopenableBox) throw cause
      throw new UnopenableBox(`${name} cannot be opened`, { cause })
    }
  })
}

async function mapValues<A, B>(
  record: Record<string, A>,
  map: (name: string, value: A) => Promise<B>,
): Promise<Record<string, B>> {
  const entries = Object.entries(record)
  return Object.fromEntries(
    await Promise.all(
      entries.map(async ([name, value]) => [name, await map(name, value)] as const),
    ),
  )
}

/** A new key pair as JWK text, fit for the `DELIVERY_PRIVATE_KEY` secret. */
export async function generateKey(): Promise<string> {
  const pair = (await crypto.subtle.generateKey(CURVE, true, ['deriveBits'])) as CryptoKeyPair
  const { kty, crv, x, y, d } = (await crypto.subtle.exportKey(
    'jwk',
    pair.privateKey,
  )) as JsonWebKey
  return JSON.stringify({ kty, crv, x, y, d })
}

/** The public half of a private key: what may be handed to whoever seals. */
export async function publicKeyOf(privateJwk: string): Promise<PublicKey> {
  const { kid, point } = await readPrivateKey(privateJwk)
  return { kid, key: toBase64(point) }
}

const jwkSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    kty: v.literal('EC'),
    crv: v.literal('P-256'),
    x: v.string(),
    y: v.string(),
    d: v.string(),
  }),
)

async function readPrivateKey(privateJwk: string) {
  const parsed = v.safeParse(jwkSchema, privateJwk)
  // The issues are left out: they would repeat parts of the key.
  if (!parsed.success) throw new UnopenableBox('the private key is not a P-256 JWK')
  const { d: _, ...publicJwk } = parsed.output
  const [privateKey, publicKey] = await Promise.all([
    crypto.subtle.importKey('jwk', parsed.output, CURVE, false, ['deriveBits']),
    crypto.subtle.importKey('jwk', publicJwk, CURVE, true, []),
  ])
  const point = await rawPoint(publicKey)
  return { privateKey, point, kid: await keyId(point) }
}

async function keyId(point: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', point))
  return Array.from(digest.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

const rawPoint = async (key: CryptoKey): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array((await crypto.subtle.exportKey('raw', key)) as ArrayBuffer)

async function agreedKey(
  mine: CryptoKey,
  theirs: CryptoKey,
  points: readonly [ephemeral: Uint8Array, recipient: Uint8Array],
  name: string,
  use: 'encrypt' | 'decrypt',
): Promise<CryptoKey> {
  const shared = await crypto.subtle.deriveBits(ecdhWith(theirs), mine, 256)
  const base = await crypto.subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey'])
  const text = new TextEncoder()
  const info = new Uint8Array([
    ...text.encode(INFO),
    ...points[0],
    ...points[1],
    ...text.encode(name),
  ])
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info },
    base,
    { name: 'AES-GCM', length: 256 },
    false,
    [use],
  )
}

// The Workers types spell the standard's `public` as `$public`; the runtime reads `public`.
const ecdhWith = (theirs: CryptoKey): SubtleCryptoDeriveKeyAlgorithm =>
  ({ name: 'ECDH', public: theirs }) as unknown as SubtleCryptoDeriveKeyAlgorithm
