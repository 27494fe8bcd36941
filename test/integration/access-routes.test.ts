import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ENDPOINTS } from '../../worker/api/router.ts'
import { sha256Hex } from '../../worker/platform/sha256.ts'
import {
  type Answer,
  type As,
  addMember,
  ask,
  asOwner,
  bootstrap,
  makeToken,
  OWNER_TOKEN,
  type Person,
  setUpOwner,
} from './support/app.ts'

/**
 * Every endpoint of the management API, asked by everybody who should and who should not get an answer.
 * An endpoint without a row here fails the first test.
 */

/** What there is to see in the workspace; made anew after an edit that succeeded. */
interface Scene {
  sourceId: string
  writeKey: string
  destinationId: string
  groupId: string
  invitationId: string
  tokenId: string
  tokenSecret: string
  memberId: string
}

/** Who may: see `EXPECTED`. */
type Rule = 'anybody' | 'member' | 'list' | 'see' | 'edit' | 'edit key' | 'create' | 'owner'

interface Row {
  rule: Rule
  path(scene: Scene): string
  body?(scene: Scene): unknown
  /** The path or the body names something of the workspace, so for strangers it does not exist. */
  named?: boolean
  /** What a stranger who names it is answered, where that is not 404. */
  stranger?: number
  /** Takes a session, not a token. */
  session?: boolean
}

const fixed = (rule: Rule, path: string, body?: unknown): Row => ({
  rule,
  path: () => path,
  ...(body !== undefined && { body: () => body }),
})
const named = (rule: Rule, path: (scene: Scene) => string, body?: Row['body']): Row => ({
  rule,
  path,
  named: true,
  ...(body !== undefined && { body }),
})
const ENVIRONMENT = { labels: [{ key: 'environment', value: 'dev' }] }
const READER = { permissions: [{ roleId: 'source-read-only' }] }
const GROUP_MEMBER = { emails: ['minimal@example.com'] }
let n = 0

