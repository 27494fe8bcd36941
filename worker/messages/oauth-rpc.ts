import type { SealedSettings } from '../domain/config/snapshot.ts'

/** How attempts that run at the same time, in whatever isolates, get one new token between them. */

/** What to do about an access token that the partner refused. */
export type RefreshTurn =
  /** Ask the partner for another, and tell what came of it under this ticket. */
  | { turn: 'yours'; ticket: string }
  /** Somebody has a newer one already. */
  | { turn: 'newer'; sealed: SealedSettings }
  /** Asking again is no use; the destination is paused. */
  | { turn: 'refused'; code: string; message: string }
  /** Somebody asked and got nothing this time. */
  | { turn: 'failed'; message: string }

export interface RefreshOutcome {
  ticket: string
  /** Of the token that was refused: see `OAuthRpc.takeRefresh`. */
  refused: string
  result:
    | {
        kind: 'tokens'
        /** `oauthAccessToken`, and `oauthRefreshToken` where it is a new one. */
        sealed: SealedSettings
        /** Names the new access token without telling it. */
        of: string
      }
    | { kind: 'refused'; code: string; message: string }
    | { kind: 'failed'; message: string }
}

/** Why nothing is sent to a destination until a person has seen to it. */
export interface DeliveryPause {
  /** `REFRESH_TOKEN_EXPIRED`, `OAUTH_REFRESH_FAILED` or `INVALID_AUTHENTICATION`. */
  reason: string
  message: string
  /** ISO 8601. */
  since: string
}

export interface OAuthRpc {
  /**
   * Waits while another attempt asks for the same token's successor.
   * @param refused SHA-256 of the access token that was refused; empty when there was none.
   */
  takeRefresh(refused: string): Promise<RefreshTurn>
  /** Idempotent. Tokens are kept even when the ticket is not known any more: the old ones are used up. */
  finishRefresh(outcome: RefreshOutcome): Promise<void>
  /** Stops sending, until the settings change or somebody resumes it. Nothing is lost meanwhile. */
  pauseDelivery(reason: string, message: string): Promise<void>
  /** Goes on sending; answers whether it was paused. */
  resumeDelivery(): Promise<boolean>
  /** What was refreshed since the settings that these tokens stand in were made; null: nothing. */
  refreshedTokens(): Promise<SealedSettings | null>
}
