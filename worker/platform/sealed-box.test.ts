import { describe, expect, it } from 'vitest'
import { generateKey, open, publicKeyOf, seal, UnopenableBox } from './sealed-box.ts'

const secrets = { sharedSecret: 's3cret', headers: { authorization: 'Bearer ü' } }

async function sealedFor(jwk: string) {
  const { key, kid } = await publicKeyOf(jwk)
  return seal(key, kid, secrets)
}

describe('sealed settings', () => {
  it('give the holder of the private key what went in', async () => {
    const jwk = await generateKey()
    const sealed = await sealedFor(jwk)
    expect(JSON.stringify(sealed)).not.toContain('s3cret')
    expect(await open(jwk, JSON.parse(JSON.stringify(sealed)))).toEqual(secrets)
  })

  it('can be replaced one by one', async () => {
    const jwk = await generateKey()
    const { key, kid } = await publicKeyOf(jwk)
    const later = { ...(await sealedFor(jwk)), ...(await seal(key, kid, { sharedSecret: 'new' })) }
    expect(await open(jwk, later)).toEqual({ ...secrets, sharedSecret: 'new' })
  })

  it('differ each time they are made', async () => {
    const jwk = await generateKey()
    const [first, second] = [await sealedFor(jwk), await sealedFor(jwk)]
    expect(first.sharedSecret?.ciphertext).not.toBe(second.sharedSecret?.ciphertext)
    expect(first.sharedSecret?.epk).not.toBe(second.sharedSecret?.epk)
  })

  it('stay shut for another key, and name the key they need', async () => {
    const jwk = await generateKey()
    const sealed = await sealedFor(jwk)
    await expect(open(await generateKey(), sealed)).rejects.toThrow(sealed.sharedSecret?.kid)
  })

  it('stay shut under the name of another setting', async () => {
    const jwk = await generateKey()
    const { sharedSecret, headers } = await sealedFor(jwk)
    if (sharedSecret === undefined || headers === undefined) throw new Error('nothing was sealed')
    const swapped = { sharedSecret: headers, headers: sharedSecret }
    await expect(open(jwk, swapped)).rejects.toBeInstanceOf(UnopenableBox)
  })

  it.each(['ciphertext', 'iv', 'epk'] as const)(
    'stay shut when a %s was changed',
    async (field) => {
      const jwk = await generateKey()
      const sealed = await sealedFor(jwk)
      const box = sealed.sharedSecret
      if (box === undefined) throw new Error('nothing was sealed')
      const at = Math.floor(box[field].length / 2)
      const other = box[field][at] === 'A' ? 'B' : 'A'
      const changed = `${box[field].slice(0, at)}${other}${box[field].slice(at + 1)}`
      const tampered = { ...sealed, sharedSecret: { ...box, [field]: changed } }
      await expect(open(jwk, tampered)).rejects.toBeInstanceOf(UnopenableBox)
    },
  )

  it('stay shut when the key is no key', async () => {
    const sealed = await sealedFor(await generateKey())
    await expect(open('not a key', sealed)).rejects.toBeInstanceOf(UnopenableBox)
  })
})

describe('a key pair', () => {
  it('has an id that only its public half decides', async () => {
    const jwk = await generateKey()
    expect(await publicKeyOf(jwk)).toEqual(await publicKeyOf(jwk))
    expect((await publicKeyOf(jwk)).kid).not.toBe((await publicKeyOf(await generateKey())).kid)
  })
})
