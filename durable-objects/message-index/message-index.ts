import { DurableObject } from 'cloudflare:workers'

export class MessageIndex extends DurableObject {}
