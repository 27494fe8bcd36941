import type { LogTotals } from '../../worker/messages/ingest-log-rpc.ts'
import type { WatchRequest } from '../../worker/messages/live-rpc.ts'
import type { SourceMonitorRpc } from '../../worker/messages/source-monitor-rpc.ts'
import { withTimeout } from '../../worker/platform/with-timeout.ts'
import type { Totals } from './totals.ts'

/** The archive does not wait longer for a monitor. */
const REPORT_TIMEOUT_MS = 5000

export interface ReporterDeps {
  monitor(sourceId: string): Pick<SourceMonitorRpc, 'report'>
  totals(range: { from: string; to: string; sourceId: string }): LogTotals
  /** The answer to a report says that somebody watches the source. */
  watch(request: WatchRequest): void
}

/**
 * Tells the sources' monitors what this log has of theirs: once when a source is new to it, so that
 * the books know where to ask, and whenever counts were folded. Best effort, because reports are
 * absolute and whoever reads the books asks the log itself.
 */
export class Reporter {
  private readonly announced = new Set<string>()
  private readonly deps: ReporterDeps

  constructor(deps: ReporterDeps) {
    this.deps = deps
  }

  async announce(sourceIds: Iterable<string>, hour: string): Promise<void> {
    for (const sourceId of sourceIds) {
      if (this.announced.has(sourceId)) continue
      this.announced.add(sourceId)
      await this.tell(sourceId, [hour])
    }
  }

  async report(touched: Totals): Promise<void> {
    const hoursOf = new Map<string, string[]>()
    for (const [hour, sources] of touched) {
      for (const id of sources.keys()) hoursOf.set(id, [...(hoursOf.get(id) ?? []), hour])
    }
    for (const [sourceId, hours] of hoursOf) await this.tell(sourceId, hours.sort())
  }

  private async tell(sourceId: string, hours: readonly string[]): Promise<void> {
    // `~` sorts after every hour that begins like the last one, so that one is included.
    const range = { from: hours[0] ?? '', to: `${hours.at(-1)}~`, sourceId }
    try {
      const report = this.deps.monitor(sourceId).report(this.deps.totals(range))
      const { watch } = await withTimeout(report, REPORT_TIMEOUT_MS)
      if (watch !== null) this.deps.watch(watch)
    } catch {
      // The next append tries again.
      this.announced.delete(sourceId)
    }
  }
}
