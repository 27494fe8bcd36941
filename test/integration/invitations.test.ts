import { env } from 'cloudflare:workers'
import * as v from 'valibot'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Mail } from '../../worker/api/api-deps.ts'
import { userSchema } from '../../worker/api/contract/users.ts'
import {
  addMember,
  ask,
  bootstrap,
  callAuth,
  makeDeps,
  type Person,
  setUpOwner,
  signIn,
} from './support/app.ts'
import { accept, invite, makeSource, sourcesSeenBy, tokenOf } from './support/team.ts'

let owner: Person

beforeAll(async () => {
  await bootstrap()
  owner = await setUpOwner()
})

describe('invitations', () => {
  it('go to several addresses at once, all or none', async () => {
    const made = await invite('Ann@example.com, ben@example.com;cid@example.com')
    expect(made.map(({ email }) => email)).toEqual([
      'ann@example.com',
      'ben@example.com',
      'cid@example.com',
    ])
    for (const emails of [
      'dan@example.com, ann@example.com',
      'dan@example.com, owner@example.com',
    ]) {
      expect((await ask('POST', '/invitations', { emails })).status).toBe(409)
    }
    expect(
      (await ask('POST', '/invitations', { emails: 'dan@example.com, nonsense' })).status,
    ).toBe(400)
    const { data } = await ask('GET', '/invites?pagination[count]=100')
    expect(data.invites).toContain('ben@example.com')
    expect(data.invites).not.toContain('dan@example.com')
  })

  it('make a member with the roles and groups they name, once', async () => {
    const source = await makeSource()
    const group = await ask('POST', '/groups', { name: 'Readers' })
    const groupId = group.data.userGroup.id
    const permissions = [{ roleId: 'source-admin', resources: [{ id: source, type: 'SOURCE' }] }]
    const [invitation] = await invite('eva@example.com', { permissions, groupIds: [groupId] })
    const token = tokenOf(invitation?.link ?? '')
    const read = await callAuth('POST', '/read-invitation', { token })
    expect(read.body).toMatchObject({ email: 'eva@example.com', accountExists: false })

    expect((await accept(token, { password: 'password1234' })).body.code).toBe('PASSWORD_TOO_WEAK')
    const accepted = await accept(token)
    expect(accepted.status).toBe(200)
    const as = { cookie: accepted.cookie, workspaceId: accepted.body.workspaceId }
    expect(await sourcesSeenBy(as)).toEqual([source])
    expect((await accept(token)).body.code).toBe('INVALID_INVITATION')

    const { data } = await ask('GET', `/users/${accepted.body.user.id}`)
    const user = v.parse(userSchema, data.user)
    expect(user.groups).toEqual([{ id: groupId, name: 'Readers' }])
    expect(user.permissions).toMatchObject([
      { roleId: 'source-admin', resources: [{ id: source }] },
    ])
    expect((await ask('GET', '/invites?pagination[count]=100')).data.invites).not.toContain(
      user.email,
    )
  })

  it('are shown again with the same link, and have another after they were sent again', async () => {
    const [made] = await invite('flo@example.com')
    const listed = await ask('GET', '/invitations?pagination[count]=100')
    const same = listed.data.invitations.find((one: { id: string }) => one.id === made?.id)
    expect(same.link).toBe(made?.link)
    const resent = await ask('POST', `/invitations/${made?.id}/resend`)
    expect(resent.data.invitation.link).not.toBe(made?.link)
    expect((await accept(tokenOf(made?.link ?? ''))).status).toBe(404)
    expect((await accept(tokenOf(resent.data.invitation.link))).status).toBe(200)
  })

  it('grant nothing once revoked or expired; expired ones stay on the list until then', async () => {
    const [revoked] = await invite('gil@example.com')
    await ask('DELETE', `/invitations/${revoked?.id}`)
    expect((await accept(tokenOf(revoked?.link ?? ''))).body.code).toBe('INVALID_INVITATION')

    const [old] = await invite('hal@example.com')
    const past = '2020-01-01T00:00:00.000Z'
    await env.DB.prepare('UPDATE invitations SET expires_at = ? WHERE id = ?')
      .bind(past, old?.id)
      .run()
    expect((await accept(tokenOf(old?.link ?? ''))).body.code).toBe('INVALID_INVITATION')
    const listed = await ask('GET', '/invitations?pagination[count]=100')
    const shown = listed.data.invitations.find((one: { id: string }) => one.id === old?.id)
    expect(shown).toMatchObject({ status: 'expired', link: null })
    const resent = await ask('POST', `/invitations/${old?.id}/resend`)
    expect(resent.data.invitation.status).toBe('pending')
  })

  it('to an address that has an account are accepted by who is signed in with it, only', async () => {
    const member = await addMember('ida@example.com')
    await ask('DELETE', `/users?userIds[0]=${member.id}`)
    expect((await ask('GET', '/', undefined, member)).status).toBe(403)
    const [invitation] = await invite('ida@example.com')
    const token = tokenOf(invitation?.link ?? '')
    expect((await callAuth('POST', '/read-invitation', { token })).body.accountExists).toBe(true)
    // Whoever holds the link must not get at the account that is there.
    expect((await accept(token)).body.code).toBe('SIGN_IN_FIRST')
    expect((await accept(token, {}, owner.cookie)).body.code).toBe('SIGN_IN_FIRST')
    const { cookie } = await signIn('ida@example.com')
    expect((await accept(token, {}, cookie)).status).toBe(200)
    expect((await ask('GET', '/', undefined, { ...member, cookie })).status).toBe(200)
  })

  it('go out by e-mail where it is configured, with a link that proves the address', async () => {
    const sent: Mail[] = []
    const deps = makeDeps({ sendMail: async (mail) => void sent.push(mail) })
    const made = await ask('POST', '/invitations', { emails: 'jon@example.com' }, owner, deps)
    expect(made.data.invitations[0].emailed).toBe(true)
    expect(sent[0]?.to).toBe('jon@example.com')
    const link = /https:\S+/.exec(sent[0]?.text ?? '')?.[0] ?? ''
    expect(link).not.toBe(made.data.invitations[0].link)
    await accept(tokenOf(link))
    const verified = (email: string) =>
      env.DB.prepare('SELECT email_verified AS v FROM users WHERE email = ?').bind(email).first('v')
    expect(await verified('jon@example.com')).toBe(1)
    expect(await verified('flo@example.com')).toBe(0)

    const broken = makeDeps({ sendMail: async () => Promise.reject(new Error('no')) })
    const kept = await ask('POST', '/invitations', { emails: 'kim@example.com' }, owner, broken)
    expect([kept.status, kept.data.invitations[0].emailed]).toEqual([201, false])
  })
})
