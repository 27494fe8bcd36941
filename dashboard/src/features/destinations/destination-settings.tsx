import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import {
  type DestinationAnswer,
  type DestinationStatus,
  deleteDestination,
  destinationQuery,
  destinationStatusQuery,
} from '../../api/destination-details.ts'
import { useConfirm } from '../../components/confirm.tsx'
import { DangerCard } from '../../components/danger-card.tsx'
import { Button } from '../../components/ui/button.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { formatCount } from '../../format/format-count.ts'
import { DestinationSettingsForm } from './destination-settings-form.tsx'
import { PaceForm } from './pace-form.tsx'

const route = getRouteApi('/app/destinations/$destinationId/settings')

export function DestinationSettingsPage() {
  const { destinationId } = route.useParams()
  const { data: destination } = useSuspenseQuery(destinationQuery(destinationId))
  const { name, settings, delivery } = destination
  return (
    <div className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-6">
      <DestinationSettingsForm key={JSON.stringify([name, settings])} destination={destination} />
      <PaceForm key={JSON.stringify(delivery)} destination={destination} />
      <DeleteCard destination={destination} />
    </div>
  )
}

function DeleteCard({ destination: { id, name } }: { destination: DestinationAnswer }) {
  const confirm = useConfirm()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { data: status } = useQuery(destinationStatusQuery(id))
  const { mutate, isPending } = useMutation({
    mutationFn: () => deleteDestination(id),
    onSuccess: async () => {
      toast.success(`${name} is deleted.`)
      await navigate({ to: '/destinations' })
      queryClient.removeQueries({ queryKey: ['destinations', id] })
      await queryClient.invalidateQueries({ queryKey: ['destinations'] })
    },
  })
  const ask = async () => {
    const agreed = await confirm({
      title: `Delete ${name}?`,
      description: `${lossOf(status)} Its settings and secrets are forgotten. The events stay in the archive. This cannot be undone.`,
      action: 'Delete destination',
      destructive: true,
      word: name.trim(),
    })
    if (agreed) mutate()
  }
  return (
    <DangerCard
      title="Delete this destination"
      description="With its settings and what still waits for delivery. To stop it for a while, disable it instead."
      action={
        <Button variant="destructive" busy={isPending} onClick={() => void ask()}>
          Delete destination
        </Button>
      }
    />
  )
}

/** What is never delivered then, in numbers where they are known. */
function lossOf(status: DestinationStatus | undefined): string {
  if (status === undefined) return 'What waits for delivery is not sent any more.'
  const { pending, awaitingRetry, failed } = status
  const waiting = pending + awaitingRetry
  const lost = [
    ...(waiting > 0 ? [`${formatCount(waiting)} that wait for delivery`] : []),
    ...(failed > 0 ? [`${formatCount(failed)} on the failed list`] : []),
  ]
  if (lost.length === 0) return 'No event waits for it.'
  return `Events are not sent any more: ${lost.join(' and ')}.`
}
