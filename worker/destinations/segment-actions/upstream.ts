import type { Outbound } from './shims/outbound-store.ts'

/**
 * The part of upstream's core that we use, as the prebuilt bundle exports it. Written by hand: its own
 * types would pull its whole tree into ours.
 */

type Json = Record<string, unknown>

export interface UpstreamField {
  default?: unknown
  type?: string
}

export interface UpstreamAction {
  title?: string
  fields: Record<string, UpstreamField>
  performBatch?: unknown
  hooks?: unknown
}

export interface UpstreamDefinition {
  name: string
  actions: Record<string, UpstreamAction>
  authentication?: {
    scheme?: string
    testAuthentication?: unknown
    refreshAccessToken?: unknown
  }
}

export interface UpstreamAuth {
  accessToken?: string | undefined
  refreshToken?: string | undefined
  clientId?: string | undefined
  clientSecret?: string | undefined
}

/** What every call of an action is given. */
export interface UpstreamInput {
  mapping: Json
  settings: Json
  auth: UpstreamAuth
  subscriptionMetadata: Record<string, string>
  features: Json
  statsContext: unknown
  transactionContext: unknown
  stateContext: unknown
  logger: unknown
}

/** An instance of upstream's `Destination`. */
export interface UpstreamDestination {
  actions: Record<string, { schema?: unknown } | undefined>
  /** Every answer since it was made: emptied by us, lest an attempt holds them all. */
  responses: unknown[]
  validateSettings(settings: Json): void
  executeAction(action: string, input: UpstreamInput & { event: Json }): Promise<unknown>
  executeBatch(action: string, input: UpstreamInput & { events: Json[] }): Promise<unknown>
  executeDynamicField(
    action: string,
    path: string,
    data: Omit<UpstreamInput, 'mapping' | 'subscriptionMetadata'> & {
      payload: unknown
      page?: string
    },
  ): Promise<unknown>
  testAuthentication(settings: Json): Promise<void>
  refreshAccessToken(settings: Json, oauth: UpstreamAuth): Promise<unknown>
}

type ErrorClass<E> = abstract new (...args: never[]) => E

/** An error that says for itself what it means. */
export interface UpstreamError extends Error {
  status?: number
  code?: string
}

export interface UpstreamHttpError extends Error {
  response: Response & { content?: unknown; data?: unknown }
}

export interface UpstreamCore {
  Destination: new (definition: UpstreamDefinition) => UpstreamDestination
  HTTPError: ErrorClass<UpstreamHttpError>
  IntegrationError: ErrorClass<UpstreamError>
  RetryableError: ErrorClass<UpstreamError>
  InvalidAuthenticationError: ErrorClass<UpstreamError>
  /** Resolves a mapping's directives. @throws when the mapping is malformed or a directive cannot be run. */
  transform(mapping: Json, event: Json): Json
  /** @throws when a mapping is malformed. */
  validateMapping(mapping: Json): void
  removeEmptyValues(payload: Json, schema: unknown, isRoot?: boolean): Json
  /** Coerces in place. @throws an error that lists everything wrong. */
  validateSchema(payload: Json, schema: unknown, options: { exempt: string[] }): boolean
  /** Runs `work`; what the definitions request meanwhile goes out through `outbound`. */
  runWithOutbound<T>(outbound: Outbound, work: () => Promise<T>): Promise<T>
}

/** The prebuilt catalog: nothing of a definition runs before it is asked for. */
export interface UpstreamBundle extends UpstreamCore {
  definitions: Readonly<Record<string, () => Promise<UpstreamDefinition>>>
  /** What a definition reads as `process.env`. */
  operatorEnvOf(
    key: string,
    settings: Json,
    oauth?: { clientId?: string; clientSecret?: string },
  ): Record<string, string>
}
