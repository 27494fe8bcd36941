import type { Destination } from '../destination.ts'
import { publishEvents } from './send.ts'
import { type GooglePubsubSettings, googlePubsubMetadata } from './settings.ts'

export const googlePubsub: Destination<GooglePubsubSettings> = {
  metadata: googlePubsubMetadata,
  send: publishEvents,
}
