import { DurableObject } from 'cloudflare:workers'

export class IngestLog extends DurableObject {}
