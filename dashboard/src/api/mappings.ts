import { queryOptions } from '@tanstack/react-query'
import type { InferOutput } from 'valibot'
import type {
  CredentialsTest,
  createMappingSchema,
  DynamicChoices,
  dynamicFieldSchema,
  MappingAnswer,
  MappingPreview,
  previewMappingSchema,
  updateMappingSchema,
} from '../../../worker/api/contract/mappings.ts'
import { api } from './client.ts'

export type { CredentialsTest, DynamicChoices, MappingAnswer, MappingPreview }
export type NewMapping = InferOutput<typeof createMappingSchema>
export type MappingChange = InferOutput<typeof updateMappingSchema>['input']
export type PreviewRequest = InferOutput<typeof previewMappingSchema>
export type DynamicRequest = InferOutput<typeof dynamicFieldSchema>

/** A destination has at most 50. */
const ALL = { 'pagination[count]': 200 }

const destinationPath = (id: string) => `/destinations/${encodeURIComponent(id)}`
const pathOf = (id: string) => `${destinationPath(id)}/subscriptions`

export const mappingsKey = (destinationId: string) =>
  ['destinations', destinationId, 'mappings'] as const

/** In the order of the destination. */
export const mappingsQuery = (destinationId: string) =>
  queryOptions({
    queryKey: mappingsKey(destinationId),
    queryFn: async ({ signal }) => {
      const { subscriptions } = await api.get<{ subscriptions: MappingAnswer[] }>(
        pathOf(destinationId),
        { signal, query: ALL },
      )
      return subscriptions.toSorted((a, b) => a.position - b.position)
    },
  })

export const createMapping = async (
  destinationId: string,
  mapping: NewMapping,
): Promise<MappingAnswer> =>
  (await api.post<{ destinationSubscription: MappingAnswer }>(pathOf(destinationId), mapping))
    .destinationSubscription

export const updateMapping = async (
  { destinationId, id }: Pick<MappingAnswer, 'destinationId' | 'id'>,
  input: MappingChange,
): Promise<MappingAnswer> =>
  (
    await api.patch<{ subscription: MappingAnswer }>(
      `${pathOf(destinationId)}/${encodeURIComponent(id)}`,
      { input },
    )
  ).subscription

export const deleteMapping = ({ destinationId, id }: MappingAnswer) =>
  api.delete<unknown>(`${pathOf(destinationId)}/${encodeURIComponent(id)}`)

export const orderMappings = (destinationId: string, ids: readonly string[]) =>
  api.put<unknown>(`${pathOf(destinationId)}/order`, { ids })

export const previewMapping = async (
  destinationId: string,
  request: PreviewRequest,
): Promise<MappingPreview> =>
  (await api.post<{ preview: MappingPreview }>(`${pathOf(destinationId)}/preview`, request)).preview

export const dynamicChoices = (
  destinationId: string,
  request: DynamicRequest,
): Promise<DynamicChoices> =>
  api.post<DynamicChoices>(`${destinationPath(destinationId)}/dynamic-field`, request)

export const testCredentials = (destinationId: string): Promise<CredentialsTest> =>
  api.post<CredentialsTest>(`${destinationPath(destinationId)}/test-credentials`, {})
