/**
 * The prebuilt catalog: Segment's open-source definitions and the part of their core that the adapter
 * needs, in one file. `npm run build:destinations` writes definitions.gen.js; only the delivery Worker
 * imports it.
 */
import type { Definition } from './definition.ts'
import type { Outbound } from './shims/outbound-store.ts'

/** Upstream's folder name -> its definition, evaluated at the first call, with our overlay on it. */
export const definitions: Readonly<Record<string, () => Promise<Definition>>>

export function runWithOutbound<T>(outbound: Outbound, work: () => Promise<T>): Promise<T>

/**
 * What a definition reads as `process.env`, from the settings (and the OAuth app) of one destination.
 * Give it to `runWithOutbound` as `env`.
 */
export function operatorEnvOf(
  key: string,
  settings: Readonly<Record<string, unknown>>,
  oauth?: { clientId?: string; clientSecret?: string },
): Record<string, string>

type Json = Record<string, unknown>

export interface AuthTokens {
  accessToken: string
  refreshToken: string
}

export interface RefreshedTokens {
  accessToken: string
  refreshToken?: string
}

export interface StatsContext {
  statsClient: {
    incr(name: string, value?: number, tags?: string[]): void
    set(name: string, value: number, tags?: string[]): void
    histogram(name: string, value?: number, tags?: string[]): void
    observe(metric: unknown): unknown
    _name(name: string): string
    _tags(tags?: string[]): string[]
  }
  tags: string[]
}

export interface Subscription {
  name?: string
  partnerAction: string
  subscribe: string
  mapping?: Json
  ActionID?: string
  ConfigID?: string
  ID?: string
  ProjectID?: string
}

export interface EventOptions {
  features?: Readonly<Record<string, boolean>>
  statsContext?: StatsContext
  logger?: unknown
  transactionContext?: {
    transaction: Record<string, string>
    setTransaction(key: string, value: string): void
  }
  stateContext?: {
    getRequestContext(key: string, callback?: (value?: string) => unknown): unknown
    setResponseContext(
      key: string,
      value: string,
      ttl: { hour?: number; minute?: number; second?: number },
    ): void
  }
  signal?: AbortSignal
  onTokenRefresh?(tokens: RefreshedTokens): Promise<void>
  synchronizeRefreshAccessToken?(): Promise<void>
  onComplete?(stats: unknown): void
}

/** One event's answer in a batch. */
export interface MultiStatusNode {
  status: number
  sent?: unknown
  body?: unknown
  errortype?: string
  errormessage?: string
  errorreporter?: 'INTEGRATIONS' | 'DESTINATION'
}

export interface ExecutionResult {
  output?: unknown
  error?: unknown
  data?: unknown
  multistatus?: MultiStatusNode[]
}

export interface DynamicFieldAnswer {
  choices: { label: string; value: string; description?: string; type?: string }[]
  nextPage?: string
  error?: { code: string; message: string }
}

/** What one call of an action is given: the settings of the destination, the mapping, and around it. */
interface ActionInput extends Omit<EventOptions, 'onTokenRefresh' | 'onComplete'> {
  mapping: Json
  settings: Json
  auth?: AuthTokens
  subscriptionMetadata?: {
    actionConfigId?: string
    destinationConfigId?: string
    actionId?: string
    sourceId?: string
  }
}

/** Upstream's runner of one definition. It keeps every response, so make one for each attempt. */
export class Destination {
  constructor(definition: Definition)
  readonly name: string
  readonly definition: Definition
  readonly responses: DecoratedResponse[]
  readonly settingsSchema?: Json
  readonly actions: Record<
    string,
    {
      readonly schema?: Json
      readonly hasBatchSupport: boolean
      readonly hookSchemas?: Record<string, Json>
      executeHook(
        hook: string,
        data: Json,
      ): Promise<{
        successMessage?: string
        savedData?: Json
        error?: { message: string; code: string }
      }>
    }
  >
  onEvent(event: Json, settings: Json, options?: EventOptions): Promise<ExecutionResult[]>
  onBatch(events: Json[], settings: Json, options?: EventOptions): Promise<ExecutionResult[]>
  onDelete?: (event: Json, settings: Json, options?: EventOptions) => Promise<ExecutionResult>
  validateSettings(settings: Json): void
  testAuthentication(settings: Json): Promise<void>
  refreshAccessToken(
    settings: Json,
    oauth: AuthTokens & { clientId: string; clientSecret: string },
    synchronize?: () => Promise<void>,
  ): Promise<RefreshedTokens | undefined>
  createAudience(input: Json): Promise<{ externalId: string }>
  getAudience(input: Json): Promise<{ externalId: string }>
  executeDynamicField(action: string, field: string, data: Json): Promise<DynamicFieldAnswer>
  protected executeAction(
    action: string,
    input: ActionInput & { event: Json },
  ): Promise<ExecutionResult[]>
  executeBatch(action: string, input: ActionInput & { events: Json[] }): Promise<MultiStatusNode[]>
}

export interface DecoratedResponse extends Response {
  content: string
  data: unknown
  request: Request
  /** Holds credentials: never log it. */
  options: unknown
}

/** The partner answered with an error status. */
export class HTTPError extends Error {
  readonly response: DecoratedResponse
  readonly request: Request
  readonly options: unknown
}
export class IntegrationError extends Error {
  readonly code?: string
  readonly status?: number
}
export class APIError extends IntegrationError {}
export class PayloadValidationError extends IntegrationError {}
export class InvalidAuthenticationError extends IntegrationError {}
export class InvalidAudienceMembershipError extends IntegrationError {}
export class RetryableError extends Error {
  readonly code: string
  readonly status?: number
}
export class SelfTimeoutError extends Error {
  readonly code: string
  readonly status: number
}
export class RequestTimeoutError extends Error {
  readonly code: string
  readonly status: number
}
export class RequestClientError extends Error {
  readonly code: string
  readonly status: number
}
/** The core's own time ran out for one request. */
export class TimeoutError extends Error {
  readonly code: 'ETIMEDOUT'
}
/** A mapping's result, or the settings, do not fit the schema. The message is for people. */
export class AggregateAjvError extends Error {}

export class MultiStatusResponse {
  length(): number
}

/** Resolves a mapping's directives against an event. @throws when the mapping cannot be read. */
export function transform(mapping: Json, event: Json): Json
export function transformBatch(mapping: Json, events: Json[]): Json[]
/** @throws with the reason when the mapping has a directive that is wrong. */
export function validateMapping(mapping: Json): void
export function removeUndefined<T>(value: T): T
/** JSON Schema of an action's fields, as upstream validates payloads with. */
export function fieldsToJsonSchema(
  fields: Readonly<Record<string, unknown>>,
  options?: { tsType?: boolean; additionalProperties?: boolean },
): Json
/** Coerces inside of `value`. @throws AggregateAjvError unless told not to. */
export function validateSchema(
  value: unknown,
  schema: Json,
  options?: { schemaKey?: string; throwIfInvalid?: boolean; exempt?: string[] },
): boolean
