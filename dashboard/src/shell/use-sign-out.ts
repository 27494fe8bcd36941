import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { auth } from '../api/client.ts'
import { meQuery } from '../api/me.ts'
import { toast } from '../components/ui/toast.tsx'

/** Ends the session here; nothing that it showed stays in memory. */
export function useSignOut(): () => void {
  const queryClient = useQueryClient()
  const router = useRouter()
  return () => {
    auth.post('/sign-out').then(
      async () => {
        queryClient.clear()
        queryClient.setQueryData(meQuery().queryKey, null)
        await router.navigate({ to: '/sign-in' })
      },
      (error: unknown) => toast.error(error instanceof Error ? error.message : 'Not signed out.'),
    )
  }
}
