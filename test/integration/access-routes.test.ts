import { env } from 'cloudflare:workers'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Endpoint, WorkspaceEndpoint } from '../../worker/api/endpoint.ts'
import { ENDPOINTS } from '../../worker/api/router.ts'
import { can, isScoped } from '../../worker/domain/access/can.ts'
import { sha256Hex } from '../../worker/platform/sha256.ts'
import { type Answer, type As, ask, asOwner, bootstrap, OWNER_TOKEN } from './support/app.ts'
import type { Row, Rule, Scene } from './support/route-row.ts'
import { ROWS } from './support/route-rows.ts'
import { type Caller, type Callers, makeCallers, makeScene } from './support/route-scene.ts'

/**
 * Every endpoint of the management API, asked by everybody who should and who should not get an answer.
 * It walks the routing table: an endpoint without a row, or whose row and declaration disagree, fails it.
 */

/** What answers without a workspace, and so without a permission; a further one has to be meant. */
const OPEN = ['GET /me', 'GET /setup-state']

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

let callers: Callers
let scene: Scene
let edited = true

beforeAll(async () => {
  await bootstrap()
  callers = await makeCallers()
})

beforeEach(async () => {
  if (edited) scene = await makeScene(callers.owner.workspaceId)
  edited = false
})

const keyOf = ({ method, path }: Endpoint) => `${method} ${path}`

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

/** What the declared need comes to for the row's question. */
function ruleOf({ needs: [action, kind] }: WorkspaceEndpoint, { named }: Row): Rule {
  if (!isScoped(kind)) {
    const everyMember = can({ workspaceId: 'w', permissions: [] }, action, { kind })
    return everyMember ? 'member' : 'owner'
  }
  if (action === 'create') return 'create'
  if (action === 'write') return kind === 'write-key' ? 'edit key' : 'edit'
  return named ? 'see' : 'list'
}

it('has a row for every endpoint, and no row for any other', () => {
  expect(Object.keys(ROWS).sort()).toEqual(ENDPOINTS.map(keyOf).sort())
})

describe.each(ENDPOINTS.map((endpoint) => [keyOf(endpoint), endpoint] as const))(
  '%s',
  (key, endpoint) => {
    it('declares what it takes, and its row expects the same', () => {
      if (endpoint.needs === 'nothing') expect(OPEN).toContain(key)
      else {
        const row = ROWS[key]
        expect(row?.rule).toBe(row && ruleOf(endpoint, row))
        // Ids of the catalog are everybody's; all others are a workspace's, and strangers do not see them.
        const takesId = endpoint.path.includes(':') && !endpoint.path.startsWith('/catalog/')
        if (takesId) expect(row?.named).toBe(true)
      }
    })

    // Needs no row: whoever has nothing to show is told so before anything is looked at.
    it('is closed to whoever has neither token nor session', async () => {
      const body = endpoint.method === 'GET' ? undefined : { any: 'body' }
      const path = endpoint.path.replaceAll(/:\w+/g, 'x')
      for (const caller of [
        {},
        { token: 'hwt_unknown' },
        { cookie: 'headwater.session_token=x' },
      ]) {
        const { status } = await ask(endpoint.method, path, body, caller)
        expect(status).toBe(key === 'GET /setup-state' ? 200 : 401)
      }
    })
  },
)

describe.each(Object.entries(ROWS))('%s', (key, row) => {
  it('gives nothing of the workspace to the owner of another', async () => {
    const { owner } = callers
    const answer = await call(key, row, callers.stranger)
    if (row.named) expect(answer.status).toBe(row.stranger ?? 404)
    const question = JSON.stringify([row.path(scene), row.body?.(scene)])
    for (const text of [...Object.values(scene), owner.workspaceId, owner.email]) {
      // What the question named, an answer may name.
      if (!question.includes(text)) expect(answer.text).not.toContain(text)
    }
  })

  it('knows what each role may', async () => {
    for (const name of ['minimal', 'reader', 'elsewhere', 'admin'] as const) {
      const answer = await call(key, row, callers.as[name])
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
    const answer = await call(key, row, row.session ? callers.owner : asOwner)
    edited = isEdit(key)
    expect([answer.text, succeeded(answer)]).toEqual([answer.text, true])
    await expectNoSecret(answer)
  })

  it('takes sessions of members only, who name the workspace, and edits from our origin', async () => {
    if (OPEN.includes(key)) return
    const { owner } = callers
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
