import { DurableObject } from 'cloudflare:workers'
import type { EdgeEnv } from '../../worker/env.ts'
import type { LogTotals } from '../../worker/messages/ingest-log-rpc.ts'
import {
  type LiveFrames,
  type RecentAnswer,
  type ReportAnswer,
  VIEWER_HEADER,
  type Viewer,
} from '../../worker/messages/live-rpc.ts'
import type { SourceMonitorRpc } from '../../worker/messages/source-monitor-rpc.ts'
import { migrate } from '../sqlite-migrations.ts'
import { askLogs } from './live-schema.ts'
import { LiveView } from './live-view.ts'
import { MIGRATIONS } from './migrations.ts'
import { SchemaStore } from './schema-store.ts'
import { SourceSchema } from './source-schema.ts'
import { SourceViolations } from './source-violations.ts'

/** Set once somebody has looked. */
const WATCHED_KEY = 'watched'

/** Hours of reports kept: what the books can be asked for, and some more. */
const KEPT_MS = 35 * 24 * 3_600_000

/**
 * Knows which logs hold something of one source and what each last reported. Reports are absolute, so
 * a repeated, late or lost one does no harm; who reads the books gets the logs' own present counts.
 */
export class SourceMonitor extends DurableObject<EdgeEnv> implements SourceMonitorRpc {
  private readonly sql: SqlStorage
  private readonly live: LiveView
  private readonly schema: SourceSchema
  private readonly violations: SourceViolations

  constructor(ctx: DurableObjectState, env: EdgeEnv) {
    super(ctx, env)
    this.sql = ctx.storage.sql
    migrate(this.sql, MIGRATIONS)
    // Answered without waking the object up.
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'))
    const store = new SchemaStore(ctx.storage)
    this.schema = new SourceSchema({
      store,
      now: Date.now,
      live: async () =>
        askLogs(await this.logs(), (log) =>
          env.INGEST_LOG.getByName(log).schemaOf(ctx.id.name ?? ''),
        ),
      problem: (problem, error) =>
        console.error(JSON.stringify({ source: ctx.id.name, problem, error: String(error) })),
    })
    this.violations = new SourceViolations({
      sourceId: ctx.id.name ?? '',
      store: store.violations,
      now: Date.now,
      fresh: () => this.schema.fresh(),
      eventsSince: (from, fresh) => this.schema.eventsSince(from, fresh),
    })
    this.live = new LiveView({
      sourceId: ctx.id.name ?? '',
      sockets: () => ctx.getWebSockets(),
      logs: () => this.logs(),
      log: (name) => env.INGEST_LOG.getByName(name),
      now: Date.now,
      later: (work, ms) => void setTimeout(work, ms),
      setAlarm: (at) => this.setAlarm(at),
      background: (work) => ctx.waitUntil(work),
    })
  }

  /** The app has made sure of the viewer. */
  override async fetch(request: Request): Promise<Response> {
    const viewer = request.headers.get(VIEWER_HEADER)
    if (viewer === null || request.headers.get('upgrade') !== 'websocket') {
      return new Response('a WebSocket is expected', { status: 426 })
    }
    if (this.live.isFull) return new Response('too many watch this source', { status: 503 })
    const { 0: client, 1: server } = new WebSocketPair()
    this.ctx.acceptWebSocket(server)
    if (!(await this.wasWatched())) this.ctx.storage.kv.put(WATCHED_KEY, true)
    await this.live.admit(server, JSON.parse(decodeURIComponent(viewer)) as Viewer)
    return new Response(null, { status: 101, webSocket: client })
  }

  override async webSocketMessage(socket: WebSocket, data: string | ArrayBuffer): Promise<void> {
    await this.live.message(socket, data)
  }

  override async webSocketClose(socket: WebSocket, code: number): Promise<void> {
    await this.live.closed(socket, code)
  }

