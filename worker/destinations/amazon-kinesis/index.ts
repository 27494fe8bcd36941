import type { Destination } from '../destination.ts'
import { putEvents } from './send.ts'
import { type AmazonKinesisSettings, amazonKinesisMetadata } from './settings.ts'

export const amazonKinesis: Destination<AmazonKinesisSettings> = {
  metadata: amazonKinesisMetadata,
  send: putEvents,
}
