import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { handleLive } from '../../worker/api/live.ts'
import { type As, bootstrap, makeDeps, ORIGIN } from './support/app.ts'
import type { Scene } from './support/route-row.ts'
import { type Callers, makeCallers, makeScene } from './support/route-scene.ts'

/** The debugger's WebSocket: who is connected to whose events. */

let callers: Callers
let scene: Scene
const connected: unknown[] = []

beforeAll(async () => {
  await bootstrap()
  callers = await makeCallers()
  scene = await makeScene(callers.owner.workspaceId)
})

beforeEach(() => {
  connected.length = 0
})

interface Upgrade {
  upgrade?: string | null
  path?: string
}

async function open(as: As, { upgrade = 'websocket', path }: Upgrade = {}) {
  const headers = new Headers({ 'cf-connecting-ip': '192.0.2.7' })
  if (upgrade !== null) headers.set('upgrade', upgrade)
  if (as.token !== undefined) headers.set('authorization', `Bearer ${as.token}`)
  if (as.cookie !== undefined) headers.set('cookie', as.cookie)
  if (as.origin !== null && as.token === undefined) headers.set('origin', as.origin ?? ORIGIN)
  const query = as.workspaceId === undefined ? '' : `?workspace=${as.workspaceId}`
  const url = `${ORIGIN}${path ?? `/live/sources/${scene.sourceId}`}${query}`
  const response = await handleLive(new Request(url, { headers }), {
    ...makeDeps(),
    connectLive: async (sourceId, viewer) => {
      connected.push([sourceId, viewer.workspaceId])
      return new Response('connected')
    },
  })
  const { webSocket } = response
  if (webSocket === null) return { status: response.status, closed: null }
  // Let in to be told why not: a browser shows a page nothing of a refused upgrade.
  const code = new Promise<number>((resolve) => {
    webSocket.addEventListener('close', (event) => resolve(event.code))
  })
  webSocket.accept()
  return { status: response.status, closed: await code }
}

describe('the live view of a source', () => {
  it.each(['reader', 'admin', 'owner'] as const)('is opened by %s', async (name) => {
    expect(await open(callers.as[name])).toEqual({ status: 200, closed: null })
    expect(connected).toEqual([[scene.sourceId, callers.owner.workspaceId]])
  })

  it.each(['minimal', 'elsewhere'] as const)('does not exist for %s', async (name) => {
    expect((await open(callers.as[name])).status).toBe(404)
    expect(connected).toEqual([])
  })

  it('does not exist for the owner of another workspace', async () => {
    expect((await open(callers.stranger)).status).toBe(404)
    const inTheirs = { ...callers.owner, workspaceId: 'wsp_2' }
    expect(await open(inTheirs)).toEqual({ status: 101, closed: 4003 })
    expect(connected).toEqual([])
  })

  it('is closed to whoever has neither token nor session', async () => {
    const { workspaceId } = callers.owner
    expect(await open({ workspaceId })).toEqual({ status: 101, closed: 4001 })
    const forged = { workspaceId, cookie: 'headwater.session_token=x' }
    expect(await open(forged)).toEqual({ status: 101, closed: 4001 })
    expect((await open({ token: 'hwt_unknown' })).status).toBe(401)
    expect(connected).toEqual([])
  })

  it.each(['https://evil.test', 'null', null])(
    'is not opened with a session by a page of %s',
    async (origin) => {
      expect((await open({ ...callers.owner, origin })).status).toBe(403)
      expect(connected).toEqual([])
    },
  )

  it('takes a workspace with a session, a WebSocket, and a path that there is', async () => {
    const { cookie } = callers.owner
    expect((await open({ cookie })).status).toBe(400)
    expect((await open(callers.owner, { upgrade: null })).status).toBe(400)
    expect((await open(callers.owner, { path: '/live/sources' })).status).toBe(404)
    expect((await open(callers.owner, { path: '/live/sources/src_none' })).status).toBe(404)
    expect(connected).toEqual([])
  })
})
