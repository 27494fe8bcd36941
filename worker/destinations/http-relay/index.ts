import type { Destination } from '../destination.ts'
import { relay } from './send.ts'
import { type HttpRelaySettings, httpRelayMetadata } from './settings.ts'

export const httpRelay: Destination<HttpRelaySettings> = {
  metadata: httpRelayMetadata,
  send: relay,
}
