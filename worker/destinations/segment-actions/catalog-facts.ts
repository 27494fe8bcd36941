import type { DefinitionField } from './definition.ts'

/** What the package does not say about a destination. */
export interface CatalogFacts {
  description?: string
  website?: string
  categories?: readonly string[]
}

export const factsOf = (key: string): CatalogFacts => FACTS[key] ?? {}

const FACTS: Readonly<Record<string, CatalogFacts>> = {}

/** Settings that let whoever knows them act for the account, though upstream shows them as plain text. */
const MORE_SECRETS: ReadonlySet<string> = new Set([
  'absmartly.apiKey',
  'ambee.segmentWriteKey',
  'avo-v2.apiKey',
  'batch.projectKey',
  'blackbaud-raisers-edge-nxt.bbApiSubscriptionKey',
  'calliper.segmentKey',
  'chartmogul.chartmogul_webhook_url',
  'cordial.segmentIdKey',
  'equals.url',
  'inleads-ai.apiKey',
  'kevel-audience.apiKey',
  'movable-ink.movable_ink_url',
  'responsys.segmentWriteKey',
  'vibe-audience.authToken',
])

/** They become part of a host's name, though they are not called after it. */
const MORE_HOSTS: ReadonlySet<string> = new Set([
  '1plusx.client_id',
  '1plusx-asset-api.client_id',
  'adobe-target.client_code',
  'algolia-insights.appId',
  'moloco-rmp.platformId',
  'moloco-rmp.platformName',
  'qualtrics.datacenter',
])

/** Named like an address, but requests go elsewhere. */
const NO_HOSTS: ReadonlySet<string> = new Set(['devrev.blacklistedDomains'])

/** Whether a setting is sealed, and whether it decides where the others are sent. */
export function settingMarksOf(
  key: string,
  setting: string,
  field: DefinitionField,
): { secret: boolean; namesHost: boolean } {
  const name = `${key}.${setting}`
  const isText = field.type === 'string' || field.type === 'password'
  return {
    secret: field.type === 'password' || field.format === 'password' || MORE_SECRETS.has(name),
    // One of a few fixed choices cannot be pointed at somebody else's server.
    namesHost:
      isText &&
      field.choices === undefined &&
      !NO_HOSTS.has(name) &&
      (MORE_HOSTS.has(name) || field.format === 'uri' || /url|host|domain|endpoint/i.test(setting)),
  }
}
