import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FailedChoice, requeueFailed } from '../../api/destination-details.ts'
import { useConfirm } from '../../components/confirm.tsx'
import { formatCount } from '../../format/format-count.ts'

/** Sends failed deliveries again after a question; `RequeueProgress` shows how far it is. */
export function useRequeue(destinationId: string) {
  const queries = useQueryClient()
  const confirm = useConfirm()
  const { mutate, isPending } = useMutation({
    mutationFn: (choice: FailedChoice) => requeueFailed(destinationId, choice),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['destinations', destinationId] }),
  })
  return {
    isPending,
    /** @param count How many there are in the time that is shown; the failed list may have more. */
    async ask(code: string | undefined, count: number): Promise<void> {
      const which = code === undefined ? 'All failed deliveries' : `All that failed with ${code}`
      const agreed = await confirm({
        title: code === undefined ? 'Send all failed ones again?' : `Send ${code} again?`,
        description: `${which} leave the failed list and are tried anew with the settings and mappings that hold now: ${formatCount(count)} of the time shown, and older ones that are still listed. What fails again comes back.`,
        action: 'Send again',
      })
      if (agreed) mutate(code === undefined ? {} : { code })
    },
  }
}
