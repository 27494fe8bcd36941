import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { destinationCatalogQuery } from '../../api/catalog.ts'
import { CatalogBrowser } from '../../components/catalog-browser.tsx'
import { PageHeader } from '../../components/page-header.tsx'

const route = getRouteApi('/app/destinations/catalog/')

export function DestinationCatalogPage() {
  const { data: kinds } = useSuspenseQuery(destinationCatalogQuery())
  const { source, ...search } = route.useSearch()
  const navigate = route.useNavigate()
  return (
    <>
      <PageHeader
        title="Add a destination"
        description="Choose the tool that is to get the events."
      />
      <CatalogBrowser
        items={kinds}
        what="destinations"
        search={search}
        onSearch={(next) => void navigate({ search: { source, ...next }, replace: true })}
        link={({ slug }, children, className) => (
          <Link
            to="/destinations/catalog/$kind"
            params={{ kind: slug }}
            search={{ source }}
            className={className}
          >
            {children}
          </Link>
        )}
      />
    </>
  )
}
