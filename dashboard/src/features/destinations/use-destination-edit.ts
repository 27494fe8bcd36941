import { useMutation, useQueryClient } from '@tanstack/react-query'
import {
  type DestinationChange,
  destinationQuery,
  updateDestination,
} from '../../api/destination-details.ts'

/** Edits a destination, and brings every page that shows it up to date. */
export function useDestinationEdit(id: string, options: { showsError?: boolean } = {}) {
  const queryClient = useQueryClient()
  return useMutation({
    meta: options,
    mutationFn: (change: DestinationChange) => updateDestination(id, change),
    onSuccess: async (destination) => {
      queryClient.setQueryData(destinationQuery(id).queryKey, destination)
      await queryClient.invalidateQueries({ queryKey: ['destinations'] })
    },
  })
}
