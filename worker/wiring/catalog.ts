import type { DestinationKind } from '../api/api-deps.ts'
import type { DescribeDestination } from '../db/build-snapshot.ts'
import type { CatalogDetail } from '../domain/catalog/destination-detail.ts'

/** What routing has to know of a kind. */
export function describeKind(
  kinds: readonly DestinationKind[],
  slug: string,
): ReturnType<DescribeDestination> {
  const kind = kinds.find((candidate) => candidate.slug === slug)
  return (
    kind && {
      integrationName: kind.name,
      supportedTypes: [...kind.supportedTypes],
      hasActions: kind.hasActions === true,
    }
  )
}

/**
 * The catalog's entry as the build wrote it: too large for the Worker, so it lies beside the dashboard.
 * @throws when a kind that has actions has no entry: then the build is not whole.
 */
export async function readCatalogDetail(
  assets: { fetch(url: string): Promise<Response> },
  kinds: readonly DestinationKind[],
  slug: string,
): Promise<CatalogDetail | null> {
  // Only names of our own become part of the address.
  const kind = kinds.find((candidate) => candidate.slug === slug)
  if (kind?.hasActions !== true) return null
  const response = await assets.fetch(`https://assets.invalid/catalog/${kind.slug}.json`)
  const isJson = response.headers.get('content-type')?.includes('json') === true
  // What is not there is answered with the dashboard's page.
  if (!response.ok || !isJson) {
    await response.body?.cancel()
    throw new Error(`the catalog has no entry for "${kind.slug}"`)
  }
  // Our own build wrote it.
  return (await response.json()) as CatalogDetail
}
