import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import {
  type ActionDetail,
  type CatalogDetail,
  catalogDetailQuery,
  type PresetDetail,
} from '../../api/catalog-details.ts'
import { destinationQuery } from '../../api/destination-details.ts'
import type { NewMapping } from '../../api/mappings.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { MarkdownText } from '../../components/markdown-text.tsx'
import { SearchInput } from '../../components/search-input.tsx'
import { Button } from '../../components/ui/button.tsx'
import { describeTrigger } from './model/describe-trigger.ts'
import { defaultsOf } from './model/field-rules.ts'
import { useMappingChanges } from './use-mapping-changes.ts'

const route = getRouteApi('/app/destinations/$destinationId/mappings/new')

/** Begins a mapping from what the partner suggests, or from one of its actions. */
export function NewMappingPage() {
  const { destinationId } = route.useParams()
  const { q = '' } = route.useSearch()
  const setSearch = route.useNavigate()
  const { data: destination } = useSuspenseQuery(destinationQuery(destinationId))
  const { data: detail } = useSuspenseQuery(catalogDetailQuery(destination.metadata.slug))
  const [busy, setBusy] = useState<string>()
  const { create } = useMappingChanges(destinationId)
  const navigate = useNavigate()
  const begin = async (key: string, mapping: NewMapping) => {
    setBusy(key)
    const made = await create.mutateAsync(mapping).finally(() => setBusy(undefined))
    await navigate({
      to: '/destinations/$destinationId/mappings/$mappingId',
      params: { destinationId, mappingId: made.id },
    })
  }
  const { presets, actions } = choicesOf(detail, q)
  const card = (key: string, mapping: NewMapping) => ({
    isBusy: busy === key,
    isOff: busy !== undefined,
    // What goes wrong is said by the mutation.
    onChoose: () => void begin(key, mapping).catch(() => undefined),
  })
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h2 className="text-lg font-semibold">New mapping</h2>
        <Button asChild variant="ghost">
          <Link to="/destinations/$destinationId/mappings" params={{ destinationId }}>
            Back to the mappings
          </Link>
        </Button>
      </div>
      <SearchInput
        label="Search presets and actions"
        value={q}
        onChange={(text) => void setSearch({ search: { q: text || undefined }, replace: true })}
        className="max-w-md"
      />
      {presets.length + actions.length === 0 && (
        <EmptyState icon={SearchX} title="Nothing fits these words" />
      )}
      {presets.length > 0 && (
        <Section title="Presets" hint="Trigger and fields are filled in; you can change them all.">
          {presets.map(({ preset, action }) => (
            <ChoiceCard
              key={preset.name}
              title={preset.name}
              detail={describeTrigger(preset.trigger) ?? preset.trigger}
              action={action?.name ?? preset.actionSlug}
              {...card(`preset ${preset.name}`, fromPreset(preset))}
            />
          ))}
        </Section>
      )}
      {actions.length > 0 && (
        <Section title="Actions" hint="Begin with the action's own defaults.">
          {actions.map((action) => (
            <ChoiceCard
              key={action.slug}
              title={action.name}
              detail={<MarkdownText text={action.description} />}
              {...card(`action ${action.slug}`, fromAction(action))}
            />
          ))}
        </Section>
      )}
    </div>
  )
}

const fromPreset = ({ name, actionSlug, trigger, mapping }: PresetDetail): NewMapping => ({
  name,
  actionId: actionSlug,
  trigger,
  settings: mapping,
  enabled: false,
})

const fromAction = ({
  name,
  slug,
  defaultTrigger,
  fields,
  syncMode,
}: ActionDetail): NewMapping => ({
  name,
  actionId: slug,
  trigger: defaultTrigger,
  settings: {
    ...defaultsOf(fields),
    ...(syncMode !== undefined && { __segment_internal_sync_mode: syncMode.default }),
  },
  enabled: false,
})

function choicesOf(detail: CatalogDetail | null, text: string) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const fits = (...texts: readonly string[]) =>
    words.every((word) => texts.join(' ').toLowerCase().includes(word))
  const actions = detail?.actions ?? []
  const presets = (detail?.presets ?? [])
    .filter(({ type }) => type === 'automatic')
    .map((preset) => ({ preset, action: actions.find(({ slug }) => slug === preset.actionSlug) }))
  return {
    presets: presets.filter(({ preset, action }) => fits(preset.name, action?.name ?? '')),
    actions: actions.filter(({ hidden, name, description }) => !hidden && fits(name, description)),
  }
}

function Section(props: { title: string; hint: string; children: ReactNode }) {
  return (
    <section className="grid gap-3">
      <div>
        <h3 className="text-sm font-semibold">{props.title}</h3>
        <p className="text-[0.8125rem] text-muted-foreground">{props.hint}</p>
      </div>
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">{props.children}</ul>
    </section>
  )
}

interface ChoiceCardProps {
  title: string
  detail: ReactNode
  action?: string
  isBusy: boolean
  isOff: boolean
  onChoose: () => void
}

function ChoiceCard({ title, detail, action, isBusy, isOff, onChoose }: ChoiceCardProps) {
  return (
    <li className="flex flex-col gap-3 rounded-lg border bg-card p-4 shadow-card">
      <div className="min-w-0 flex-1">
        <h4 className="text-sm font-semibold wrap-anywhere">{title}</h4>
        {action !== undefined && action !== title && (
          <p className="text-xs text-muted-foreground">Action: {action}</p>
        )}
        <p className="mt-1 line-clamp-4 text-[0.8125rem] text-muted-foreground wrap-anywhere">
          {detail}
        </p>
      </div>
      <Button
        variant="secondary"
        size="sm"
        busy={isBusy}
        disabled={isOff}
        aria-label={`Begin with this: ${title}`}
        onClick={onChoose}
        className="self-start"
      >
        Begin with this
      </Button>
    </li>
  )
}
