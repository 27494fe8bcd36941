import { describe, expect, it } from 'vitest'
import { generateKey, open, publicKeyOf, seal, UnopenableBox } from './sealed-box.ts'

const secrets = { sharedSecret: 's3cret', headers: { authorization: 'Bearer ü' } }

async function sealedFor(jwk: string) {
  const { key, kid } = await publicKeyOf(jwk)
  return seal(key, kid, secrets)
}

describe('a sealed box', () => {
  it('gives the holder of the private key what went in', async () => {
    const jwk = await generateKey()
    const sealed = await sealedFor(jwk)
    expect(JSON.stringify(sealed)).not.toContain('s3cret')
    expect(await open(jwk, JSON.parse(JSON.stringify(sealed)))).toEqual(secrets)
  })

  it('differs each time it is made', async () => {
    const jwk = await generateKey()
    const [first, second] = [await sealedFor(jwk), await sealedFor(jwk)]
    expect(first.ciphertext).not.toBe(second.ciphertext)
    expect(first.epk).not.toBe(second.epk)
  })

  it('stays shut for another key, and names the key it needs', async () => {
    const jwk = await generateKey()
    const sealed = await sealedFor(jwk)
    await expect(open(await generateKey(), sealed)).rejects.toThrow(sealed.kid)
  })

  it.each(['ciphertext', 'iv', 'epk'] as const)(
    'stays shut when its %s was changed',
    async (field) => {
      const jwk = await generateKey()
      const sealed = await sealedFor(jwk)
      const text = sealed[field]
      const at = Math.floor(text.length / 2)
      const changed = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
      await expect(open(jwk, { ...sealed, [field]: changed })).rejects.toBeInstanceOf(UnopenableBox)
    },
  )

  it('stays shut when it is no box, or the key is no key', async () => {
    const jwk = await generateKey()
    await expect(open(jwk, { v: 2 })).rejects.toBeInstanceOf(UnopenableBox)
    await expect(open('not a key', await sealedFor(jwk))).rejects.toBeInstanceOf(UnopenableBox)
  })
})

describe('a key pair', () => {
  it('has an id that only its public half decides', async () => {
    const jwk = await generateKey()
    expect(await publicKeyOf(jwk)).toEqual(await publicKeyOf(jwk))
    expect((await publicKeyOf(jwk)).kid).not.toBe((await publicKeyOf(await generateKey())).kid)
  })
})
