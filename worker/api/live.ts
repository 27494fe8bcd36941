import { LIVE_CLOSE, type LiveMessage } from '../domain/live/live-protocol.ts'
import type { Viewer } from '../messages/live-rpc.ts'
import type { ApiDeps } from './api-deps.ts'
import { authorize, WORKSPACE_HEADER } from './authorize.ts'
import type { Failure } from './endpoint.ts'
import { errorResponse, fail } from './errors.ts'
import { judgeSource } from './judge.ts'
import { noteView } from './note-view.ts'

export interface LiveDeps extends ApiDeps {
  /** Hands the WebSocket over to whoever shows the source's events. */
  connectLive(sourceId: string, viewer: Viewer): Promise<Response>
}

const PATH = /^\/live\/sources\/([^/]+)$/

/**
 * `GET /live/sources/{id}?workspace={id}`: a WebSocket of the source's debugger, for whoever may read
 * the source. Browsers send cookies with the upgrade whatever page asks, and have no other protection,
 * so a session's has to come from this very origin.
 */
export async function handleLive(request: Request, deps: LiveDeps): Promise<Response> {
  const url = new URL(request.url)
  const sourceId = PATH.exec(url.pathname)?.[1]
  if (sourceId === undefined) return refuse(fail('not-found', 'There is nothing here.'))
  if (request.headers.get('upgrade')?.toLowerCase() !== 'websocket') {
    return refuse(fail('bad-request', 'This address takes WebSockets only.'))
  }
  const byToken = request.headers.has('authorization')
  if (!byToken && request.headers.get('origin') !== url.origin) {
    return refuse(fail('forbidden', 'With a session, the debugger opens in the dashboard only.'))
  }
  const principal = await authorize(inWorkspace(request, url), deps)
  if (!principal.ok) return byToken ? refuse(principal) : refuseWithBye(principal)
  const source = await judgeSource({ deps, principal: principal.value }, sourceId, 'read')
  if (!source.ok) return refuse(source)
  noteView(deps, principal.value, source.value)
  const { workspaceId, id: principalId } = principal.value
  return deps.connectLive(source.value.id, { workspaceId, principalId })
}

/** A browser's WebSocket can set no header, so the workspace is in the address. */
function inWorkspace(request: Request, url: URL): Request {
  const headers = new Headers(request.headers)
  const workspaceId = url.searchParams.get('workspace')
  if (workspaceId !== null) headers.set(WORKSPACE_HEADER, workspaceId)
  return new Request(request.url, { headers })
}

const refuse = ({ error }: { error: Failure }): Response => errorResponse(error)

/**
 * A page is not told why its upgrade was refused, only that it failed. So who is not signed in (any
 * more) is let in to be told, and nothing else.
 */
function refuseWithBye({ error }: { error: Failure }): Response {
  const [{ type, message }] = error
  if (type !== 'unauthorized' && type !== 'forbidden') return errorResponse(error)
  const { 0: client, 1: server } = new WebSocketPair()
  server.accept()
  server.send(JSON.stringify({ kind: 'bye', message } satisfies LiveMessage))
  server.close(type === 'unauthorized' ? LIVE_CLOSE.signIn : LIVE_CLOSE.forbidden, 'bye')
  return new Response(null, { status: 101, webSocket: client })
}
