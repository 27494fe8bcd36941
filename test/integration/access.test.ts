import { env } from 'cloudflare:workers'
import * as v from 'valibot'
import { beforeAll, describe, expect, it } from 'vitest'
import { groupSchema } from '../../worker/api/contract/groups.ts'
import { meSchema } from '../../worker/api/contract/me.ts'
import { roleSchema } from '../../worker/api/contract/permissions.ts'
import { tokenSchema } from '../../worker/api/contract/tokens.ts'
import { addMember, ask, bootstrap, makeToken, type Person, setUpOwner } from './support/app.ts'
import { accept, invite, makeSource, sourcesSeenBy, tokenOf } from './support/team.ts'

let owner: Person

beforeAll(async () => {
  await bootstrap()
  owner = await setUpOwner()
})

describe('the last owner', () => {
  it('can be neither removed nor demoted, however it is tried', async () => {
    const conflict = { status: 409 }
    const path = `/users/${owner.id}/permissions`
    expect(await ask('DELETE', `/users?userIds=${owner.id}`)).toMatchObject(conflict)
    expect(await ask('PUT', path, { permissions: [] })).toMatchObject(conflict)

    // An owner through a group is one, until the group is no more.
    const second = await addMember('second-owner@example.com')
    const group = await ask('POST', '/groups', { name: 'Owners' })
    const { id } = group.data.userGroup
    await ask('POST', `/groups/${id}/permissions`, { permissions: [{ roleId: 'workspace-owner' }] })
    await ask('POST', `/groups/${id}/users`, { emails: [second.email] })
    expect((await ask('GET', `/users/${second.id}`)).data.user.isOwner).toBe(true)
    expect((await ask('PUT', path, { permissions: [] })).status).toBe(200)
    expect(await ask('DELETE', `/group/${id}/users?emails=${second.email}`)).toMatchObject(conflict)
    expect(await ask('PUT', `/group/${id}/users`, { emails: [] })).toMatchObject(conflict)
    expect(await ask('PUT', `/groups/${id}/permissions`, { permissions: [] })).toMatchObject(
      conflict,
    )
    expect(await ask('DELETE', `/groups/${id}`)).toMatchObject(conflict)
    expect(await ask('DELETE', `/users?userIds=${second.id}`)).toMatchObject(conflict)

    await ask('PUT', path, { permissions: [{ roleId: 'workspace-owner' }] })
    expect((await ask('DELETE', `/groups/${id}`)).status).toBe(200)
    expect((await ask('GET', '/users', undefined, second)).status).toBe(403)
  })

  it('is there still when two owners remove each other at once', async () => {
    const other = await addMember('rival@example.com', [{ roleId: 'workspace-owner' }])
    const answers = await Promise.all([
      ask('DELETE', `/users?userIds=${owner.id}`),
      ask('DELETE', `/users?userIds=${other.id}`),
    ])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const { data } = await ask('GET', '/users?pagination[count]=100')
    const owners = data.users.filter((user: { isOwner: boolean }) => user.isOwner)
    expect(owners).toHaveLength(1)
    if (owners[0].id === owner.id) return
    await env.DB.prepare(
      'INSERT INTO members SELECT workspace_id, ?, permissions, created_at FROM members WHERE user_id = ?',
    )
      .bind(owner.id, other.id)
      .run()
  })
})

describe('permissions', () => {
  it('reach the sources they list, or those with all of their labels, now and in future', async () => {
    const prodCar = await makeSource('env:prod', 'product:car')
    const prodTruck = await makeSource('env:prod', 'product:truck')
    const devCar = await makeSource('env:dev', 'product:car')
    const label = (text: string) => {
      const [key, value] = text.split(':')
      return { key, value }
    }
    const seen = async (...labels: string[]) =>
      sourcesSeenBy(await makeToken('source-read-only', undefined, labels.map(label)))
    expect(await seen('env:prod')).toEqual([prodCar, prodTruck])
    expect(await seen('ENV:prod', 'product:truck')).toEqual([prodTruck])
    expect(await seen('product:car')).toEqual([prodCar, devCar])
    const listed = await makeToken('source-read-only', [{ id: devCar, type: 'SOURCE' }])
    expect(await sourcesSeenBy(listed)).toEqual([devCar])

    const all = await makeToken('source-read-only')
    const later = await makeSource('env:prod')
    expect(await sourcesSeenBy(all)).toContain(later)
    expect(await seen('env:prod')).toContain(later)
  })

  it('hide write keys from who may only read', async () => {
    const id = await makeSource()
    const reader = await makeToken('source-read-only')
    const { data } = await ask('GET', `/sources/${id}`, undefined, reader)
    expect(data.source.writeKeys).toEqual([])
    const admin = await makeToken('source-admin', [{ id, type: 'SOURCE' }])
    expect(
      (await ask('GET', `/sources/${id}`, undefined, admin)).data.source.writeKeys,
    ).toHaveLength(1)
  })

  it('make sense, or are refused', async () => {
    const id = await makeSource()
    const path = `/users/${owner.id}/permissions`
    for (const permission of [
      { roleId: 'emperor' },
      { roleId: 'source-admin', resources: [{ id: 'src_none', type: 'SOURCE' }] },
      { roleId: 'source-admin', resources: [{ id: 'wsp_2', type: 'WORKSPACE' }] },
      { roleId: 'tracking-plan-admin', resources: [{ id, type: 'SOURCE' }] },
      { roleId: 'source-admin', labels: [{ key: 'no', value: 'such' }] },
      { roleId: 'workspace-owner', labels: [{ key: 'env', value: 'prod' }] },
      {
        roleId: 'source-admin',
        resources: [{ id, type: 'SOURCE' }],
        labels: [{ key: 'env', value: 'prod' }],
      },
    ]) {
      const { status, errors } = await ask('POST', path, { permissions: [permission] })
      expect(status).toBe(400)
      expect(errors[0]?.field).toMatch(/^permissions\.0\./)
    }
  })

  it('are told to their holder', async () => {
    const member = await addMember('lea@example.com', [{ roleId: 'source-read-only' }])
    const { data } = await ask('GET', '/me', undefined, member)
    const me = v.parse(meSchema, data)
    expect(me.workspaces[0]).toMatchObject({
      id: owner.workspaceId,
      isOwner: false,
      may: { source: ['read'], member: [], 'write-key': [] },
      mayAll: { source: ['read'] },
    })
    const token = await ask('GET', '/me', undefined, await makeToken('source-admin'))
    expect(v.parse(meSchema, token.data)).toMatchObject({ kind: 'token', email: null })
  })

  it('come as roles that can be read', async () => {
    const { data } = await ask('GET', '/roles?pagination[count]=100')
    const roles = v.parse(v.array(roleSchema), data.roles)
    expect(roles.length).toBe(data.pagination.totalEntries)
  })
})

