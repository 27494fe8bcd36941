import { isJsonObject, type JsonObject } from '../../domain/event/json.ts'
import { valueAt } from '../event-of.ts'

/** Path in `context` -> PostHog's name of the property. */
const PROPERTIES: readonly (readonly [string, string])[] = [
  ['app.build', '$app_build'],
  ['app.name', '$app_name'],
  ['app.namespace', '$app_namespace'],
  ['app.version', '$app_version'],
  ['campaign.content', 'utm_content'],
  ['campaign.medium', 'utm_medium'],
  ['campaign.name', 'utm_campaign'],
  ['campaign.source', 'utm_source'],
  ['campaign.term', 'utm_term'],
  ['device.manufacturer', '$device_manufacturer'],
  ['device.model', '$device_model'],
  ['device.name', '$device_name'],
  ['device.type', '$device_type'],
  ['library.name', '$lib'],
  ['library.version', '$lib_version'],
  ['locale', '$locale'],
  ['network.carrier', '$network_carrier'],
  ['network.cellular', '$network_cellular'],
  ['network.wifi', '$network_wifi'],
  ['os.name', '$os'],
  ['os.version', '$os_version'],
  ['page.path', '$pathname'],
  ['page.referrer', '$referrer'],
  ['page.title', 'title'],
  ['page.url', '$current_url'],
  ['screen.height', '$screen_height'],
  ['screen.width', '$screen_width'],
  ['timezone', '$timezone'],
  ['userAgent', '$raw_user_agent'],
]

/** What PostHog shows about where an event comes from. */
export function contextProperties(context: JsonObject): JsonObject {
  const properties: JsonObject = {}
  for (const [path, name] of PROPERTIES) {
    const value = valueAt(context, path)
    if (value !== undefined && value !== null && value !== '') properties[name] = value
  }
  const host = hostOf(properties.$current_url)
  if (host !== null) properties.$host = host
  const referringDomain = hostOf(properties.$referrer)
  if (referringDomain !== null) properties.$referring_domain = referringDomain
  return { ...properties, ...addressProperties(context.ip) }
}

/** Without an address PostHog would take that of the request, which is ours and nobody's place. */
const addressProperties = (ip: unknown): JsonObject =>
  typeof ip === 'string' && ip !== '' ? { $ip: ip } : { $ip: null, $geoip_disable: true }

function hostOf(url: unknown): string | null {
  return typeof url === 'string' ? (URL.parse(url)?.host ?? null) : null
}

export const objectOf = (value: unknown): JsonObject => (isJsonObject(value) ? value : {})
