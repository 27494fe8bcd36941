import type { SealedSettings } from '../domain/config/snapshot.ts'

/** A message to an address that somebody of a workspace typed in. */
export interface Notice {
  /** Has the setting `url`. */
  sealed: SealedSettings
  /** JSON. */
  body: string
}

export interface NoticeServiceRpc {
  /** Posts it, and says what is wrong when it was not taken; empty: nothing. Never shows the address. */
  sendNotice(notice: Notice): Promise<string>
}
