import type { SealedSettings } from '../domain/config/snapshot.ts'

/** A message to an address that somebody of a workspace typed in. */
export interface Notice {
  /** Has the setting `url`. */
  sealed: SealedSettings
  /** JSON. */
  body: string
}

export interface NoticeServiceRpc {
  /**
   * Posts them, each once, and says of each what is wrong when it was not taken; empty: nothing. Never
   * shows an address. Many at once, since a Worker may call others only so often.
   */
  sendNotices(notices: readonly Notice[]): Promise<string[]>
}
