import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { ExternalLink, KeyRound, Plus } from 'lucide-react'
import type { ReactNode } from 'react'
import type { DestinationMetadataAnswer } from '../../api/catalog.ts'
import { type CatalogDetail, catalogDetailQuery } from '../../api/catalog-details.ts'
import { MarkdownText } from '../../components/markdown-text.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { ProductLogo } from '../../components/product-logo.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card, CardContent, CardHeader, CardTitle } from '../../components/ui/card.tsx'
import { useMay } from '../../components/use-may.ts'
import { type Access, accessOf } from './catalog-access.ts'

const route = getRouteApi('/app/destinations/catalog/$kind')

/** What a destination is and needs, before it is added. */
export function CatalogDetailPage() {
  const { kind } = route.useLoaderData()
  const { source } = route.useSearch()
  const { data: detail } = useSuspenseQuery(catalogDetailQuery(kind.slug))
  const mayAdd = useMay().some('write', 'destination')
  return (
    <div className="mx-auto max-w-4xl">
      <PageHeader
        title={
          <span className="flex items-center gap-3">
            <ProductLogo name={kind.name} logo={kind.logos.default} size="lg" />
            {kind.name}
          </span>
        }
        description={kind.description === '' ? undefined : <MarkdownText text={kind.description} />}
        actions={
          mayAdd && (
            <Button asChild>
              <Link
                to="/destinations/catalog/$kind/add"
                params={{ kind: kind.slug }}
                search={{ source }}
              >
                <Plus aria-hidden="true" />
                Add destination
              </Link>
            </Button>
          )
        }
      />
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
          {detail === null ? <WholeEvents kind={kind} /> : <Actions detail={detail} />}
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
          <Needs kind={kind} detail={detail} />
          {detail !== null && <Presets detail={detail} />}
        </div>
      </div>
    </div>
  )
}

function WholeEvents({ kind }: { kind: DestinationMetadataAnswer }) {
  const methods = Object.entries(kind.supportedMethods)
    .filter(([, takes]) => takes)
    .map(([name]) => METHODS[name] ?? name)
  return (
    <Part title="What it does">
      <p className="text-sm">
        It takes events as they are: there is nothing to map. Which of them, and what is in them, is
        up to its filters.
      </p>
      <ul aria-label="Calls that it takes" className="mt-3 flex flex-wrap gap-1.5">
        {methods.map((method) => (
          <li key={method}>
            <Badge tone="outline">{method}</Badge>
          </li>
        ))}
      </ul>
    </Part>
  )
}

const METHODS: Readonly<Record<string, string>> = { pageview: 'page and screen' }

function Actions({ detail }: { detail: CatalogDetail }) {
  const shown = detail.actions.filter(({ hidden }) => !hidden)
  return (
    <Part title={shown.length === 1 ? 'What it does' : `What it does: ${shown.length} actions`}>
      <ul className="-my-3 divide-y">
        {shown.map(({ slug, name, description, supportsBatch }) => (
          <li key={slug} className="py-3">
            <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
              {name}
              {supportsBatch && <Badge tone="neutral">in batches</Badge>}
            </p>
            {description !== '' && (
              <p className="mt-0.5 text-[0.8125rem] text-muted-foreground wrap-anywhere">
                <MarkdownText text={description} />
              </p>
            )}
          </li>
        ))}
      </ul>
    </Part>
  )
}

const ACCESS: Record<Access, string> = {
  key: 'A key of the partner, which is stored encrypted and never shown again.',
  oauth: 'A connection by OAuth: you sign in with the partner, or paste a token.',
  none: 'No key and no account.',
}

function Needs({
  kind,
  detail,
}: {
  kind: DestinationMetadataAnswer
  detail: CatalogDetail | null
}) {
  const { options, website } = kind
  return (
    <Part title="What it needs">
      <p className="flex gap-2 text-[0.8125rem]">
        <KeyRound className="mt-0.5 size-4 shrink-0 text-muted-foreground" aria-hidden="true" />
        {ACCESS[accessOf(detail?.scheme, options)]}
      </p>
      {options.length > 0 && (
        <ul aria-label="Settings" className="mt-3 grid gap-1.5 text-[0.8125rem]">
          {options.map(({ name, label, required }) => (
            <li key={name} className="flex items-baseline justify-between gap-3">
              <span className="min-w-0 wrap-anywhere">{label || name}</span>
              <span className="shrink-0 text-xs text-muted-foreground">
                {required ? 'required' : 'optional'}
              </span>
            </li>
          ))}
        </ul>
      )}
      {website !== '' && URL.canParse(website) && (
        <a
          href={website}
          target="_blank"
          rel="noreferrer noopener"
          className="mt-3 inline-flex items-center gap-1.5 rounded-sm text-[0.8125rem] font-medium underline underline-offset-4"
        >
          Website
          <ExternalLink className="size-3.5" aria-hidden="true" />
          <span className="sr-only">(opens in a new tab)</span>
        </a>
      )}
    </Part>
  )
}

function Presets({ detail }: { detail: CatalogDetail }) {
  const made = detail.presets.filter(({ type }) => type === 'automatic')
  return (
    <Part title="Mappings it begins with">
      {made.length === 0 ? (
        <p className="text-[0.8125rem] text-muted-foreground">
          None: you make those that you want from its actions.
        </p>
      ) : (
        <ul className="grid gap-1.5 text-[0.8125rem]">
          {made.map(({ name }) => (
            <li key={name} className="wrap-anywhere">
              {name}
            </li>
          ))}
        </ul>
      )}
    </Part>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Card>
      <CardHeader>
        <CardTitle>{title}</CardTitle>
      </CardHeader>
      <CardContent>{children}</CardContent>
    </Card>
  )
}
