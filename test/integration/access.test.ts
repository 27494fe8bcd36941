import { env } from 'cloudflare:workers'
import * as v from 'valibot'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Mail } from '../../worker/api/api-deps.ts'
import { auditEventSchema } from '../../worker/api/contract/audit.ts'
import { groupSchema } from '../../worker/api/contract/groups.ts'
import { invitationSchema } from '../../worker/api/contract/invites.ts'
import { meSchema } from '../../worker/api/contract/me.ts'
import { roleSchema } from '../../worker/api/contract/permissions.ts'
import {
  sourceOverviewSchema,
  sourceStatusSchema,
} from '../../worker/api/contract/source-status.ts'
import { tokenSchema } from '../../worker/api/contract/tokens.ts'
import { userSchema } from '../../worker/api/contract/users.ts'
import { eventKey } from '../../worker/domain/books.ts'
import {
  addMember,
  ask,
  asOwner,
  bootstrap,
  callAuth,
  makeDeps,
  makeToken,
  PASSWORD,
  type Person,
  setUpOwner,
  signIn,
  sourceMonitor,
} from './support/app.ts'

let owner: Person

beforeAll(async () => {
  await bootstrap()
  owner = await setUpOwner()
})

let n = 0
async function makeSource(...labels: string[]): Promise<string> {
  const input = { slug: `source-${n++}`, enabled: true, metadataId: 'javascript' }
  const { data } = await ask('POST', '/sources', input)
  const { id } = data.source
  if (labels.length > 0) {
    const wanted = labels.map((label) => {
      const [key, value] = label.split(':')
      return { key, value }
    })
    for (const label of wanted) await ask('POST', '/labels', { label })
    expect((await ask('PUT', `/sources/${id}/labels`, { labels: wanted })).status).toBe(200)
  }
  return id
}

const tokenOf = (link: string) => new URL(link).searchParams.get('token')
const invite = async (emails: string, more: Record<string, unknown> = {}) => {
  const { status, data } = await ask('POST', '/invitations', { emails, ...more })
  expect(status).toBe(201)
  return v.parse(v.array(invitationSchema), data.invitations)
}
const accept = (token: string | null, more: Record<string, unknown> = {}, cookie?: string) =>
  callAuth(
    'POST',
    '/accept-invitation',
    { token, name: 'New', password: PASSWORD, ...more },
    cookie === undefined ? {} : { cookie },
  )
const sourcesSeenBy = async (as: Parameters<typeof ask>[3]) => {
  const { data } = await ask('GET', '/sources?pagination[count]=1000', undefined, as)
  return data.sources.map((source: { id: string }) => source.id)
}

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

