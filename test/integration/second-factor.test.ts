import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { addMember, ask, bootstrap, callAuth, PASSWORD, setUpOwner, signIn } from './support/app.ts'

beforeAll(async () => {
  await bootstrap()
  await setUpOwner()
})

describe('a second factor', () => {
  it('is asked for once it is switched on; a recovery code works once', async () => {
    const member = await addMember('careful@example.com')
    const { cookie } = member
    const enabled = await callAuth('POST', '/two-factor/enable', { password: PASSWORD }, { cookie })
    expect(enabled.body.totpURI).toMatch(/^otpauth:\/\/totp\/Headwater/)
    expect(enabled.body.backupCodes.length).toBeGreaterThan(5)
    const secret = new URL(enabled.body.totpURI).searchParams.get('secret') ?? ''
    const stored = await env.DB.prepare('SELECT secret, backup_codes FROM two_factors').all()
    expect(JSON.stringify(stored.results)).not.toContain(secret)
    expect(JSON.stringify(stored.results)).not.toContain(enabled.body.backupCodes[0])

    const confirmed = await callAuth(
      'POST',
      '/two-factor/verify-totp',
      { code: await totp(secret) },
      { cookie },
    )
    expect(confirmed.status).toBe(200)

    const first = await signIn('careful@example.com')
    expect(first.body).toMatchObject({ twoFactorRedirect: true })
    expect((await ask('GET', '/me', undefined, { cookie: first.cookie })).status).toBe(401)
    const tryCode = (code: string) =>
      callAuth('POST', '/two-factor/verify-backup-code', { code }, { cookie: first.cookie })
    expect((await tryCode('wrong-code')).status).toBe(401)
    const [code] = enabled.body.backupCodes
    const second = await tryCode(code)
    expect(second.status).toBe(200)
    const me = await ask('GET', '/me', undefined, { cookie: second.cookie })
    expect(me.data.twoFactorEnabled).toBe(true)

    const again = await signIn('careful@example.com')
    const reused = await callAuth(
      'POST',
      '/two-factor/verify-backup-code',
      { code },
      { cookie: again.cookie },
    )
    expect(reused.status).toBe(401)
  })

  it('cannot be guessed: it locks, for the right code too, from wherever it comes', async () => {
    const { cookie } = await addMember('guessed@example.com')
    const enabled = await callAuth('POST', '/two-factor/enable', { password: PASSWORD }, { cookie })
    const secret = new URL(enabled.body.totpURI).searchParams.get('secret') ?? ''
    const right = await totp(secret)
    await callAuth('POST', '/two-factor/verify-totp', { code: right }, { cookie })
    const tryCode = async (code: string, step: string) =>
      callAuth('POST', '/two-factor/verify-totp', { code }, { cookie: step })
    const wrong = right === '000000' ? '000001' : '000000'
    let status = 401
    for (let tries = 0; tries < 30 && status === 401; tries += 1) {
      // Each from an address of its own, and with a first step of its own.
      const first = await signIn('guessed@example.com')
      status = (await tryCode(wrong, first.cookie)).status
    }
    expect(status).toBe(429)
    const { cookie: step } = await signIn('guessed@example.com')
    expect((await tryCode(await totp(secret), step)).status).toBe(429)
    const [code] = enabled.body.backupCodes
    const recovery = await callAuth(
      'POST',
      '/two-factor/verify-backup-code',
      { code },
      { cookie: step },
    )
    expect(recovery.status).toBe(429)
  })
})

/** RFC 6238: six digits of an HMAC-SHA-1 over the number of the half minute. */
async function totp(base32: string): Promise<string> {
  const bits = [...base32.replace(/=+$/, '')]
    .map((char) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(char).toString(2).padStart(5, '0'))
    .join('')
  const bytes = bits.match(/.{8}/g)?.map((byte) => Number.parseInt(byte, 2)) ?? []
  const key = await crypto.subtle.importKey(
    'raw',
    new Uint8Array(bytes),
    { name: 'HMAC', hash: 'SHA-1' },
    false,
    ['sign'],
  )
  const message = new DataView(new ArrayBuffer(8))
  message.setBigUint64(0, BigInt(Math.floor(Date.now() / 30_000)))
  const mac = new DataView(await crypto.subtle.sign('HMAC', key, message.buffer))
  const at = mac.getUint8(19) & 15
  return String((mac.getUint32(at) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}
