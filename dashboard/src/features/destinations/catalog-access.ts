import type { CatalogOption } from '../../api/catalog.ts'
import type { CatalogSummary } from '../../api/catalog-details.ts'

/** What a partner wants to see before it takes events. */
export type Access = 'key' | 'oauth' | 'none'

/** @param scheme None for destinations of our own, which say by their settings what they need. */
export function accessOf(
  scheme: CatalogSummary['scheme'] | undefined,
  options: readonly Pick<CatalogOption, 'type' | 'secret'>[],
): Access {
  if (scheme === 'oauth2' || scheme === 'oauth-managed') return 'oauth'
  if (scheme === 'none') return 'none'
  const hasSecret = options.some(({ type, secret }) => secret === true || type === 'password')
  return hasSecret || scheme === 'basic' ? 'key' : 'none'
}
