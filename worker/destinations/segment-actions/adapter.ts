import type { Destination, DestinationMetadata } from '../destination.ts'
import { sendToActions } from './send.ts'
import type { UpstreamBundle } from './upstream.ts'

/** One of upstream's definitions as a destination of ours. */
export function createActionsDestination(
  metadata: DestinationMetadata,
  key: string,
  bundle: UpstreamBundle,
): Destination {
  return {
    metadata,
    send: ({ settings, ...batch }, report, ctx) =>
      // Parsed with the metadata's own schema, so they are a record.
      sendToActions(
        bundle,
        key,
        { ...batch, settings: settings as Record<string, unknown> },
        report,
        ctx,
      ),
  }
}
