import { queryOptions } from '@tanstack/react-query'
import type {
  CatalogOption,
  DestinationMetadataAnswer,
  SourceMetadata,
} from '../../../worker/api/contract/catalog.ts'
import { api } from './client.ts'

export type { CatalogOption, DestinationMetadataAnswer, SourceMetadata }

/** It changes with a new version of the service only. */
const FRESH_MS = 3_600_000
const WHOLE_CATALOG = { 'pagination[count]': 1000 }

export const sourceCatalogQuery = () =>
  queryOptions({
    queryKey: ['catalog', 'sources'],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ sourcesCatalog: SourceMetadata[] }>('/catalog/sources', {
          signal,
          query: WHOLE_CATALOG,
        })
      ).sourcesCatalog,
    staleTime: FRESH_MS,
  })

export const destinationCatalogQuery = () =>
  queryOptions({
    queryKey: ['catalog', 'destinations'],
    queryFn: async ({ signal }) =>
      (
        await api.get<{ destinationsCatalog: DestinationMetadataAnswer[] }>(
          '/catalog/destinations',
          { signal, query: WHOLE_CATALOG },
        )
      ).destinationsCatalog,
    staleTime: FRESH_MS,
  })
