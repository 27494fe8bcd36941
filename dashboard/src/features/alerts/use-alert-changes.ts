import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type AlertAnswer, deleteAlert, updateAlert } from '../../api/alerts.ts'
import { useConfirm } from '../../components/confirm.tsx'
import { toast } from '../../components/ui/toast.tsx'

/** What one can do to an alert besides editing it. */
export function useAlertChanges() {
  const queries = useQueryClient()
  const confirm = useConfirm()
  const renew = () => queries.invalidateQueries({ queryKey: ['alerts'] })
  const edit = useMutation({
    mutationFn: ({ id, enabled }: { id: string; enabled: boolean }) => updateAlert(id, { enabled }),
    onSuccess: renew,
  })
  const removal = useMutation({
    mutationFn: (id: string) => deleteAlert(id),
    onSuccess: async (_, id) => {
      toast.success('The alert is deleted.')
      queries.removeQueries({ queryKey: ['alerts', id] })
      await queries.invalidateQueries({ queryKey: ['alerts'], exact: true })
    },
  })
  return {
    isPending: edit.isPending || removal.isPending,
    setEnabled({ id, name }: AlertAnswer, enabled: boolean): void {
      // What goes wrong is said by the mutation.
      void edit.mutateAsync({ id, enabled }).then(
        () =>
          toast.undo(`“${name}” is ${enabled ? 'enabled' : 'disabled'}.`, () =>
            edit.mutate({ id, enabled: !enabled }),
          ),
        () => undefined,
      )
    },
    /** Answers whether it was deleted. */
    async remove({ id, name }: AlertAnswer): Promise<boolean> {
      const agreed = await confirm({
        title: `Delete “${name}”?`,
        description:
          'Nobody is told any more, and its history goes with it. To be left in peace for a while, disable it instead.',
        action: 'Delete alert',
        destructive: true,
      })
      if (!agreed) return false
      return removal.mutateAsync(id).then(
        () => true,
        () => false,
      )
    },
  }
}
