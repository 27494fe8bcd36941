import type { Destination } from '../destination.ts'
import { sendToWebhooks } from './send.ts'
import { type WebhooksSettings, webhooksMetadata } from './settings.ts'

export const webhooks: Destination<WebhooksSettings> = {
  metadata: webhooksMetadata,
  send: sendToWebhooks,
}
