import {
  IAMGroupsApi,
  IAMRolesApi,
  IAMUsersApi,
  LabelsApi,
  type PermissionResourceV1,
  SourcesApi,
} from '@segment/public-api-sdk-typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SETUP_CODE } from '../harness/database.ts'
import { clientOf, present } from '../harness/official-client.ts'
import { type Service, startService } from '../harness/service.ts'

/** Members, invitations, groups, roles and labels by the official client of the upstream API, unmodified. */

let service: Service
let users: IAMUsersApi
let groups: IAMGroupsApi
let roles: IAMRolesApi
let labels: LabelsApi
let sources: SourcesApi

beforeAll(async () => {
  service = await startService()
  const client = clientOf(service)
  users = client(IAMUsersApi)
  groups = client(IAMGroupsApi)
  roles = client(IAMRolesApi)
  labels = client(LabelsApi)
  sources = client(SourcesApi)
})
afterAll(() => service?.stop())

const PASSWORD = 'tractor violin 48 mud'

async function post(path: string, body: unknown) {
  const response = await fetch(`${service.origin}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: service.origin },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: await response.json(), headers: response.headers }
}

describe('a team', () => {
  it('begins with the owner, whom the set-up code makes', async () => {
    const made = await post('/auth/setup', {
      code: SETUP_CODE,
      name: 'Olivia',
      email: 'olivia@example.com',
      password: PASSWORD,
    })
    expect(made.status).toBe(200)
    expect(made.headers.get('set-cookie')).toMatch(/HttpOnly; SameSite=Lax/)
    const { body } = await users.listUsers({ count: 10 })
    expect(present(body.data).users).toMatchObject([
      { name: 'Olivia', email: 'olivia@example.com' },
    ])
  })

  it('grows by invitations with roles', async () => {
    const { body: listed } = await roles.listRoles({ count: 100 })
    const readOnly = present(
      present(listed.data).roles.find((role) => role.name === 'Source Read-only'),
    )
    const invited = await users.createInvites({
      invites: [{ email: 'ben@example.com', permissions: [{ roleId: readOnly.id }] }],
    })
    expect(invited.response.statusCode).toBe(201)
    expect(present(invited.body.data).emails).toEqual(['ben@example.com'])
    const { body } = await users.listInvites({ count: 10 })
    expect(present(body.data).invites).toEqual(['ben@example.com'])
    const deleted = await users.deleteInvites(['ben@example.com'])
    expect(String(present(deleted.body.data).status)).toBe('SUCCESS')
  })

  it('has groups with members and permissions', async () => {
    const created = await groups.createUserGroup({ name: 'Analysts' })
    const { id } = present(created.body.data).userGroup
    await groups.addUsersToUserGroup(id, { emails: ['olivia@example.com'] })
    const { body } = await groups.getUserGroup(id)
    expect(present(body.data).userGroup).toMatchObject({ name: 'Analysts', memberCount: 1 })

    const source = await sources.createSource({
      slug: 'site',
      enabled: true,
      metadataId: 'javascript',
    })
    const sourceId = present(source.body.data).source.id
    const resource = { id: sourceId, type: 'SOURCE' as unknown as PermissionResourceV1.TypeEnum }
    const set = await groups.replacePermissionsForUserGroup(id, {
      permissions: [{ roleId: 'source-admin', resources: [resource] }],
    })
    expect(present(set.body.data).permissions).toMatchObject([
      { roleId: 'source-admin', roleName: 'Source Admin', resources: [{ id: sourceId }] },
    ])

    const [owner] = present((await users.listUsers({ count: 1 })).body.data).users
    const of = await users.listUserGroupsFromUser(present(owner).id, { count: 10 })
    expect(present(of.body.data).groups).toMatchObject([{ id, name: 'Analysts' }])
    await groups.removeUsersFromUserGroup(id, ['olivia@example.com'])
    const left = await groups.listUsersFromUserGroup(id, { count: 10 })
    expect(present(left.body.data).users).toEqual([])
    await groups.deleteUserGroup(id)
  })

  it('keeps its last owner', async () => {
    const [owner] = present((await users.listUsers({ count: 1 })).body.data).users
    const error = await users.deleteUsers([present(owner).id]).then(
      () => null,
      (thrown: { statusCode?: number }) => thrown,
    )
    expect(error?.statusCode).toBe(409)
  })
})

it('labels sources', async () => {
  const created = await labels.createLabel({ label: { key: 'team', value: 'web' } })
  expect(created.response.statusCode).toBe(201)
  const source = await sources.createSource({
    slug: 'lab',
    enabled: true,
    metadataId: 'javascript',
  })
  const { id } = present(source.body.data).source
  await sources.addLabelsToSource(id, { labels: [{ key: 'team', value: 'web' }] })
  const { body } = await sources.getSource(id)
  expect(present(body.data).source.labels).toMatchObject([{ key: 'team', value: 'web' }])
  await sources.replaceLabelsInSource(id, { labels: [] })
  await labels.deleteLabel('team', 'web')
  const left = present((await labels.listLabels()).body.data).labels
  expect(left.map(({ key, value }) => `${key}:${value}`)).toEqual([
    'environment:dev',
    'environment:prod',
  ])
})
