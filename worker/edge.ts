export { DeliveryLog, IngestLog, MessageIndex, SourceMonitor } from '../durable-objects/index.ts'
export { edge as default, Maintenance } from './wiring/edge.ts'
export { Trace } from './wiring/trace.ts'
