import type { RouteTarget, SourceConfig } from '../../worker/domain/config/snapshot.ts'
import { NO_CONTROLS } from '../../worker/domain/protocols/schema-controls.ts'

/** A source as the edge knows it; every field can be overridden. */
export const makeSource = (overrides: Partial<SourceConfig> = {}): SourceConfig => ({
  kind: 'source',
  sourceId: 'source-1',
  workspaceId: 'workspace-1',
  slug: 'javascript',
  name: 'Shop',
  enabled: true,
  settings: {
    serverCookie: false,
    rateLimitPerS: 0,
    rateLimitAddressPerS: 0,
    deliveryStrategy: 'standard',
  },
  targets: [],
  schema: NO_CONTROLS,
  ...overrides,
})

export const makeTarget = (overrides: Partial<RouteTarget> = {}): RouteTarget => ({
  destinationId: 'destination-1',
  slug: 'webhooks',
  integrationName: 'Webhooks',
  enabled: true,
  supportedTypes: ['track', 'identify', 'page', 'screen', 'group', 'alias'],
  ...overrides,
})
