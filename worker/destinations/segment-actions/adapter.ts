import type { Destination, DestinationMetadata } from '../destination.ts'
import { sendToActions } from './send.ts'
import type { UpstreamBundle } from './upstream.ts'

type Settings = Record<string, unknown>

/** One of upstream's definitions as a destination of ours. */
export function createActionsDestination(
  metadata: DestinationMetadata<Settings>,
  key: string,
  bundle: UpstreamBundle,
): Destination<Settings> {
  return {
    metadata,
    send: (batch, report, ctx) => sendToActions(bundle, key, batch, report, ctx),
  }
}