describe('the audit trail', () => {
  it('says who did what, when and from where, and what changed', async () => {
    const member = await addMember('ole@example.com', [{ roleId: 'source-admin' }])
    const input = { slug: 'audited', enabled: true, metadataId: 'javascript', name: 'Audited' }
    const made = await ask('POST', '/sources', input, member)
    await ask('PATCH', `/sources/${made.data.source.id}`, { name: 'Audited 2' }, member)
    const { data } = await ask('GET', `/audit-events?actor=${member.id}&type=Source Modified`)
    expect(v.parse(v.array(auditEventSchema), data.events)).toMatchObject([
      {
        type: 'Source Modified',
        actor: member.id,
        actorKind: 'user',
        actorName: 'ole',
        actorEmail: 'ole@example.com',
        resourceName: 'Audited 2',
        ip: '192.0.2.7',
        userAgent: 'the tests',
        before: { name: 'Audited' },
        after: { name: 'Audited 2' },
      },
    ])
  })

  it('is filtered by what occurs in it', async () => {
    const { data } = await ask('GET', '/audit-events/filters')
    for (const type of [
      'Invite Accepted',
      'Token Created',
      'User Group Created',
      'User Signed In',
    ]) {
      expect(data.filters.types).toContain(type)
    }
    expect(data.filters.actors).toContainEqual({
      id: owner.id,
      kind: 'user',
      name: 'Olivia Owner',
    })
    const types = async (query: string) =>
      (await ask('GET', `/audit-events?pagination[count]=1000&${query}`)).data.events.map(
        (event: { type: string }) => event.type,
      )
    expect(new Set(await types('resourceType=LABEL'))).toEqual(
      new Set(['Label Created', 'Label Deleted']),
    )
    expect(await types('text=OLE%40EXAMPLE')).toContain('Source Created')
    expect(await types('text=100%25_nothing')).toEqual([])
    expect(await types('endTime=2020-01-01')).toEqual([])
    expect((await ask('GET', '/audit-events?startTime=soon')).status).toBe(400)
  })

  it('is exported without formulas, and says so', async () => {
    const name = '=HYPERLINK("https://evil.test")'
    await ask('POST', '/groups', { name })
    const { text, headers } = await ask(
      'GET',
      '/audit-events/export?type=User Group Created',
      undefined,
      owner,
    )
    expect(headers.get('content-disposition')).toContain('audit-trail.csv')
    expect(text).toContain(`"'=HYPERLINK`)
    expect(text).not.toMatch(/(^|,)"?=HYPERLINK/m)
    const { data } = await ask('GET', '/audit-events?type=Audit Trail Exported')
    expect(data.events[0].actor).toBe(owner.id)
  })

  it('holds no secret', async () => {
    const { results } = await env.DB.prepare('SELECT * FROM audit').all()
    const text = JSON.stringify(results)
    const { results: links } = await env.DB.prepare('SELECT nonce FROM invitations').all()
    for (const secret of [PASSWORD, 'hwt_', ...links.map((row) => String(row.nonce))]) {
      expect(text).not.toContain(secret)
    }
  })
})

describe('what the dashboard shows of a source', () => {
  it('comes from the books, hour by hour', async () => {
    const id = await makeSource()
    const deps = makeDeps({
      now: () => '2026-11-23T17:30:00.000Z',
      sourceMonitor: () => ({
        ...sourceMonitor,
        totals: async () => [
          {
            hours: {
              '2026-11-23T16': { [id]: countsOf({ passed: 3, page: 1 }) },
              '2026-11-23T17': { [id]: countsOf({ passed: 2, failed: 4 }) },
            },
          },
        ],
      }),
    })
    const status = await ask('GET', `/sources/${id}/status`, undefined, asOwner, deps)
    expect(v.parse(sourceStatusSchema, status.data.status)).toEqual({
      firstEventHour: '2026-11-23T16',
      lastEventHour: '2026-11-23T17',
      lastHour: { received: 10, failedOnIngest: 4, filteredAtSource: 0, passed: 6 },
      types: ['track', 'page'],
    })
    const path = `/sources/${id}/overview?from=2026-11-23T15&to=2026-11-23T18`
    const { data } = await ask('GET', path, undefined, asOwner, deps)
    const overview = v.parse(sourceOverviewSchema, data.overview)
    expect(overview.series.map(({ received }) => received)).toEqual([0, 4, 6])
    expect(overview.totals).toMatchObject({ received: 10, failedOnIngest: 4, passed: 6 })
    expect(overview.byName).toEqual([{ name: 'Order', count: 9 }])
    expect(overview.reasons).toEqual([{ outcome: 'failed on ingest', code: 'bad', count: 4 }])
  })
})

function countsOf({ passed = 0, page = 0, failed = 0 }) {
  const key = (outcome: 'passed' | 'failed on ingest', code: string, type: string, name: string) =>
    eventKey({ outcome, code, type, name })
  return {
    received: passed + page + failed,
    inPipeline: 0,
    events: {
      ...(passed > 0 && { [key('passed', '', 'track', 'Order')]: passed }),
      ...(page > 0 && { [key('passed', '', 'page', '')]: page }),
      ...(failed > 0 && { [key('failed on ingest', 'bad', 'track', 'Order')]: failed }),
    },
    destinations: {},
  }
}
