import type { Destination } from '../destination.ts'
import { sendToPosthog } from './send.ts'
import { type PosthogSettings, posthogMetadata } from './settings.ts'

export const posthog: Destination<PosthogSettings> = {
  metadata: posthogMetadata,
  send: sendToPosthog,
}
