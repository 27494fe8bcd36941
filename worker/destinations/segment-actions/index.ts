import type { DestinationMetadata } from '../destination.ts'
import { ACTION_KINDS } from './kinds.gen.js'
import { actionsMetadata } from './metadata.ts'

/** Upstream's destinations, by the key of their definition. What they are made of is not loaded with them. */
export const actionsDestinations: readonly { key: string; metadata: DestinationMetadata }[] =
  ACTION_KINDS.map((kind) => ({
    key: kind.key,
    // Settings are parsed with this very metadata's schema before they are handed back to it.
    metadata: actionsMetadata(kind) as unknown as DestinationMetadata,
  }))