const ROWS: Record<string, Row> = {
  'GET /setup-state': fixed('anybody', '/setup-state'),
  'GET /me': fixed('member', '/me'),
  'GET /': fixed('member', '/'),
  'PATCH /': fixed('owner', '/', { name: 'Renamed' }),
  'GET /roles': fixed('member', '/roles'),
  'GET /checklist': fixed('member', '/checklist'),
  'GET /catalog/sources': fixed('member', '/catalog/sources'),
  'GET /catalog/sources/:id': fixed('member', '/catalog/sources/javascript'),
  'GET /catalog/destinations': fixed('member', '/catalog/destinations'),
  'GET /catalog/destinations/:id': fixed('member', '/catalog/destinations/webhooks'),
  'POST /configuration/republish': fixed('owner', '/configuration/republish', {}),

  'GET /sources': fixed('list', '/sources?pagination[count]=1000'),
  'POST /sources': {
    rule: 'create',
    path: () => '/sources',
    body: () => ({ slug: `made-${n++}`, enabled: true, metadataId: 'javascript' }),
  },
  'GET /sources/:id': named('see', ({ sourceId }) => `/sources/${sourceId}`),
  'PATCH /sources/:id': named(
    'edit',
    ({ sourceId }) => `/sources/${sourceId}`,
    () => ({
      name: 'Renamed',
    }),
  ),
  'DELETE /sources/:id': named('edit', ({ sourceId }) => `/sources/${sourceId}`),
  'GET /sources/:id/connected-destinations': named(
    'see',
    ({ sourceId }) => `/sources/${sourceId}/connected-destinations`,
  ),
  'GET /sources/:id/recent-events': named(
    'see',
    ({ sourceId }) => `/sources/${sourceId}/recent-events`,
  ),
  'GET /sources/:id/schema/controls': named(
    'see',
    ({ sourceId }) => `/sources/${sourceId}/schema/controls`,
  ),
  'PATCH /sources/:id/schema/controls': named(
    'edit',
    ({ sourceId }) => `/sources/${sourceId}/schema/controls`,
    () => ({ changes: [{ control: 'page', allowed: n++ % 2 === 0 }] }),
  ),
  'GET /sources/:id/status': named('see', ({ sourceId }) => `/sources/${sourceId}/status`),
  'GET /sources/:id/overview': named('see', ({ sourceId }) => `/sources/${sourceId}/overview`),
  'POST /sources/:id/labels': named(
    'edit',
    ({ sourceId }) => `/sources/${sourceId}/labels`,
    () => ENVIRONMENT,
  ),
  'PUT /sources/:id/labels': named(
    'edit',
    ({ sourceId }) => `/sources/${sourceId}/labels`,
    () => ENVIRONMENT,
  ),
  'GET /sources/:id/setup': named('edit key', ({ sourceId }) => `/sources/${sourceId}/setup`),
  'POST /sources/:id/writekey': named(
    'edit key',
    ({ sourceId }) => `/sources/${sourceId}/writekey`,
    () => ({}),
  ),
  'DELETE /sources/:id/writekey/:key': named(
    'edit key',
    ({ sourceId, writeKey }) => `/sources/${sourceId}/writekey/${writeKey}`,
  ),

  'GET /destinations': fixed('list', '/destinations?pagination[count]=1000'),
  'POST /destinations': {
    rule: 'edit',
    path: () => '/destinations',
    body: ({ sourceId }) => ({ sourceId, metadataId: 'webhooks', settings: WEBHOOK }),
    named: true,
    stranger: 400,
  },
  'GET /destinations/:id': named('see', ({ destinationId }) => `/destinations/${destinationId}`),
  'PATCH /destinations/:id': named(
    'edit',
    ({ destinationId }) => `/destinations/${destinationId}`,
    () => ({ name: 'Renamed' }),
  ),
  'DELETE /destinations/:id': named(
    'edit',
    ({ destinationId }) => `/destinations/${destinationId}`,
  ),
  'POST /destinations/:id/test': named(
    'edit',
    ({ destinationId }) => `/destinations/${destinationId}/test`,
    () => ({}),
  ),
  'GET /destinations/:id/status': named(
    'see',
    ({ destinationId }) => `/destinations/${destinationId}/status`,
  ),
  'GET /destinations/:id/failed-deliveries': named(
    'see',
    ({ destinationId }) => `/destinations/${destinationId}/failed-deliveries`,
  ),
  'POST /destinations/:id/failed-deliveries/requeue': named(
    'edit',
    ({ destinationId }) => `/destinations/${destinationId}/failed-deliveries/requeue`,
    () => ({}),
  ),
  'GET /traces/:messageId': named('see', ({ sourceId }) => `/traces/m-1?sourceId=${sourceId}`),
  'GET /books': named('see', ({ sourceId }) => `/books?sourceId=${sourceId}`),

  'GET /audit-events': fixed('owner', '/audit-events'),
  'GET /audit-events/filters': fixed('owner', '/audit-events/filters'),
  'GET /audit-events/export': fixed('owner', '/audit-events/export'),

  'GET /users': fixed('owner', '/users'),
  'DELETE /users': named('owner', ({ memberId }) => `/users?userIds[0]=${memberId}`),
  'GET /users/export': fixed('owner', '/users/export'),
  'GET /users/:id': named('owner', ({ memberId }) => `/users/${memberId}`),
  'GET /users/:id/groups': named('owner', ({ memberId }) => `/users/${memberId}/groups`),
  'POST /users/:id/permissions': named(
    'owner',
    ({ memberId }) => `/users/${memberId}/permissions`,
    () => READER,
  ),
  'PUT /users/:id/permissions': named(
    'owner',
    ({ memberId }) => `/users/${memberId}/permissions`,
    () => READER,
  ),
  'POST /users/:id/password-reset-link': {
    ...named(
      'owner',
      ({ memberId }) => `/users/${memberId}/password-reset-link`,
      () => ({}),
    ),
    stranger: 403,
    session: true,
  },
  'GET /invites': fixed('owner', '/invites'),
  'POST /invites': {
    rule: 'owner',
    path: () => '/invites',
    body: () => ({ invites: [{ email: `invited-${n++}@example.com` }] }),
  },
  'DELETE /invites': named('owner', () => '/invites?emails[0]=invited@example.com'),
  'GET /invitations': fixed('owner', '/invitations'),
  'POST /invitations': {
    rule: 'owner',
    path: () => '/invitations',
    body: () => ({ emails: `invited-${n++}@example.com` }),
  },
  'POST /invitations/:id/resend': named(
    'owner',
    ({ invitationId }) => `/invitations/${invitationId}/resend`,
    () => ({}),
  ),
  'DELETE /invitations/:id': named('owner', ({ invitationId }) => `/invitations/${invitationId}`),
  'GET /groups': fixed('owner', '/groups'),
  'POST /groups': { rule: 'owner', path: () => '/groups', body: () => ({ name: `G ${n++}` }) },
  'GET /groups/:id': named('owner', ({ groupId }) => `/groups/${groupId}`),
  'PATCH /groups/:id': named(
    'owner',
    ({ groupId }) => `/groups/${groupId}`,
    () => ({
      name: `G ${n++}`,
    }),
  ),
  'DELETE /groups/:id': named('owner', ({ groupId }) => `/groups/${groupId}`),
  'GET /groups/:id/users': named('owner', ({ groupId }) => `/groups/${groupId}/users`),
  'POST /groups/:id/users': named(
    'owner',
    ({ groupId }) => `/groups/${groupId}/users`,
    () => GROUP_MEMBER,
  ),
  'PUT /group/:id/users': named(
    'owner',
    ({ groupId }) => `/group/${groupId}/users`,
    () => GROUP_MEMBER,
  ),
  'DELETE /group/:id/users': named(
    'owner',
    ({ groupId }) => `/group/${groupId}/users?emails[0]=minimal@example.com`,
  ),
  'GET /groups/:id/invites': named('owner', ({ groupId }) => `/groups/${groupId}/invites`),
  'POST /groups/:id/permissions': named(
    'owner',
    ({ groupId }) => `/groups/${groupId}/permissions`,
    () => READER,
  ),
  'PUT /groups/:id/permissions': named(
    'owner',
    ({ groupId }) => `/groups/${groupId}/permissions`,
    () => READER,
  ),
  'GET /tokens': fixed('owner', '/tokens'),
  'POST /tokens': fixed('owner', '/tokens', { name: 'T', ...READER }),
  'DELETE /tokens/:id': named('owner', ({ tokenId }) => `/tokens/${tokenId}`),
  'GET /labels': fixed('member', '/labels'),
  'POST /labels': {
    rule: 'owner',
    path: () => '/labels',
    body: () => ({ label: { key: 'team', value: `t${n++}` } }),
  },
  'DELETE /labels/:key/:value': named('owner', () => '/labels/team/red'),
}

