export { DeliveryLog, IngestLog, MessageIndex, SourceMonitor } from '../durable-objects/index.ts'
export { edge as default } from './wiring/edge.ts'
