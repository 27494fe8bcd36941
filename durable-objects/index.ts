/** The Durable Object classes, for the edge Worker's entry. */
export { DeliveryLog } from './delivery-log/delivery-log.ts'
export { IngestLog } from './ingest-log/ingest-log.ts'
export { MessageIndex } from './message-index/message-index.ts'
export { SourceMonitor } from './source-monitor/source-monitor.ts'
