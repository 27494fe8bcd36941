import type { CatalogDetail, OAuthDetail, SettingDetail } from '../../domain/catalog/destination-detail.ts'

/** What the app Worker has to know of a destination to check and keep its settings. */
export interface ActionKind {
  /** Id in Segment's catalog, which clients of its API keep. */
  id: string
  /** Upstream's folder name: the key of `definitions`. */
  key: string
  slug: string
  /** Key in an event's `integrations` object. */
  name: string
  description: string
  website: string
  categories: string[]
  scheme: CatalogDetail['scheme']
  settings: SettingDetail[]
  oauth?: OAuthDetail
}

export const ACTION_KINDS: readonly ActionKind[]
