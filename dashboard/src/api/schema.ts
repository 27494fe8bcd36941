import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type {
  SchemaAnswer,
  SchemaChange,
  SchemaFieldsAnswer,
  SchemaKind,
  SchemaPeriod,
} from '../../../worker/api/contract/schema.ts'
import { api } from './client.ts'

export type {
  FieldType,
  NamingHint,
  SchemaAnswer,
  SchemaChange,
  SchemaControls,
  SchemaEvent,
  SchemaField,
  SchemaFieldsAnswer,
  SchemaKind,
  SchemaPeriod,
} from '../../../worker/api/contract/schema.ts'

/** What a history is cleared of. */
export type SchemaClearing = 'allowed' | 'blocked' | 'archived'

/** One call may hold so many changes; more go in several. */
const MAX_CHANGES = 200
const MAX_NAMES = 1000
const REFRESH_MS = 15_000
/** A list of thousands is a megabyte: it is asked for less often. */
const LARGE_REFRESH_MS = 60_000
const LARGE = 1000

const pathOf = (sourceId: string) => `/sources/${encodeURIComponent(sourceId)}/schema`

export const schemaKey = (sourceId: string) => ['sources', sourceId, 'schema'] as const

export interface SchemaListing {
  kind: SchemaKind
  period: SchemaPeriod
}

/** Filters, order and pages are made here in the browser: everything comes at once, archived or not. */
export const schemaQuery = (sourceId: string, { kind, period }: SchemaListing) =>
  queryOptions({
    queryKey: [...schemaKey(sourceId), 'events', kind, period],
    queryFn: ({ signal }) =>
      api.get<SchemaAnswer>(pathOf(sourceId), { signal, query: { kind, period, archived: true } }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      (state.data?.events.length ?? 0) > LARGE ? LARGE_REFRESH_MS : REFRESH_MS,
  })

/** @param name Of a track event, else empty. */
export const schemaFieldsQuery = (
  sourceId: string,
  kind: SchemaKind,
  name: string,
  period: SchemaPeriod,
) =>
  queryOptions({
    queryKey: [...schemaKey(sourceId), 'fields', kind, name, period],
    queryFn: ({ signal }) =>
      api.get<SchemaFieldsAnswer>(`${pathOf(sourceId)}/fields`, {
        signal,
        query: { kind, name, period },
      }),
    refetchInterval: REFRESH_MS,
  })

export async function changeSchemaControls(
  sourceId: string,
  changes: readonly SchemaChange[],
): Promise<void> {
  for (const part of partsOf(changes, MAX_CHANGES)) {
    await api.patch<unknown>(`${pathOf(sourceId)}/controls`, { changes: part })
  }
}

export const addExpectedEvent = (sourceId: string, name: string) =>
  api.post<unknown>(`${pathOf(sourceId)}/events`, { name })

export async function archiveSchema(
  sourceId: string,
  kind: SchemaKind,
  names: readonly string[],
  archived: boolean,
): Promise<void> {
  for (const part of partsOf(names, MAX_NAMES)) {
    await api.post<unknown>(`${pathOf(sourceId)}/archive`, { kind, names: part, archived })
  }
}

export const clearSchemaHistory = (
  sourceId: string,
  kinds: readonly SchemaKind[],
  what: readonly SchemaClearing[],
) => api.post<unknown>(`${pathOf(sourceId)}/clear`, { kinds, what })

/** Everything of the period, whatever the page shows. */
export const schemaExport = (sourceId: string, kind: SchemaKind, period: SchemaPeriod) =>
  api.file(`${pathOf(sourceId)}/export`, { query: { kind, period } })

const partsOf = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
