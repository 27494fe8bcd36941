import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { openLive, upgradeStatus } from '../harness/live-client.ts'
import { setUpOwner } from '../harness/members.ts'
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
})
