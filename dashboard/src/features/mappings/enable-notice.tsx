import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  type DestinationAnswer,
  destinationQuery,
  updateDestination,
} from '../../api/destination-details.ts'
import type { MappingAnswer } from '../../api/mappings.ts'
import { Notice } from '../../components/notice.tsx'
import { Button } from '../../components/ui/button.tsx'
import { toast } from '../../components/ui/toast.tsx'

export interface EnableNoticeProps {
  destination: DestinationAnswer
  mappings: readonly MappingAnswer[]
  mayEdit: boolean
}

/** Says why nothing is sent, and what to do about it; nothing while all is well. */
export function EnableNotice({ destination, mappings, mayEdit }: EnableNoticeProps) {
  const on = mappings.filter(({ enabled }) => enabled).length
  const { id, enabled } = destination
  const queryClient = useQueryClient()
  const { mutate, isPending } = useMutation({
    mutationFn: () => updateDestination(id, { enabled: true }),
    onSuccess: async (changed) => {
      queryClient.setQueryData(destinationQuery(id).queryKey, changed)
      await queryClient.invalidateQueries({ queryKey: ['destinations'] })
      toast.success('The destination is enabled: events are sent from now on.')
    },
  })
  if (enabled && (on > 0 || mappings.length === 0)) return null
  if (enabled) {
    return (
      <Notice tone="warning">
        All mappings are off, so nothing is sent. Switch on those that you want.
      </Notice>
    )
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-md bg-info-soft px-3.5 py-2.5 text-sm text-info">
      <p role="status" className="min-w-0 flex-1 basis-72">
        <strong className="font-semibold">This destination is off: nothing is sent yet.</strong>{' '}
        {on === 0
          ? 'Switch on the mappings that you want, then enable it.'
          : `Look through the mappings that are on (${on}), then enable it.`}
      </p>
      {mayEdit && (
        <Button busy={isPending} disabled={on === 0} onClick={() => mutate()}>
          Enable destination
        </Button>
      )}
    </div>
  )
}
