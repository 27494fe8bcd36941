import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { destinationsQuery } from '../../api/destinations.ts'
import {
  deleteSource,
  replaceSourceLabels,
  type SourceAnswer,
  type SourceLabel,
  sourceQuery,
} from '../../api/source-details.ts'
import { useConfirm } from '../../components/confirm.tsx'
import { DangerCard } from '../../components/danger-card.tsx'
import { SwitchRow } from '../../components/switch-row.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardContent } from '../../components/ui/card.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { LabelPicker } from './label-picker.tsx'
import { SourceSettingsForm } from './source-settings-form.tsx'
import { useSourceEdit } from './use-source-edit.ts'
import { WriteKeys } from './write-keys.tsx'

const route = getRouteApi('/app/sources/$sourceId/settings')

export function SourceSettings() {
  const { sourceId } = route.useParams()
  const { data: source } = useSuspenseQuery(sourceQuery(sourceId))
  return (
    <div className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-6">
      <StateCard source={source} />
      <WriteKeys source={source} />
      <SourceSettingsForm key={JSON.stringify([source.name, source.settings])} source={source} />
      <LabelsCard source={source} />
      <DeleteCard source={source} />
    </div>
  )
}

function StateCard({ source }: { source: SourceAnswer }) {
  const { mutateAsync, isPending } = useSourceEdit(source.id)
  const confirm = useConfirm()
  const change = async (enabled: boolean) => {
    const agreed =
      enabled ||
      (await confirm({
        title: `Disable ${source.name}?`,
        description:
          'Its calls are still answered, but their events are counted as failed on ingest and are not kept. You can enable it again at any time.',
        action: 'Disable source',
        destructive: true,
      }))
    if (!agreed) return
    await mutateAsync({ enabled })
    toast.undo(
      enabled ? 'The source is enabled.' : 'The source is disabled.',
      () => void mutateAsync({ enabled: !enabled }),
    )
  }
  return (
    <Card>
      <CardContent>
        <SwitchRow
          label="Enabled"
          hint="Takes events. A change holds within five seconds."
          checked={source.enabled}
          disabled={isPending}
          // What goes wrong is said by the mutation.
          onChange={(enabled) => void change(enabled).catch(() => undefined)}
        />
      </CardContent>
    </Card>
  )
}

function LabelsCard({ source }: { source: SourceAnswer }) {
  const queryClient = useQueryClient()
  const { mutate } = useMutation({
    mutationFn: (labels: readonly SourceLabel[]) => replaceSourceLabels(source.id, labels),
    onMutate: (labels) => {
      queryClient.setQueryData(sourceQuery(source.id).queryKey, { ...source, labels: [...labels] })
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['sources'] }),
  })
  return (
    <Card>
      <CardContent>
        <LabelPicker value={source.labels} onChange={(labels) => mutate(labels)} />
      </CardContent>
    </Card>
  )
}

function DeleteCard({ source }: { source: SourceAnswer }) {
  const confirm = useConfirm()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { data: destinations } = useQuery(destinationsQuery())
  const mine = destinations?.filter(({ sourceId }) => sourceId === source.id)
  const { mutate, isPending } = useMutation({
    mutationFn: () => deleteSource(source.id),
    onSuccess: async () => {
      toast.success(`${source.name} is deleted.`)
      await navigate({ to: '/sources' })
      queryClient.removeQueries({ queryKey: ['sources', source.id] })
      await queryClient.invalidateQueries({ queryKey: ['sources'] })
      await queryClient.invalidateQueries({ queryKey: ['destinations'] })
    },
  })
  const ask = async () => {
    const agreed = await confirm({
      title: `Delete ${source.name}?`,
      description: `${lossOf(mine)} Its write keys stop working for good. Events that were kept stay in the archive. This cannot be undone.`,
      action: 'Delete source',
      destructive: true,
      word: source.name.trim(),
    })
    if (agreed) mutate()
  }
  return (
    <DangerCard
      title="Delete this source"
      description="With its destinations and its write keys. To stop its events for a while, disable it instead."
      action={
        <Button variant="destructive" busy={isPending} onClick={() => void ask()}>
          Delete source
        </Button>
      }
    />
  )
}

const MAX_NAMED = 3

/** Which destinations go with it, by name as long as they are few. */
function lossOf(destinations: readonly { name: string }[] | undefined): string {
  if (destinations === undefined) return 'Its destinations go with it.'
  if (destinations.length === 0) return 'It has no destinations.'
  const named = destinations.slice(0, MAX_NAMED).map(({ name }) => name)
  const more = destinations.length - named.length
  const all = more > 0 ? [...named, `${more} more`] : named
  const list = new Intl.ListFormat('en').format(all)
  return destinations.length === 1
    ? `Its destination ${list} goes with it.`
    : `Its destinations go with it: ${list}.`
}
