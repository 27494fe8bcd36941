import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SourceChange, sourceQuery, updateSource } from '../../api/source-details.ts'

/** Edits a source, and brings every page that shows it up to date. */
export function useSourceEdit(id: string) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (change: SourceChange) => updateSource(id, change),
    onSuccess: async (source) => {
      queryClient.setQueryData(sourceQuery(id).queryKey, source)
      await queryClient.invalidateQueries({ queryKey: ['sources'] })
    },
  })
}
