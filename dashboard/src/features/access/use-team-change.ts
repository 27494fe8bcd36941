import { useMutation, useQueryClient } from '@tanstack/react-query'
import { meQuery } from '../../api/me.ts'
import { TEAM_KEY } from '../../api/team.ts'

export interface TeamChange<Input, Output> {
  change: (input: Input) => Promise<Output>
  onDone?: (output: Output, input: Input) => void
  /** The dialog shows the error itself. */
  showsError?: boolean
}

/** A change of who may do what. Afterwards everything about the team is asked for again, and who one is. */
export function useTeamChange<Input, Output>(options: TeamChange<Input, Output>) {
  const { change, onDone, showsError = false } = options
  const queryClient = useQueryClient()
  return useMutation({
    meta: { showsError },
    mutationFn: change,
    onSuccess: async (output, input) => {
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: TEAM_KEY }),
        queryClient.invalidateQueries({ queryKey: meQuery().queryKey }),
      ])
      onDone?.(output, input)
    },
  })
}
