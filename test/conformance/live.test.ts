import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { openLive, upgradeStatus } from '../harness/live-client.ts'
import { addMember, setUpOwner } from '../harness/members.ts'
import { type Service, startService } from '../harness/service.ts'
import { openWorkspace, type TestSource, type Workspace } from '../harness/workspace.ts'

/** The debugger's WebSocket, as a page opens it, against the three Workers. */

let service: Service
let workspace: Workspace
let source: TestSource
let path: string
let headers: Record<string, string>

beforeAll(async () => {
  service = await startService()
  workspace = openWorkspace(service)
  source = await workspace.createSource()
  const owner = await setUpOwner(service)
  const me = await owner.fetch(`${service.origin}/api/me`)
  const { data } = (await me.json()) as { data: { workspaces: { id: string }[] } }
  path = `/live/sources/${source.id}?workspace=${data.workspaces[0]?.id}`
  headers = { cookie: owner.cookie(), origin: service.origin }
})
afterAll(() => service?.stop())

async function track(event: string, more: Record<string, unknown> = {}) {
  const response = await fetch(`${service.origin}/v1/track`, {
    method: 'POST',
    body: JSON.stringify({ writeKey: source.writeKey, event, userId: 'u1', ...more }),
  })
  expect(response.status).toBe(200)
}

describe('the live view of a source', () => {
  it('shows what came before, and then each event as it comes', async () => {
    await track('Before')
    const client = await openLive(service.origin, path, { headers })
    client.watch()
    await eventually('the snapshot has the event that came before', () =>
      [...client.rows.values()].find(({ name, state }) => name === 'Before' && state === 'allowed'),
    )
    await track('After', { properties: { price: 4.2 } })
    const row = await eventually('the next one is shown', () =>
      [...client.rows.values()].find(({ name }) => name === 'After'),
    )
    expect(row).toMatchObject({ type: 'track', userId: 'u1', state: 'allowed', code: '' })
    expect(JSON.parse(row.json ?? '')).toMatchObject({ properties: { price: 4.2 } })
    client.close()
  })

  it('shows what was refused, and what came twice, with the reason', async () => {
    const client = await openLive(service.origin, path, { headers })
    client.watch()
    await eventually('the snapshot', () => client.messages[0])
    await track('Twice', { messageId: 'twice' })
    await track('Twice', { messageId: 'twice' })
    await track('Nobody', { userId: undefined })
    const found = (name: string, state: string) => () =>
      [...client.rows.values()].find((row) => row.name === name && row.state === state)
    expect(await eventually('the duplicate', found('Twice', 'duplicate'))).toMatchObject({
      code: 'duplicate_message_id',
      message: 'an event with the same messageId came from this source before',
    })
    expect(await eventually('the refusal', found('Nobody', 'rejected'))).toMatchObject({
      code: 'no_user_anon_id',
      message: 'an event needs a userId or an anonymousId',
      json: null,
    })
    client.close()
  })

  it('shows one user to who asks for that user', async () => {
    const client = await openLive(service.origin, path, { headers })
    client.watch({ userId: 'u2' })
    await eventually('the snapshot', () => client.messages[0])
    await track('Theirs', { userId: 'u1' })
    await track('Hers', { userId: 'u2' })
    await eventually('her row', () => client.rows.size > 0 || undefined)
    expect([...client.rows.values()].map(({ name }) => name)).toEqual(['Hers'])
    client.close()
  })

  it('answers a ping, and ends a conversation that it does not understand', async () => {
    const client = await openLive(service.origin, path, { headers })
    client.send('ping')
    await eventually('the answer', () => client.pongs() > 0 || undefined)
    client.send('{}')
    await eventually('the end', () => client.closed() ?? undefined)
    expect(client.closed()).toEqual({ code: 4400 })
  })

  it('is the same for scripts, by the API', async () => {
    type Recent = { data: { events: { name: string; state: string }[]; complete: boolean } }
    const recent = (query: string) =>
      workspace.call<Recent>('GET', `/sources/${source.id}/recent-events${query}`)
    await track('For scripts', { userId: 'u3' })
    const { data } = await eventually('its row', async () => {
      const answer = await recent('?userId=u3&state=allowed')
      return answer.data.events.length > 0 ? answer : undefined
    })
    expect(data).toMatchObject({ events: [{ name: 'For scripts' }], complete: true })
    expect((await recent('?limit=1')).data).toMatchObject({ complete: false })
    await expect(recent('?state=nonsense')).rejects.toThrow('400')
    await expect(recent('?limit=501')).rejects.toThrow('A whole number from 1 to 500.')
  })
})

it('who looked is on the audit trail, once an hour', async () => {
  const again = await openLive(service.origin, path, { headers })
  again.close()
  const viewed = await eventually('the entries', async () => {
    const rows = await service.sql<{ actor_kind: string }>(
      `SELECT actor_kind FROM audit WHERE type = 'Source Events Viewed' AND resource_id = ?`,
      source.id,
    )
    return rows.length > 1 ? rows : undefined
  })
  expect(viewed.map((row) => row.actor_kind).sort()).toEqual(['token', 'user'])
})

describe('who may not look', () => {
  it('is another page, whoever is signed in', async () => {
    const from = (origin: string | undefined) =>
      upgradeStatus(service.origin, path, { ...headers, ...(origin && { origin }) })
    expect(await from('https://elsewhere.example')).toBe(403)
    const { cookie = '' } = headers
    expect(await upgradeStatus(service.origin, path, { cookie })).toBe(403)
    expect(await from(undefined)).toBe(101)
  })

  it('is told so, when nobody is signed in or the workspace is not theirs', async () => {
    const { origin } = service
    const stranger = await openLive(origin, path, { headers: { origin } })
    await eventually('it is closed', () => stranger.closed() ?? undefined)
    expect(stranger.closed()).toEqual({ code: 4001 })
    expect(stranger.messages).toMatchObject([{ kind: 'bye' }])
    const elsewhere = path.replace(/workspace=.*/, 'workspace=wsp_other')
    const guest = await openLive(origin, elsewhere, { headers })
    await eventually('it is closed', () => guest.closed() ?? undefined)
    expect(guest.closed()).toEqual({ code: 4003 })
  })

  it('finds no source that does not exist, and none without a workspace', async () => {
    const other = path.replace(source.id, 'src_other')
    expect(await upgradeStatus(service.origin, other, headers)).toBe(404)
    const [address = ''] = path.split('?')
    expect(await upgradeStatus(service.origin, address, headers)).toBe(400)
    expect(await upgradeStatus(service.origin, '/live/other', headers)).toBe(404)
  })

  it('comes without an upgrade, or with a token that is not known', async () => {
    const plain = await fetch(`${service.origin}${path}`, { headers })
    expect(plain.status).toBe(400)
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
    expect(await upgradeStatus(service.origin, path, bearer('wrong'))).toBe(401)
    expect(await upgradeStatus(service.origin, path, bearer(service.apiToken))).toBe(101)
  })

  it('is a member who may see other sources only', async () => {
    const other = await workspace.createSource()
    const member = await addMember(service, 'grace@example.com', {
      verified: true,
      permissions: [{ roleId: 'source-read-only', resources: [{ id: other.id, type: 'SOURCE' }] }],
    })
    const theirs = { cookie: member.cookie(), origin: service.origin }
    expect(await upgradeStatus(service.origin, path, theirs)).toBe(404)
    const allowed = path.replace(source.id, other.id)
    expect(await upgradeStatus(service.origin, allowed, theirs)).toBe(101)
  })
})
