import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { Cable } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import type { DestinationMetadataAnswer } from '../../api/catalog.ts'
import { type CatalogDetail, catalogDetailQuery } from '../../api/catalog-details.ts'
import { createDestination } from '../../api/destination-details.ts'
import type { SourceAnswer } from '../../api/source-details.ts'
import { sourcesQuery } from '../../api/sources.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { MarkdownText } from '../../components/markdown-text.tsx'
import { Notice } from '../../components/notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { ProductLogo } from '../../components/product-logo.tsx'
import { SwitchRow } from '../../components/switch-row.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardContent, CardFooter } from '../../components/ui/card.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import {
  Select,
  SelectContent,
  SelectItem,
  SelectTrigger,
  SelectValue,
} from '../../components/ui/select.tsx'
import { changesOf, draftOf } from './settings-draft.ts'
import { SettingsFields } from './settings-fields.tsx'

const route = getRouteApi('/app/destinations/catalog/$kind')
const addRoute = getRouteApi('/app/destinations/catalog/$kind/add')

export function AddDestinationPage() {
  const { kind } = route.useLoaderData()
  const { source } = addRoute.useSearch()
  const { data: sources } = useSuspenseQuery(sourcesQuery())
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader
        title={
          <span className="flex items-center gap-3">
            <ProductLogo name={kind.name} logo={kind.logos.default} size="lg" />
            Add {kind.name}
          </span>
        }
        description={kind.description === '' ? undefined : <MarkdownText text={kind.description} />}
      />
      {sources.length === 0 ? (
        <Card>
          <EmptyState
            icon={Cable}
            title="A source comes first"
            action={
              <Button asChild>
                <Link to="/sources/catalog">Add a source</Link>
              </Button>
            }
          >
            A destination gets the events of one source, and there is none yet.
          </EmptyState>
        </Card>
      ) : (
        <AddDestinationForm key={kind.id} kind={kind} sources={sources} sourceId={source} />
      )}
    </div>
  )
}

interface AddDestinationFormProps {
  kind: DestinationMetadataAnswer
  sources: readonly SourceAnswer[]
  sourceId: string | undefined
}

function AddDestinationForm({ kind, sources, sourceId }: AddDestinationFormProps) {
  const only = sources.length === 1 ? sources[0]?.id : undefined
  const [source, setSource] = useState(sources.some(({ id }) => id === sourceId) ? sourceId : only)
  const [name, setName] = useState('')
  const { data: detail } = useSuspenseQuery(catalogDetailQuery(kind.slug))
  // What has mappings is looked through before anything is sent.
  const hasMappings = detail !== null
  const [enabled, setEnabled] = useState(!hasMappings)
  const [original] = useState(() => draftOf(kind.options))
  const [draft, setDraft] = useState(original)
  const [missesSource, setMissesSource] = useState(false)
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { mutate, error, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: async (chosen: string) => {
      const given = Object.entries(changesOf(kind.options, draft))
      const destination = await createDestination({
        sourceId: chosen,
        metadataId: kind.id,
        enabled,
        ...(name.trim() !== '' && { name: name.trim() }),
        settings: Object.fromEntries(given.filter(([, value]) => value !== null)),
      })
      await queryClient.invalidateQueries({ queryKey: ['destinations'] })
      await queryClient.invalidateQueries({ queryKey: ['checklist'] })
      await navigate({
        to: hasMappings
          ? '/destinations/$destinationId/mappings'
          : '/destinations/$destinationId/test',
        params: { destinationId: destination.id },
      })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setMissesSource(source === undefined)
    if (source !== undefined) mutate(source)
  }
  const fields = error?.fields ?? {}
  return (
    <form onSubmit={submit}>
      <Card>
        <CardContent className="grid gap-6">
          {error && <Notice tone="error">{error.message}</Notice>}
          <Select {...(source !== undefined && { value: source })} onValueChange={setSource}>
            <Field
              label="Source"
              hint="Whose events it gets."
              error={missesSource ? 'Choose a source.' : fields.sourceId}
            >
              <SelectTrigger>
                <SelectValue placeholder="Choose a source" />
              </SelectTrigger>
            </Field>
            <SelectContent>
              {sources.map((one) => (
                <SelectItem key={one.id} value={one.id}>
                  {one.name}
                </SelectItem>
              ))}
            </SelectContent>
          </Select>
          <Field
            label={
              <>
                Name <span className="font-normal text-muted-foreground">(optional)</span>
              </>
            }
            hint={`Tells it apart from other ${kind.name} destinations of the source.`}
            error={fields.name}
          >
            <Input
              maxLength={255}
              autoComplete="off"
              placeholder={kind.name}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </Field>
          <SettingsFields
            kind={kind.slug}
            options={kind.options}
            draft={draft}
            original={original}
            errors={fields}
            onChange={setDraft}
          />
          {hasMappings ? (
            <Notice tone="info">{nextSteps(detail)}</Notice>
          ) : (
            <SwitchRow
              label="Send events from now on"
              hint="Events that came before are not sent. Switch it off to test first."
              checked={enabled}
              onChange={setEnabled}
            />
          )}
        </CardContent>
        <CardFooter>
          <Button asChild variant="ghost">
            <Link
              to="/destinations/catalog/$kind"
              params={{ kind: kind.slug }}
              search={{ source: sourceId }}
            >
              Back
            </Link>
          </Button>
          <Button type="submit" busy={isPending}>
            Add destination
          </Button>
        </CardFooter>
      </Card>
    </form>
  )
}

function nextSteps({ presets }: CatalogDetail): string {
  const made = presets.filter(({ type }) => type === 'automatic').length
  const words =
    made === 0
      ? 'It begins without mappings: you make those that you want next.'
      : `It begins with ${made === 1 ? 'one mapping' : `${made} mappings`}, which you look through next.`
  return `${words} Nothing is sent before you enable it.`
}
