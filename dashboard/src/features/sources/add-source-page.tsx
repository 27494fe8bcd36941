import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { SourceMetadata } from '../../api/catalog.ts'
import { createSource, replaceSourceLabels, type SourceLabel } from '../../api/source-details.ts'
import { sourcesQuery } from '../../api/sources.ts'
import { Notice } from '../../components/notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { ProductLogo } from '../../components/product-logo.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardContent, CardFooter } from '../../components/ui/card.tsx'
import { Field } from '../../components/ui/field.tsx'
import { Input } from '../../components/ui/input.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { LabelPicker } from './label-picker.tsx'
import { slugFor } from './slug.ts'

const route = getRouteApi('/app/sources/catalog/$kind')

export function AddSourcePage() {
  const { kind } = route.useLoaderData()
  return (
    <div className="mx-auto max-w-2xl">
      <PageHeader
        title={
          <span className="flex items-center gap-3">
            <ProductLogo name={kind.name} logo={kind.logos.default} size="lg" />
            Add {kind.name}
          </span>
        }
        description={kind.description}
      />
      <AddSourceForm key={kind.id} kind={kind} />
    </div>
  )
}

function AddSourceForm({ kind }: { kind: SourceMetadata }) {
  const [name, setName] = useState('')
  const [labels, setLabels] = useState<readonly SourceLabel[]>([])
  const { data: sources = [] } = useQuery(sourcesQuery())
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const { mutate, error, isPending } = useMutation({
    meta: { showsError: true },
    mutationFn: async () => {
      const slug = slugFor(name, new Set(sources.map((source) => source.slug)))
      const source = await createSource({ slug, name: name.trim(), metadataId: kind.id })
      if (labels.length > 0) {
        // The source exists: without its labels it is still worth going on.
        await replaceSourceLabels(source.id, labels).catch(() =>
          toast.error('The source was added, but not its labels. Set them in its settings.'),
        )
      }
      await queryClient.invalidateQueries({ queryKey: ['sources'] })
      await queryClient.invalidateQueries({ queryKey: ['checklist'] })
      await navigate({ to: '/sources/$sourceId/setup', params: { sourceId: source.id } })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    mutate()
  }
  const hasFieldError = error?.fields.name !== undefined
  return (
    <form onSubmit={submit}>
      <Card>
        <CardContent className="grid gap-6">
          {error && !hasFieldError && <Notice tone="error">{error.message}</Notice>}
          <Field
            label="Name"
            hint="What your team calls it: Website, iOS app, Checkout service."
            error={error?.fields.name}
          >
            <Input
              // The one thing that is asked for on this page.
              autoFocus
              required
              maxLength={255}
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
          </Field>
          <LabelPicker value={labels} onChange={setLabels} />
        </CardContent>
        <CardFooter>
          <Button asChild variant="ghost">
            <Link to="/sources/catalog">Back to the catalog</Link>
          </Button>
          <Button type="submit" busy={isPending}>
            Add source
          </Button>
        </CardFooter>
      </Card>
    </form>
  )
}
