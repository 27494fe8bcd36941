import type { Enforcement } from './tracking-plan.ts'

/** What a source's enforcement means for one type of call. */
export interface Policy {
  /** What callers fill in, and what can be removed; null: nothing. */
  field: 'properties' | 'traits' | null
  blocksUnplanned: boolean
  omitsUnplanned: boolean
  onViolation: 'ALLOW' | 'BLOCK' | 'OMIT'
  onCommon: 'ALLOW' | 'BLOCK' | 'OMIT'
}

/** Pages, screens and aliases have no settings: they are checked and told of, never blocked or trimmed. */
export function policyFor(type: unknown, enforcement: Enforcement): Policy {
  switch (type) {
    case 'track':
      return trackPolicy(enforcement.track)
    case 'identify':
      return traitsPolicy(enforcement.identify)
    case 'group':
      return traitsPolicy(enforcement.group)
    case 'page':
    case 'screen':
      return { ...NO_POLICY, field: 'properties' }
    default:
      return NO_POLICY
  }
}

const NO_POLICY: Policy = {
  field: null,
  blocksUnplanned: false,
  omitsUnplanned: false,
  onViolation: 'ALLOW',
  onCommon: 'ALLOW',
}

const trackPolicy = (track: Enforcement['track']): Policy => ({
  field: 'properties',
  blocksUnplanned: !track.allowUnplannedEvents,
  omitsUnplanned: !track.allowUnplannedEventProperties,
  onViolation: !track.allowEventOnViolations
    ? 'BLOCK'
    : track.allowPropertiesOnViolations
      ? 'ALLOW'
      : 'OMIT',
  onCommon: track.commonEventOnViolations,
})

/** These calls have no name that could be unplanned, and only the common rule can block them. */
const traitsPolicy = (traits: Enforcement['identify']): Policy => ({
  field: 'traits',
  blocksUnplanned: false,
  omitsUnplanned: !traits.allowUnplannedTraits,
  onViolation: traits.allowTraitsOnViolations ? 'ALLOW' : 'OMIT',
  onCommon: traits.commonEventOnViolations,
})
