import { parseFql } from '../../../../worker/domain/fql/parse.ts'
import type { DestinationFilterAnswer } from '../../api/destination-filters.ts'
import { Notice } from '../../components/notice.tsx'

export const isInvalid = ({ if: condition }: Pick<DestinationFilterAnswer, 'if'>): boolean =>
  !parseFql(condition).ok

/** Says that a filter which cannot be read stops everything, for nobody would guess it. */
export function InvalidFilters({ filters }: { filters: readonly DestinationFilterAnswer[] }) {
  const invalid = filters.filter((filter) => filter.enabled && isInvalid(filter))
  if (invalid.length === 0) return null
  const names = invalid.map(({ title }) => `“${title}”`).join(', ')
  return (
    <Notice tone="error">
      <strong className="font-semibold">Nothing is sent to this destination.</strong> The condition
      of {names} cannot be read, and what cannot be decided is not sent. Its events are counted as
      filtered (<code className="font-mono text-xs">invalid_fql</code>). Mend the condition or
      disable the filter.
    </Notice>
  )
}
