import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  type DestinationFilterAnswer,
  deleteFilter,
  type FilterContent,
  filterQuery,
  filtersQuery,
  updateFilter,
} from '../../api/destination-filters.ts'
import { useConfirm } from '../../components/confirm.tsx'
import { toast } from '../../components/ui/toast.tsx'

/** Said wherever a filter was changed: the edge may hold a configuration for so long. */
export const HOLDS = 'It holds for events accepted 5 seconds from now.'

interface Change {
  filter: DestinationFilterAnswer
  change: Partial<FilterContent>
}

/** What one can do to the filters of a destination from their list. */
export function useFilterChanges(destinationId: string) {
  const queries = useQueryClient()
  const confirm = useConfirm()
  const renew = () => queries.invalidateQueries(filtersQuery(destinationId))
  const edit = useMutation({
    mutationFn: ({ filter, change }: Change) => updateFilter(destinationId, filter.id, change),
    onSuccess: (filter) => {
      queries.setQueryData(filterQuery(destinationId, filter.id).queryKey, filter)
      return renew()
    },
  })
  const removal = useMutation({
    mutationFn: ({ id }: DestinationFilterAnswer) => deleteFilter(destinationId, id),
    onSuccess: async () => {
      toast.success(`The filter is deleted. ${HOLDS}`)
      await renew()
    },
  })
  return {
    isPending: edit.isPending || removal.isPending,
    setEnabled(filter: DestinationFilterAnswer, enabled: boolean): void {
      // What goes wrong is said by the mutation.
      void edit.mutateAsync({ filter, change: { enabled } }).then(
        () =>
          toast.undo(`“${filter.title}” is ${enabled ? 'enabled' : 'disabled'}. ${HOLDS}`, () =>
            edit.mutate({ filter, change: { enabled: !enabled } }),
          ),
        () => undefined,
      )
    },
    /** Answers whether it was deleted. */
    async remove(filter: DestinationFilterAnswer): Promise<boolean> {
      const agreed = await confirm({
        title: `Delete “${filter.title}”?`,
        description:
          'What it kept away or took out is sent from then on. To stop it for a while only, disable it. This cannot be undone.',
        action: 'Delete filter',
        destructive: true,
      })
      if (!agreed) return false
      return removal.mutateAsync(filter).then(
        () => true,
        () => false,
      )
    },
  }
}