describe('groups', () => {
  it('have members, invited ones too, and give them their permissions', async () => {
    const member = await addMember('max@example.com')
    await invite('ned@example.com')
    const made = await ask('POST', '/groups', { name: 'Source readers' })
    const { id } = v.parse(groupSchema, made.data.userGroup)
    expect((await ask('POST', '/groups', { name: 'Source readers' })).status).toBe(409)
    const emails = ['max@example.com', 'ned@example.com']
    const joined = await ask('POST', `/groups/${id}/users`, { emails })
    expect(joined.data.userGroup.memberCount).toBe(1)
    expect((await ask('GET', `/groups/${id}/invites`)).data.emails).toEqual(['ned@example.com'])
    expect((await ask('POST', `/groups/${id}/users`, { emails: ['who@x.io'] })).status).toBe(400)

    expect(await sourcesSeenBy(member)).toEqual([])
    await ask('PUT', `/groups/${id}/permissions`, { permissions: [{ roleId: 'source-read-only' }] })
    expect(await sourcesSeenBy(member)).not.toEqual([])
    await ask('DELETE', `/group/${id}/users?emails[0]=max@example.com`)
    expect(await sourcesSeenBy(member)).toEqual([])

    const listed = await ask('GET', '/invitations?pagination[count]=100')
    const ned = listed.data.invitations.find(
      (one: { email: string }) => one.email === 'ned@example.com',
    )
    const accepted = await accept(tokenOf(ned.link))
    const users = await ask('GET', `/groups/${id}/users`)
    expect(users.data.users).toMatchObject([{ id: accepted.body.user.id }])
    expect((await ask('DELETE', `/groups/${id}`)).status).toBe(200)
    expect((await ask('GET', `/users/${accepted.body.user.id}`)).status).toBe(200)
  })
})

describe('tokens', () => {
  it('are shown once, do what they were given, and stop when revoked', async () => {
    const permissions = [{ roleId: 'source-read-only' }]
    const made = await ask('POST', '/tokens', { name: 'CI', permissions }, owner)
    expect(made.status).toBe(201)
    const { secret } = made.data
    const token = v.parse(tokenSchema, made.data.token)
    expect(secret).toMatch(/^hwt_[A-Za-z0-9]{43}$/)
    expect(token).toMatchObject({ name: 'CI', createdBy: 'Olivia Owner', lastUsedAt: null })
    expect((await ask('GET', '/sources', undefined, { token: secret })).status).toBe(200)
    const { text } = await ask('GET', '/tokens?pagination[count]=100')
    expect(text).not.toContain(secret)
    await ask('DELETE', `/tokens/${token.id}`)
    expect((await ask('GET', '/sources', undefined, { token: secret })).status).toBe(401)
    expect((await ask('DELETE', `/tokens/${token.id}`)).status).toBe(404)
  })

  it('win over a session, whose rights they do not borrow', async () => {
    const { token } = await makeToken('source-read-only')
    const { cookie, workspaceId } = owner
    const both = { ...(token !== undefined && { token }), cookie, workspaceId }
    expect((await ask('GET', '/users', undefined, both)).status).toBe(403)
  })
})

describe('labels', () => {
  it('have one value per key on a source, and stay while they are used', async () => {
    const id = await makeSource('team:red')
    await ask('POST', '/labels', { label: { key: 'team', value: 'blue' } })
    expect((await ask('POST', '/labels', { label: { key: 'TEAM', value: 'Blue' } })).status).toBe(
      409,
    )
    const put = await ask('POST', `/sources/${id}/labels`, {
      labels: [{ key: 'Team', value: 'BLUE' }],
    })
    expect(put.data.labels).toMatchObject([{ key: 'team', value: 'blue' }])
    const both = [
      { key: 'team', value: 'red' },
      { key: 'team', value: 'blue' },
    ]
    expect((await ask('PUT', `/sources/${id}/labels`, { labels: both })).status).toBe(400)
    const unknown = { labels: [{ key: 'team', value: 'green' }] }
    expect((await ask('PUT', `/sources/${id}/labels`, unknown)).status).toBe(400)
    expect((await ask('DELETE', '/labels/team/blue')).status).toBe(409)
    await ask('PUT', `/sources/${id}/labels`, { labels: [] })
    expect((await ask('DELETE', '/labels/team/blue')).status).toBe(200)
    await makeToken('source-admin', undefined, [{ key: 'team', value: 'red' }])
    expect((await ask('DELETE', '/labels/team/red')).status).toBe(409)
    expect((await ask('DELETE', '/labels/team/none')).status).toBe(404)
    expect((await ask('POST', '/labels', { label: { key: '1x', value: 'y' } })).status).toBe(400)
  })
})
