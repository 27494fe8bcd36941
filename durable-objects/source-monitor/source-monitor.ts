import { DurableObject } from 'cloudflare:workers'

export class SourceMonitor extends DurableObject {}
