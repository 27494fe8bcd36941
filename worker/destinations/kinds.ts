import { amazonKinesisMetadata } from './amazon-kinesis/settings.ts'
import type { DestinationMetadata } from './destination.ts'
import { googlePubsubMetadata } from './google-pubsub/settings.ts'
import { httpRelayMetadata } from './http-relay/settings.ts'
import { kafkaRestMetadata } from './kafka-rest/settings.ts'
import { posthogMetadata } from './posthog/settings.ts'
import { s3Metadata } from './s3/settings.ts'
import { actionsDestinations } from './segment-actions/index.ts'
import { webhooksMetadata } from './webhooks/settings.ts'

/**
 * What the catalog says about every destination, ours first. The app Worker imports this and not the
 * catalog: a bundle holds what is imported, on demand or not, and the code that sends is megabytes.
 */
export const destinationKinds: readonly DestinationMetadata[] = [
  // Settings are an inner matter of each destination: see `catalog.ts`.
  ...([
    webhooksMetadata,
    httpRelayMetadata,
    amazonKinesisMetadata,
    googlePubsubMetadata,
    kafkaRestMetadata,
    posthogMetadata,
    s3Metadata,
  ] as unknown as DestinationMetadata[]),
  ...actionsDestinations.map(({ metadata }) => metadata),
]
