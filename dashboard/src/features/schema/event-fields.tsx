import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { type SchemaEvent, type SchemaPeriod, schemaFieldsQuery } from '../../api/schema.ts'
import { ErrorState } from '../../components/error-state.tsx'
import { Input } from '../../components/ui/input.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { formatCount } from '../../format/format-count.ts'
import { FieldTable } from './field-table.tsx'
import { fieldsShown } from './listing.ts'
import { isUnseen } from './unseen.ts'

/** Above so many fields one wants to search among them. */
const SEARCH_ABOVE = 12

export interface EventFieldsProps {
  sourceId: string
  event: SchemaEvent
  period: SchemaPeriod
}

/** The properties of one event, or of all page or screen calls. */
export function EventFields({ sourceId, event, period }: EventFieldsProps) {
  const { kind, name } = event
  const { data, error, refetch } = useQuery({
    ...schemaFieldsQuery(sourceId, kind, name, period),
    enabled: !isUnseen(event),
  })
  const [q, setQ] = useState('')
  const title = name === '' ? `${kind} calls` : name
  if (isUnseen(event)) {
    return (
      <p className="px-4 py-5 text-sm text-muted-foreground">
        It has not been seen since its history was cleared, or never. It is on the list because of
        what is set for it.
      </p>
    )
  }
  if (error && data === undefined) {
    return <ErrorState error={error} onRetry={() => void refetch()} className="py-8" />
  }
  if (data === undefined) {
    return (
      <div role="status" className="grid gap-2 p-4">
        <span className="sr-only">Loading the properties of {title}</span>
        {Array.from({ length: Math.min(Math.max(event.fields, 1), 4) }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: nothing but places
          <Skeleton key={index} className="h-8" />
        ))}
      </div>
    )
  }
  if (data.fields.length === 0) {
    return (
      <p className="px-4 py-5 text-sm text-muted-foreground">
        {event.expected
          ? 'It was added by hand and has not been seen yet. Its properties show up with the first one.'
          : 'It came without properties.'}
      </p>
    )
  }
  const found = fieldsShown(data.fields, { q }, 'name')
  return (
    <div>
      {data.fields.length > SEARCH_ABOVE && (
        <div className="flex flex-wrap items-center justify-between gap-2 border-b px-4 py-2.5">
          <p className="text-[0.8125rem] text-muted-foreground">
            {formatCount(data.fields.length)} properties
          </p>
          <Input
            type="search"
            value={q}
            onChange={(input) => setQ(input.currentTarget.value)}
            placeholder="Search properties"
            aria-label={`Search properties of ${title}`}
            className="h-8 max-w-60"
          />
        </div>
      )}
      {found.length === 0 ? (
        <p className="px-4 py-5 text-sm text-muted-foreground">No property has that in its name.</p>
      ) : (
        <FieldTable
          label={`Properties of ${title}`}
          column="Property"
          fields={found}
          of={event.allowed + event.blocked}
        />
      )}
      {(data.unlisted || event.fieldsUnlisted) && <UnlistedFields what="properties" />}
    </div>
  )
}

/** @param what "properties", "traits" */
export function UnlistedFields({ what }: { what: string }) {
  return (
    <p className="border-t px-4 py-2.5 text-[0.8125rem] text-muted-foreground">
      More than 300 {what} were seen. The first 300 are listed; the others pass like them, they are
      just not shown here. Often such names hold ids or dates that belong into a value.
    </p>
  )
}
