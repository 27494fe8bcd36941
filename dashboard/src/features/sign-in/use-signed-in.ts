import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { meQuery } from '../../api/me.ts'

/** Goes on into the dashboard once a session has begun. */
export function useSignedIn(): (next?: string) => Promise<void> {
  const queryClient = useQueryClient()
  const router = useRouter()
  return async (next) => {
    queryClient.clear()
    await queryClient.fetchQuery(meQuery())
    router.history.push(safeNext(next))
  }
}

/** Only an address of this dashboard: a link must not lead a signed-in person elsewhere. */
export function safeNext(next: string | undefined): string {
  if (next === undefined) return '/'
  const origin = 'http://dashboard.invalid'
  try {
    const url = new URL(next, origin)
    return url.origin === origin && next.startsWith('/')
      ? url.pathname + url.search + url.hash
      : '/'
  } catch {
    return '/'
  }
}
