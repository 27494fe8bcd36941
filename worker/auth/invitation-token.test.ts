import { describe, expect, it } from 'vitest'
import { readInvitationToken, signInvitation, verifyInvitation } from './invitation-token.ts'

const SECRET = 's'.repeat(32)
const invitation = { id: 'inv_abc', nonce: 'n1' }

describe("an invitation's token", () => {
  it('is good for its invitation, and says which way it went', async () => {
    for (const via of ['mail', 'hand'] as const) {
      const token = await signInvitation(SECRET, invitation, via)
      expect(readInvitationToken(token)).toEqual({ id: 'inv_abc', via })
      expect(await verifyInvitation(SECRET, invitation, token)).toBe(true)
    }
  })

  it('is the same each time, so that it need not be kept', async () => {
    const token = await signInvitation(SECRET, invitation, 'hand')
    expect(await signInvitation(SECRET, invitation, 'hand')).toBe(token)
  })

  it('is void for another invitation, nonce or secret, and when anything in it is changed', async () => {
    const token = await signInvitation(SECRET, invitation, 'hand')
    expect(await verifyInvitation(SECRET, { ...invitation, nonce: 'n2' }, token)).toBe(false)
    expect(await verifyInvitation(SECRET, { ...invitation, id: 'inv_abd' }, token)).toBe(false)
    expect(await verifyInvitation('t'.repeat(32), invitation, token)).toBe(false)
    expect(await verifyInvitation(SECRET, invitation, token.replace('.hand.', '.mail.'))).toBe(
      false,
    )
    for (const text of ['', 'inv_abc', `${token}x`, token.slice(0, -1), 'inv_a.post.x']) {
      expect(
        readInvitationToken(text) && (await verifyInvitation(SECRET, invitation, text)),
      ).toBeFalsy()
    }
  })
})
