import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { toast } from '../components/ui/toast.tsx'
import { ApiError } from './client.ts'
import { meQuery } from './me.ts'

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: ApiError
    mutationMeta: {
      /** The form shows the error itself; otherwise it is said in passing. */
      showsError?: boolean
    }
  }
}

const STALE_AFTER_MS = 15_000
const MAX_RETRIES = 2

/** What the pages know of the service. A session that has ended anywhere ends here too. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: STALE_AFTER_MS,
        // What was refused is refused again; only an absent or failing service is asked once more.
        retry: (count, error) =>
          count < MAX_RETRIES && error instanceof ApiError && isPassing(error.status),
      },
    },
    queryCache: new QueryCache({ onError: (error) => forgetEndedSession(error) }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        forgetEndedSession(error)
        if (mutation.meta?.showsError !== true) toast.error(error.message)
      },
    }),
  })
  return client

  function forgetEndedSession(error: Error): void {
    const ended = error instanceof ApiError && error.status === 401 && error.code === 'unauthorized'
    if (ended && client.getQueryData(meQuery().queryKey)) {
      client.setQueryData(meQuery().queryKey, null)
    }
  }
}

const isPassing = (status: number): boolean => status === 0 || status === 502 || status === 503
