import * as v from 'valibot'
import type { LiveEvent, LiveFilter } from '../../../worker/domain/live/live-event.ts'
import { type LiveMessage, liveMessageSchema } from '../../../worker/domain/live/live-protocol.ts'
import { VIEWER_HEADER } from '../../../worker/messages/live-rpc.ts'
import { eventually } from '../../harness/eventually.ts'
import { edge } from './quiet-log.ts'

export const monitorOf = (sourceId: string) => edge.SOURCE_MONITOR.getByName(sourceId)

type EventsMessage = Extract<LiveMessage, { kind: 'events' }>

export interface LiveViewer {
  readonly messages: LiveMessage[]
  readonly rows: Map<string, LiveEvent>
  code(): number | null
  /** Messages with rows or counts, without the snapshots. */
  updates(): EventsMessage[]
  /** Resolves when the snapshot has come. */
  watch(filter?: LiveFilter): Promise<void>
  send(text: string): void
  confirm(batch: number): void
  close(): void
}

/** Somebody who looks at a source, connected as the app connects them. */
export async function openViewer(
  sourceId: string,
  options = { confirm: true },
): Promise<LiveViewer> {
  const viewer = encodeURIComponent(JSON.stringify({ workspaceId: 'wsp_1', principalId: 'usr_1' }))
  const response = await monitorOf(sourceId).fetch(
    new Request('https://source-monitor/live', {
      headers: { upgrade: 'websocket', [VIEWER_HEADER]: viewer },
    }),
  )
  const socket = response.webSocket
  if (socket === null) throw new Error(`no WebSocket: ${response.status}`)
  const messages: LiveMessage[] = []
  const rows = new Map<string, LiveEvent>()
  let code: number | null = null
  socket.addEventListener('message', ({ data }) => {
    const message = v.parse(liveMessageSchema, JSON.parse(String(data)))
    messages.push(message)
    if (message.kind === 'bye') return
    if (message.kind === 'snapshot') rows.clear()
    for (const event of message.events) rows.set(event.acceptId, event)
    if (options.confirm && message.kind === 'events') confirm(message.batch)
  })
  socket.addEventListener('close', (event) => {
    code = event.code
  })
  socket.accept()
  const confirm = (batch: number) => socket.send(JSON.stringify({ kind: 'seen', batch }))
  const snapshots = () => messages.filter(({ kind }) => kind === 'snapshot').length
  return {
    messages,
    rows,
    confirm,
    code: () => code,
    updates: () => messages.filter((message) => message.kind === 'events'),
    watch: async (filter = {}) => {
      const before = snapshots()
      socket.send(JSON.stringify({ kind: 'watch', filter }))
      await eventually('a snapshot', () => snapshots() > before || undefined, 5000)
    },
    send: (text) => socket.send(text),
    close: () => socket.close(1000, 'done'),
  }
}
