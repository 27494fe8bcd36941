import type { SourceConfig } from '../domain/config/snapshot.ts'
import { type FindDeps, findSource } from './cdn-deps.ts'
import { categoriesOf, consentSettings } from './consent-settings.ts'
import { buildPlan } from './plan.ts'
import { refuseJson, revalidated, UNAVAILABLE, UNKNOWN_WRITE_KEY } from './public-response.ts'

/** A blocked event or a switched strategy reaches every client within this time. */
const SETTINGS_MAX_AGE_SECONDS = 30

/** `GET /v1/projects/:writeKey/settings`: what every client-side library asks for before it sends. */
export async function handleSettings(
  request: Request,
  writeKey: string,
  deps: FindDeps,
): Promise<Response> {
  const found = await findSource(writeKey, deps)
  if (found.status === 'unavailable') return refuseJson(UNAVAILABLE)
  if (found.status === 'unknown') return refuseJson(UNKNOWN_WRITE_KEY)
  const settings = buildSettings({ writeKey, ...found, url: new URL(request.url) })
  const body = JSON.stringify(settings)
  return revalidated(request, {
    body: () => body,
    contentType: 'application/json; charset=utf-8',
    etag: (await deps.sha256Hex(body)).slice(0, 32),
    maxAgeSeconds: SETTINGS_MAX_AGE_SECONDS,
  })
}

export interface SettingsInput {
  writeKey: string
  source: SourceConfig
  /** Names of the events of its tracking plan, where one is connected. */
  planned?: readonly string[] | null
  /** The address the settings were asked for under: events are to go to the same host. */
  url: URL
}

/**
 * The settings document. Everything that has a built-in default at Segment's host is named, so that
 * no library falls back to it: the write key and API host of `Segment.io`, and `metrics`.
 */
export function buildSettings({
  writeKey,
  source,
  planned,
  url,
}: SettingsInput): Record<string, unknown> {
  const apiHost = `${url.host}/v1`
  const protocol = url.protocol === 'http:' ? 'http' : 'https'
  const cloudModeNames = cloudModeIntegrations(source)
  return {
    integrations: {
      ...Object.fromEntries(cloudModeNames.map((name) => [name, integrationOf(source, name)])),
      // Last: no destination may take the place of the one that brings events here.
      'Segment.io': {
        apiKey: writeKey,
        apiHost,
        // Mobile libraries take no notice of it; without it the browser would use https everywhere.
        protocol,
        deliveryStrategy: deliveryStrategy(source),
        retryQueue: true,
        addBundledMetadata: true,
        unbundledIntegrations: cloudModeNames,
        maybeBundledConfigIds: {},
        bundlingStatus: 'unbundled',
      },
    },
    plan: buildPlan(source, planned ?? null),
    // Filters run here. On the page they would hold for destinations that run there, of which there are
    // none, and would show everybody what a workspace filters by.
    middlewareSettings: { routingRules: [] },
    enabledMiddleware: {},
    remotePlugins: [],
    metrics: { sampleRate: 0, host: apiHost, protocol },
    legacyVideoPluginsEnabled: false,
    consentSettings: consentSettings(source),
    edgeFunction: {},
    autoInstrumentationSettings: { sampleRate: 0 },
    analyticsNextEnabled: true,
  }
}

function integrationOf(source: SourceConfig, name: string): Record<string, unknown> {
  const categories = categoriesOf(source, name)
  return {
    bundlingStatus: 'unbundled',
    ...(categories.length > 0 && { consentSettings: { categories } }),
  }
}

/**
 * Destinations run here, never on the page, so each is listed as `unbundled`. Listing them matters:
 * the browser applies `plan` only when there is an integration beside `Segment.io`. Two instances of
 * one destination share a name, as upstream.
 */
function cloudModeIntegrations(source: SourceConfig): string[] {
  const names = source.targets
    .filter((target) => target.enabled && target.integrationName !== 'Segment.io')
    .map((target) => target.integrationName)
  return [...new Set(names)].sort()
}

function deliveryStrategy(source: SourceConfig): Record<string, unknown> {
  // Without credentials a browser throws away the cookie that an answer from another host sets.
  const config = source.settings.serverCookie ? { credentials: 'include' } : {}
  return { strategy: source.settings.deliveryStrategy, config }
}