/** Callers of less than owner's rank. `elsewhere` is Source Admin of another source. */
type Caller = 'minimal' | 'reader' | 'elsewhere' | 'admin' | 'owner'

/** 2 stands for any success. */
const EXPECTED: Record<Rule, Record<Caller, number>> = {
  anybody: { minimal: 2, reader: 2, elsewhere: 2, admin: 2, owner: 2 },
  member: { minimal: 2, reader: 2, elsewhere: 2, admin: 2, owner: 2 },
  list: { minimal: 2, reader: 2, elsewhere: 2, admin: 2, owner: 2 },
  see: { minimal: 404, reader: 2, elsewhere: 404, admin: 2, owner: 2 },
  edit: { minimal: 404, reader: 403, elsewhere: 404, admin: 2, owner: 2 },
  'edit key': { minimal: 404, reader: 403, elsewhere: 404, admin: 2, owner: 2 },
  create: { minimal: 403, reader: 403, elsewhere: 403, admin: 2, owner: 2 },
  owner: { minimal: 403, reader: 403, elsewhere: 403, admin: 403, owner: 2 },
}

const WEBHOOK = {
  hooks: [{ hook: 'https://hooks.example.com/hush-path' }],
  sharedSecret: 'hush-key',
}

let owner: Person
let minimal: Person
let reader: Person
let stranger: As
let as: Record<Caller, As>
let scene: Scene
let edited = true

