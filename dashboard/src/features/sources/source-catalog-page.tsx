import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { sourceCatalogQuery } from '../../api/catalog.ts'
import { CatalogBrowser } from '../../components/catalog-browser.tsx'
import { PageHeader } from '../../components/page-header.tsx'

const route = getRouteApi('/app/sources/catalog/')

export function SourceCatalogPage() {
  const { data: kinds } = useSuspenseQuery(sourceCatalogQuery())
  const search = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <>
      <PageHeader
        title="Add a source"
        description="Choose what sends the events. Segment's own libraries work unchanged."
      />
      <CatalogBrowser
        items={kinds}
        what="sources"
        search={search}
        onSearch={(next) => void navigate({ search: next, replace: true })}
        link={({ slug }, children, className) => (
          <Link to="/sources/catalog/$kind" params={{ kind: slug }} className={className}>
            {children}
          </Link>
        )}
      />
    </>
  )
}
