import { queryOptions } from '@tanstack/react-query'
import type {
  CatalogDetail,
  CatalogSummary,
} from '../../../worker/domain/catalog/destination-detail.ts'
import { readAsset } from './client.ts'

export type {
  ActionDetail,
  ActionField,
  CatalogDetail,
  CatalogSummary,
  FieldChoice,
  OAuthDetail,
  PresetDetail,
  SettingDetail,
} from '../../../worker/domain/catalog/destination-detail.ts'

/** It changes with a new version of the service only. */
const FRESH_MS = 3_600_000

/** What there is with actions, in short: part of the dashboard's own files. */
export const catalogIndexQuery = () =>
  queryOptions({
    queryKey: ['catalog', 'index'],
    queryFn: async ({ signal }) =>
      (await readAsset<CatalogSummary[]>('/catalog/index.json', signal)) ?? [],
    staleTime: FRESH_MS,
  })

/** All that the catalog says of one; null for those that have no actions. */
export const catalogDetailQuery = (slug: string) =>
  queryOptions({
    queryKey: ['catalog', 'detail', slug],
    queryFn: async ({ signal }) =>
      readAsset<CatalogDetail>(`/catalog/${encodeURIComponent(slug)}.json`, signal),
    staleTime: FRESH_MS,
  })
