import { DurableObject } from 'cloudflare:workers'
import type { EdgeEnv } from '../../worker/env.ts'
import type { LogTotals } from '../../worker/messages/ingest-log-rpc.ts'
import type { SourceMonitorRpc } from '../../worker/messages/source-monitor-rpc.ts'
import { migrate } from '../sqlite-migrations.ts'

const MIGRATIONS = [
  {
    name: '0001-totals',
    sql: 'CREATE TABLE totals (hour TEXT NOT NULL, log TEXT NOT NULL, counts TEXT NOT NULL, PRIMARY KEY (hour, log)) WITHOUT ROWID',
  },
] as const

/** Hours of reports kept: what the books can be asked for, and some more. */
const KEPT_MS = 35 * 24 * 3_600_000

/**
 * Knows which logs hold something of one source and what each last reported. Reports are absolute, so
 * a repeated, late or lost one does no harm; who reads the books gets the logs' own present counts.
 */
export class SourceMonitor extends DurableObject<EdgeEnv> implements SourceMonitorRpc {
  private readonly sql: SqlStorage

  constructor(ctx: DurableObjectState, env: EdgeEnv) {
    super(ctx, env)
    this.sql = ctx.storage.sql
    migrate(this.sql, MIGRATIONS)
  }

  async report(totals: LogTotals): Promise<void> {
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
