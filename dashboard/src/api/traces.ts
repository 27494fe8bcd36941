import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type {
  Trace,
  TraceAnswer,
  TraceAttempt,
  TraceDestination,
} from '../../../worker/api/contract/trace.ts'
import { api } from './client.ts'

export type { Trace, TraceAnswer, TraceAttempt, TraceDestination }

export interface TraceSearch {
  messageId: string
  sourceId?: string | undefined
}

const pathOf = (messageId: string) => `/traces/${encodeURIComponent(messageId)}`

/** In the index of recent ids. */
export const traceQuery = ({ messageId, sourceId }: TraceSearch) =>
  queryOptions({
    queryKey: ['traces', messageId, { sourceId }],
    queryFn: ({ signal }) =>
      api.get<TraceAnswer>(pathOf(messageId), { signal, query: { sourceId } }),
    // It goes on happening.
    staleTime: 0,
    retry: false,
  })

/** In the archive of a UTC day, some objects a page. */
export const dayTraceQuery = ({ messageId, sourceId, day }: TraceSearch & { day: string }) =>
  infiniteQueryOptions({
    queryKey: ['traces', messageId, { sourceId, day }],
    queryFn: ({ pageParam, signal }) =>
      api.get<TraceAnswer>(pathOf(messageId), {
        signal,
        query: { sourceId, day, cursor: pageParam },
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ search }) => search.next ?? undefined,
    staleTime: 0,
    retry: false,
  })
