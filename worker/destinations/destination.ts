import type * as v from 'valibot'
import type { MappingConfig } from '../domain/config/mapping.ts'
import type { AttemptResult } from '../messages/delivery-log-rpc.ts'
import type { RequestClient } from './request.ts'

export type { RequestClient } from './request.ts'

/** One setting of a destination, as the catalog and the dashboard show it. */
export interface SettingField {
  label: string
  description: string
  type: 'string' | 'number' | 'boolean' | 'array' | 'object'
  required: boolean
  /** Sealed with the delivery Worker's key and never returned by an API; `mask` says what is shown. */
  secret: boolean
  /** It says where requests go: when it changes, the destination's other secrets are forgotten. */
  namesHost?: boolean
  default?: unknown
  /** The only values it may have, with words for them; a form offers them. */
  choices?: readonly SettingChoice[]
}

export interface SettingChoice {
  value: string
  label: string
}

/** What the catalog says about a destination. Plain data: it is imported by all three Workers. */
export interface DestinationMetadata<Settings = unknown> {
  /** Id in the catalog's API; never changes. */
  id: string
  slug: string
  /** Display name: the key in an event's `integrations` object. */
  name: string
  description: string
  website: string
  categories: readonly string[]
  /** Call types it takes. */
  supportedTypes: readonly string[]
  settings: Readonly<Record<string, SettingField>>
  /** It has actions: events reach it through mappings, and one that matches none is not for it. */
  hasActions?: boolean
  /** Parses all settings together, secret ones included. */
  settingsSchema: v.GenericSchema<unknown, Settings>
  /**
   * Stand-ins to show for the secret settings, e.g. a URL's host without its path. It is given what
   * an edit brings, so settings that were sealed before are missing and keep their old stand-in.
   */
  mask(settings: Partial<Settings>): Record<string, unknown>
  /** How long events are gathered into larger attempts, unless the destination says otherwise. */
  defaultLingerMs?: number
}

/** One event of an attempt. `json` goes out as it is: parsing it here would cost more than sending it. */
export interface DeliveryEvent {
  json: string
  messageId: string
  receivedAt: string
  type: string
  /** Mappings whose triggers it matched when it was routed; absent at destinations without actions. */
  mappings?: readonly string[]
  /** Headwater deployments it has passed through before this one: see `OutboundRequest.hops`. */
  hops: number
  /** 1 for the first attempt. */
  attempt: number
  /** What `send` left at the last attempt (`AttemptResult.progress`), or null. */
  progress: unknown
  /** Whoever has to wait until after this attempt is hardly asked again: the retry window ends. */
  last?: boolean
}

export interface OAuthTokens {
  accessToken: string
  /** Absent where the one before stays good. */
  refreshToken?: string | undefined
}

export type OAuthTurn =
  /** `fresh`: just asked for; else it is what somebody else was given a while ago. */
  | { ok: true; tokens: OAuthTokens; fresh: boolean }
  /** `final`: the destination is paused until a person connects it again. */
  | { ok: false; final: boolean; code: string; message: string }

/** How attempts that run at the same time get one new token between them. */
export interface OAuthPort {
  /**
   * @param refused The access token that the partner did not take; empty when there was none.
   * @param ask Asks the partner for another; called only when nobody has one that is newer.
   * @param judge The code of an error of `ask` that will not go away by itself; else null.
   */
  refresh(
    refused: string,
    ask: () => Promise<OAuthTokens>,
    judge: (error: unknown) => string | null,
  ): Promise<OAuthTurn>
  /** Nothing more is sent until a person has seen to it. */
  pause(code: string, message: string): Promise<void>
}

export interface SendContext {
  request: RequestClient
  /** Absent where no token may be renewed, e.g. while a request is only rebuilt. */
  oauth?: OAuthPort
  /** Milliseconds since the epoch. */
  now: () => number
  /** Uniform in [0, 1). */
  random: () => number
  /** Aborted at the attempt's deadline: nothing may be started after it. */
  signal: AbortSignal
}

/**
 * Tells what became of the event at `index`; at most once for each. `latencyMs` is how long its own
 * request took; events of one request share it. Results that are the same object are cheapest to keep.
 */
export type Report = (index: number, result: AttemptResult, latencyMs: number) => void

/**
 * What the delivery Worker loads in order to deliver. An event that `send` did not report is
 * `not_attempted`, which costs it nothing.
 */
export interface Destination<Settings = unknown> {
  metadata: DestinationMetadata<Settings>
  send(
    batch: {
      settings: Settings
      events: readonly DeliveryEvent[]
      /** All of the destination's, as they are now; absent at destinations without actions. */
      mappings?: readonly MappingConfig[]
      /** Whose events they are. */
      owner?: { destinationId: string; sourceId: string }
    },
    report: Report,
    ctx: SendContext,
  ): Promise<void>
}
