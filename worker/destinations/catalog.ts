import { amazonKinesisMetadata } from './amazon-kinesis/settings.ts'
import type { Destination, DestinationMetadata } from './destination.ts'
import { googlePubsubMetadata } from './google-pubsub/settings.ts'
import { httpRelayMetadata } from './http-relay/settings.ts'
import { kafkaRestMetadata } from './kafka-rest/settings.ts'
import { posthogMetadata } from './posthog/settings.ts'
import { s3Metadata } from './s3/settings.ts'
import { actionsDestinations } from './segment-actions/index.ts'
import { webhooksMetadata } from './webhooks/settings.ts'

export interface CatalogEntry {
  metadata: DestinationMetadata
  /** Only the delivery Worker calls this: what sends is loaded when a destination is first used. */
  load(): Promise<Destination>
}

const entry = <Settings>(
  metadata: DestinationMetadata<Settings>,
  load: () => Promise<Destination<Settings>>,
): CatalogEntry =>
  // Every caller parses settings with the entry's own schema before it hands them back, so the
  // settings type is an inner matter of each destination.
  ({ metadata, load }) as unknown as CatalogEntry

/** Every destination, by catalog slug. Only the delivery Worker imports this: see `kinds.ts`. */
export const destinationCatalog: ReadonlyMap<string, CatalogEntry> = new Map([
  [
    webhooksMetadata.slug,
    entry(webhooksMetadata, async () => (await import('./webhooks/index.ts')).webhooks),
  ],
  [
    httpRelayMetadata.slug,
    entry(httpRelayMetadata, async () => (await import('./http-relay/index.ts')).httpRelay),
  ],
  [
    amazonKinesisMetadata.slug,
    entry(
      amazonKinesisMetadata,
      async () => (await import('./amazon-kinesis/index.ts')).amazonKinesis,
    ),
  ],
  [
    googlePubsubMetadata.slug,
    entry(
      googlePubsubMetadata,
      async () => (await import('./google-pubsub/index.ts')).googlePubsub,
    ),
  ],
  [
    kafkaRestMetadata.slug,
    entry(kafkaRestMetadata, async () => (await import('./kafka-rest/index.ts')).kafkaRest),
  ],
  [
    posthogMetadata.slug,
    entry(posthogMetadata, async () => (await import('./posthog/index.ts')).posthog),
  ],
  [s3Metadata.slug, entry(s3Metadata, async () => (await import('./s3/index.ts')).s3)],
  ...actionsDestinations.map(({ key, metadata }): [string, CatalogEntry] => [
    metadata.slug,
    { metadata, load: () => loadActions(key, metadata) },
  ]),
])

/** The prebuilt code of all of them is one file, evaluated in parts. */
async function loadActions(key: string, metadata: DestinationMetadata): Promise<Destination> {
  const [{ createActionsDestination }, { loadBundle }] = await Promise.all([
    import('./segment-actions/adapter.ts'),
    import('./segment-actions/load-bundle.ts'),
  ])
  return createActionsDestination(metadata, key, await loadBundle())
}
