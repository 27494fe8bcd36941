import { useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { ChevronLeft, ChevronRight, Download, ScrollText } from 'lucide-react'
import { auditQuery, exportAudit } from '../../api/audit.ts'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { saveFile } from '../../components/save-file.ts'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { formatCount } from '../../format/format-count.ts'
import { AuditEventSheet } from './audit-event-sheet.tsx'
import { AuditFilters } from './audit-filters.tsx'
import { toFilter } from './audit-search.ts'
import { AuditTable } from './audit-table.tsx'

const route = getRouteApi('/app/settings/audit-trail')

/** Settings > Audit trail: who did what, when, from where. */
export function AuditTrailPage() {
  const search = route.useSearch()
  const navigate = route.useNavigate()
  const filter = toFilter(search)
  const { data, error, refetch, isPlaceholderData } = useQuery(auditQuery(filter, search.cursor))
  const csv = useMutation({
    mutationFn: () => exportAudit(filter),
    onSuccess: (file) => saveFile('audit-trail.csv', file),
  })
  const goTo = (cursor: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, cursor }) })
  const opened = data?.events.find(({ id }) => id === search.event)
  return (
    <>
      <PageHeader
        title="Audit trail"
        description="Who changed what in this workspace, when and from where. Entries are only ever added."
        actions={
          <Button variant="secondary" busy={csv.isPending} onClick={() => csv.mutate()}>
            <Download aria-hidden="true" />
            Export CSV
          </Button>
        }
      />
      <AuditFilters />
      <Card aria-busy={isPlaceholderData}>
        {error !== null && data === undefined ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : data === undefined ? (
          <Skeleton className="h-96" />
        ) : data.events.length === 0 ? (
          <EmptyState icon={ScrollText} title="Nothing matches">
            Widen the time or clear a filter.
          </EmptyState>
        ) : (
          <AuditTable events={data.events} />
        )}
      </Card>
      {data !== undefined && data.events.length > 0 && (
        <div className="mt-3 flex items-center justify-between gap-3 text-sm text-muted-foreground">
          <p>
            {data.pagination.totalEntries !== undefined &&
              `${formatCount(data.pagination.totalEntries)} ${data.pagination.totalEntries === 1 ? 'entry' : 'entries'}`}
          </p>
          <div className="flex gap-2">
            <Button
              variant="secondary"
              size="sm"
              disabled={data.pagination.previous === undefined}
              onClick={() => goTo(data.pagination.previous)}
            >
              <ChevronLeft aria-hidden="true" />
              Newer
            </Button>
            <Button
              variant="secondary"
              size="sm"
              disabled={data.pagination.next === undefined}
              onClick={() => goTo(data.pagination.next)}
            >
              Older
              <ChevronRight aria-hidden="true" />
            </Button>
          </div>
        </div>
      )}
      {opened !== undefined && (
        <AuditEventSheet
          event={opened}
          onClose={() =>
            void navigate({
              search: (before) => ({ ...before, event: undefined }),
              resetScroll: false,
            })
          }
        />
      )}
    </>
  )
}
