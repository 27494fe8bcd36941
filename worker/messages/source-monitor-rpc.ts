import type { LogTotals } from './ingest-log-rpc.ts'
import type { LiveMonitorRpc, ReportAnswer } from './live-rpc.ts'
import type { SchemaMonitorRpc } from './schema-rpc.ts'
import type { ViolationMonitorRpc } from './violations-rpc.ts'

/** One object per source: the absolute totals that each log last reported. */
export interface SourceMonitorRpc extends LiveMonitorRpc, SchemaMonitorRpc, ViolationMonitorRpc {
  /** Replaces what this log reported before for the same hours. */
  report(totals: LogTotals): Promise<ReportAnswer>
  /** Totals per log for the hours `from` (inclusive) to `to` (exclusive), e.g. `2026-11-23T17`. */
  totals(range: { from: string; to: string }): Promise<LogTotals[]>
  /** Names of the logs that have reported something of the source. */
  logs(): Promise<string[]>
}
