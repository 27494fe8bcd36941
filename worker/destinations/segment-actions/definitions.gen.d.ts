/**
 * The prebuilt catalog: Segment's open-source definitions and the part of their core that the adapter
 * needs, in one file. `npm run build:destinations` writes definitions.gen.js; only the delivery Worker
 * imports it.
 */
import type { UpstreamBundle } from './upstream.ts'

export const definitions: UpstreamBundle['definitions']
export const operatorEnvOf: UpstreamBundle['operatorEnvOf']
export const runWithOutbound: UpstreamBundle['runWithOutbound']

export const Destination: UpstreamBundle['Destination']
export const HTTPError: UpstreamBundle['HTTPError']
export const IntegrationError: UpstreamBundle['IntegrationError']
export const InvalidAuthenticationError: UpstreamBundle['InvalidAuthenticationError']
export const RetryableError: UpstreamBundle['RetryableError']
export const removeEmptyValues: UpstreamBundle['removeEmptyValues']
export const transform: UpstreamBundle['transform']
export const validateMapping: UpstreamBundle['validateMapping']
export const validateSchema: UpstreamBundle['validateSchema']

/** An action's fields as the JSON Schema that payloads are held against. */
export function fieldsToJsonSchema(
  fields: Readonly<Record<string, unknown>>,
  options?: { tsType?: boolean; additionalProperties?: boolean },
): Record<string, unknown>