  override async webSocketError(socket: WebSocket): Promise<void> {
    await this.live.closed(socket, 1011)
  }

  override async alarm(): Promise<void> {
    await this.live.alarm()
  }

  async show(frames: LiveFrames): Promise<void> {
    this.live.show(frames)
  }

  async recent(request: Parameters<LiveView['recent']>[0]): Promise<RecentAnswer> {
    return this.live.recent(request)
  }

  async wasWatched(): Promise<boolean> {
    return this.ctx.storage.kv.get(WATCHED_KEY) === true
  }

  async report(totals: LogTotals): Promise<ReportAnswer> {
    for (const [hour, sources] of Object.entries(totals.hours)) {
      // Unchanged counts cost no row.
      this.sql.exec(
        `INSERT INTO totals (hour, log, counts) VALUES (?, ?, ?)
         ON CONFLICT (hour, log) DO UPDATE SET counts = excluded.counts WHERE counts IS NOT excluded.counts`,
        hour,
        totals.log,
        JSON.stringify(sources),
      )
    }
    const oldest = new Date(Date.now() - KEPT_MS).toISOString().slice(0, 13)
    this.sql.exec('DELETE FROM totals WHERE hour < ?', oldest)
    return { watch: this.live.watchRequest() }
  }

  private async setAlarm(at: number | null): Promise<void> {
    const { storage } = this.ctx
    if (at === null) return storage.deleteAlarm()
    const due = await storage.getAlarm()
    if (due === null || due > at) await storage.setAlarm(at)
  }

  async takeSchema(...args: Parameters<SourceSchema['takeSchema']>) {
    return this.schema.takeSchema(...args)
  }

  async schemaList(...args: Parameters<SourceSchema['schemaList']>) {
    return this.schema.schemaList(...args)
  }

  async schemaFields(...args: Parameters<SourceSchema['schemaFields']>) {
    return this.schema.schemaFields(...args)
  }

  async schemaSheet(...args: Parameters<SourceSchema['schemaSheet']>) {
    return this.schema.schemaSheet(...args)
  }

  async expectEvent(...args: Parameters<SourceSchema['expectEvent']>) {
    return this.schema.expectEvent(...args)
  }

  async archiveEvents(...args: Parameters<SourceSchema['archiveEvents']>) {
    return this.schema.archiveEvents(...args)
  }

  async clearSchema(...args: Parameters<SourceSchema['clearSchema']>) {
    return this.schema.clearSchema(...args)
  }

  async violationList(...args: Parameters<SourceViolations['violationList']>) {
    return this.violations.violationList(...args)
  }

  async violation(...args: Parameters<SourceViolations['violation']>) {
    return this.violations.violation(...args)
  }

  async markViolations(...args: Parameters<SourceViolations['markViolations']>) {
    return this.violations.markViolations(...args)
  }

  async totals(range: { from: string; to: string }): Promise<LogTotals[]> {
    const sourceId = this.ctx.id.name
    return Promise.all(
      (await this.logs()).map(async (log) => {
        try {
          return await this.env.INGEST_LOG.getByName(log).totals({
            ...range,
            ...(sourceId === undefined ? {} : { sourceId }),
          })
        } catch {
          return this.lastReport(log, range)
        }
      }),
    )
  }

  async logs(): Promise<string[]> {
    const rows = this.sql.exec<{ log: string }>('SELECT DISTINCT log FROM totals').toArray()
    return rows.map(({ log }) => log)
  }

  private lastReport(log: string, range: { from: string; to: string }): LogTotals {
    const rows = this.sql.exec<{ hour: string; counts: string }>(
      'SELECT hour, counts FROM totals WHERE log = ? AND hour >= ? AND hour < ?',
      log,
      range.from,
      range.to,
    )
    const hours: LogTotals['hours'] = {}
    for (const row of rows) hours[row.hour] = JSON.parse(row.counts) as LogTotals['hours'][string]
    return { log, hours }
  }
}
