import type { SourceConfig } from '../domain/config/snapshot.ts'

export interface ConsentSettings {
  /** Every category that a destination of the source asks for. */
  allCategories: string[]
  /** Events are wanted whatever the visitor allows. */
  hasUnmappedDestinations: boolean
}

/** What the consent wrappers of browsers and phones read, to know whom to ask about and when to be silent. */
export function consentSettings({ targets }: Pick<SourceConfig, 'targets'>): ConsentSettings {
  const lists = targets
    .filter(({ enabled }) => enabled)
    .map(({ consentCategories = [] }) => consentCategories)
  return {
    allCategories: [...new Set(lists.flat())].sort(),
    hasUnmappedDestinations: lists.some((categories) => categories.length === 0),
  }
}

/**
 * Categories of an integration by its name. Instances share it: what only some of them ask for is left to
 * the server, which tells them apart.
 */
export function categoriesOf({ targets }: Pick<SourceConfig, 'targets'>, name: string): string[] {
  const lists = targets
    .filter(({ enabled, integrationName }) => enabled && integrationName === name)
    .map(({ consentCategories = [] }) => consentCategories)
  const [first = [], ...others] = lists
  return first.filter((category) => others.every((list) => list.includes(category))).sort()
}