beforeAll(async () => {
  await bootstrap()
  owner = await setUpOwner()
  minimal = await addMember('minimal@example.com')
  reader = await addMember('reader@example.com', [{ roleId: 'source-read-only' }])
  const other = await ask('POST', '/sources', {
    slug: 'other',
    enabled: true,
    metadataId: 'javascript',
  })
  as = {
    // Sessions and tokens both, since each has a way in of its own.
    minimal,
    reader,
    elsewhere: await makeToken('source-admin', [{ id: other.data.source.id, type: 'SOURCE' }]),
    admin: await makeToken('source-admin'),
    owner: asOwner,
  }
  stranger = await secondWorkspace()
})

async function secondWorkspace(): Promise<As> {
  const token = 'hwt_stranger'
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO workspaces (id, slug, name, created_at) VALUES ('wsp_2', 'second', 'Second', '')`,
    ),
    env.DB.prepare(
      `INSERT INTO labels (workspace_id, key, value, description, created_at)
       VALUES ('wsp_2', 'environment', 'dev', '', '')`,
    ),
    env.DB.prepare(
      `INSERT INTO tokens (id, workspace_id, name, hash, permissions, created_at)
       VALUES ('tok_2', 'wsp_2', 'Stranger', ?, json_array(json_object('roleId', 'workspace-owner',
         'resources', json_array(json_object('id', 'wsp_2', 'type', 'WORKSPACE')),
         'labels', json('[]'))), '')`,
    ).bind(await sha256Hex(token)),
  ])
  return { token }
}

beforeEach(async () => {
  if (edited) scene = await makeScene()
  edited = false
})

async function makeScene(): Promise<Scene> {
  const source = await ask('POST', '/sources', {
    slug: `scene-${n++}`,
    enabled: true,
    metadataId: 'javascript',
  })
  const sourceId = source.data.source.id
  const [writeKey] = source.data.source.writeKeys
  await ask('POST', `/sources/${sourceId}/writekey`, {})
  const destination = await ask('POST', '/destinations', {
    sourceId,
    metadataId: 'webhooks',
    settings: WEBHOOK,
  })
  const group = await ask('POST', '/groups', { name: `Group ${n++}` })
  await ask('POST', `/groups/${group.data.userGroup.id}/users`, GROUP_MEMBER)
  await ask('DELETE', '/invites?emails[0]=invited@example.com')
  const invited = await ask('POST', '/invitations', { emails: 'invited@example.com' })
  const token = await ask('POST', '/tokens', { name: 'Scene', ...READER })
  await ask('POST', '/labels', { label: { key: 'team', value: 'red' } })
  const memberId = `usr_scene${n++}`
  await env.DB.batch([
    env.DB.prepare(
      `INSERT INTO users (id, name, email, email_verified, created_at, updated_at)
       VALUES (?, 'Scene', ?, 0, 0, 0)`,
    ).bind(memberId, `${memberId}@example.com`),
    env.DB.prepare(
      `INSERT INTO members (workspace_id, user_id, created_at) VALUES (?, ?, '')`,
    ).bind(owner.workspaceId, memberId),
  ])
  return {
    sourceId,
    writeKey,
    destinationId: destination.data.destination.id,
    groupId: group.data.userGroup.id,
    invitationId: invited.data.invitations[0].id,
    tokenId: token.data.token.id,
    tokenSecret: token.data.secret,
    memberId,
  }
}

const call = (key: string, row: Row, caller: As): Promise<Answer> => {
  const [method = ''] = key.split(' ')
  return ask(method, row.path(scene), row.body?.(scene), caller)
}

const isEdit = (key: string) => !key.startsWith('GET ')
const succeeded = ({ status }: Answer) => status >= 200 && status < 300

/** What nobody is ever answered, whatever they may do. */
async function expectNoSecret(answer: Answer): Promise<void> {
  const { results } = await env.DB.prepare('SELECT password FROM accounts LIMIT 3').all()
  const secrets = [
    'hush-path',
    'hush-key',
    OWNER_TOKEN,
    await sha256Hex(OWNER_TOKEN),
    scene.tokenSecret,
    await sha256Hex(scene.tokenSecret),
    'session_token',
    ...results.map((row) => String(row.password)),
  ]
  for (const secret of secrets) expect(answer.text).not.toContain(secret)
}

it('has a row for every endpoint, and no row for any other', () => {
  const endpoints = ENDPOINTS.map(({ method, path }) => `${method} ${path}`)
  expect(Object.keys(ROWS).sort()).toEqual(endpoints.sort())
})

describe.each(Object.entries(ROWS))('%s', (key, row) => {
  it('is closed to whoever has neither token nor session', async () => {
    for (const caller of [{}, { token: 'hwt_unknown' }, { cookie: 'headwater.session_token=x' }]) {
      const answer = await call(key, row, caller)
      expect(answer.status).toBe(row.rule === 'anybody' ? 200 : 401)
    }
  })

  it('gives nothing of the workspace to the owner of another', async () => {
    const answer = await call(key, row, stranger)
    if (row.named) expect(answer.status).toBe(row.stranger ?? 404)
    const question = JSON.stringify([row.path(scene), row.body?.(scene)])
    for (const text of [...Object.values(scene), owner.workspaceId, owner.email]) {
      // What the question named, an answer may name.
      if (!question.includes(text)) expect(answer.text).not.toContain(text)
    }
  })

  it('knows what each role may', async () => {
    for (const name of ['minimal', 'reader', 'elsewhere', 'admin'] as const) {
      const answer = await call(key, row, as[name])
      const wanted = EXPECTED[row.rule][name]
      const refusal = row.stranger === 400 && wanted === 404 ? 400 : wanted
      if (wanted !== 2) expect([name, answer.status]).toEqual([name, refusal])
      else {
        expect([name, succeeded(answer)]).toEqual([name, true])
        edited = isEdit(key)
      }
      if (row.rule === 'list' && (name === 'minimal' || name === 'elsewhere')) {
        expect(answer.text).not.toContain(scene.sourceId)
      }
      if (name !== 'admin') expect(answer.text).not.toContain(scene.writeKey)
      await expectNoSecret(answer)
    }
  })

  it('works for an owner, and answers no secret', async () => {
    const answer = await call(key, row, row.session ? owner : asOwner)
    edited = isEdit(key)
    expect([answer.text, succeeded(answer)]).toEqual([answer.text, true])
    await expectNoSecret(answer)
  })

  it('takes sessions of members only, who name the workspace, and edits from our origin', async () => {
    if (row.rule === 'anybody' || key === 'GET /me') return
    const elsewhere = await call(key, row, { ...owner, workspaceId: 'wsp_2' })
    expect(elsewhere.status).toBe(403)
    const unknown = await call(key, row, { ...owner, workspaceId: 'wsp_none' })
    expect(unknown.text).toBe(elsewhere.text)
    expect((await call(key, row, { cookie: owner.cookie })).status).toBe(400)
    const origins = isEdit(key) ? ['https://evil.test', 'null', null] : []
    for (const origin of origins) {
      expect((await call(key, row, { ...owner, origin })).status).toBe(403)
    }
    edited = isEdit(key)
    expect(succeeded(await call(key, row, owner))).toBe(true)
  })
})
