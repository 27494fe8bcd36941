import { DurableObject } from 'cloudflare:workers'

export class DeliveryLog extends DurableObject {}
