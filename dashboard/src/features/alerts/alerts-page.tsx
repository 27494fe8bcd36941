import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BellRing, Plus } from 'lucide-react'
import { type AlertAnswer, alertsQuery } from '../../api/alerts.ts'
import { type Column, DataTable } from '../../components/data-table.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { ErrorState } from '../../components/error-state.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Button } from '../../components/ui/button.tsx'
import { Card } from '../../components/ui/card.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { Switch } from '../../components/ui/switch.tsx'
import { useMay } from '../../components/use-may.ts'
import { describeCondition, inOrder, KINDS, stateOf } from './alert-words.ts'
import { Subject } from './subject.tsx'
import { useAlertChanges } from './use-alert-changes.ts'

/** Everything that is watched, what fires first. */
export function AlertsPage() {
  const mayEdit = useMay().some('write', 'destination')
  const { data, error, refetch } = useQuery(alertsQuery())
  const add = mayEdit && (
    <Button asChild>
      <Link to="/alerts/new">
        <Plus aria-hidden="true" />
        Add alert
      </Link>
    </Button>
  )
  return (
    <>
      <PageHeader
        title="Alerts"
        description="Tell people when deliveries fail, or when a source falls silent or changes its pace."
        actions={data !== undefined && data.length > 0 && add}
      />
      <Card>
        {error && data === undefined ? (
          <ErrorState error={error} onRetry={() => void refetch()} />
        ) : data === undefined ? (
          <div role="status" className="grid gap-3 p-4">
            <span className="sr-only">Loading</span>
            <Skeleton className="h-14" />
            <Skeleton className="h-14" />
            <Skeleton className="h-14" />
          </div>
        ) : data.length === 0 ? (
          <EmptyState icon={BellRing} title="Nothing is watched yet" action={add}>
            An alert says by e-mail, webhook or Slack when too little is delivered, when no events
            come, or when many more or fewer come than the day before.
          </EmptyState>
        ) : (
          <AlertList alerts={inOrder(data)} mayEdit={mayEdit} />
        )}
      </Card>
    </>
  )
}

function AlertList({ alerts, mayEdit }: { alerts: readonly AlertAnswer[]; mayEdit: boolean }) {
  const { setEnabled, isPending } = useAlertChanges()
  const columns: Column<AlertAnswer>[] = [
    {
      name: 'Alert',
      className: 'align-top sm:w-[26%]',
      cell: (alert) => (
        <span className="grid gap-0.5">
          <Link
            to="/alerts/$alertId"
            params={{ alertId: alert.id }}
            className="w-fit rounded-sm font-medium wrap-anywhere hover:underline"
          >
            {alert.name}
          </Link>
          <span className="text-[0.8125rem] text-muted-foreground">
            {KINDS[alert.condition.kind].name}
          </span>
        </span>
      ),
    },
    {
      name: 'Watches',
      label: 'Watches',
      className: 'align-top sm:w-[30%]',
      cell: ({ condition }) => (
        <span className="grid gap-0.5">
          <Subject condition={condition} />
          <span className="text-[0.8125rem] text-muted-foreground">
            {describeCondition(condition)}
          </span>
        </span>
      ),
    },
    {
      name: 'State',
      label: 'State',
      className: 'align-top',
      cell: (alert) => <State alert={alert} />,
    },
    {
      name: 'Enabled',
      label: 'Enabled',
      className: 'align-top sm:w-0',
      cell: (alert) => (
        <Switch
          aria-label={`Enable ${alert.name}`}
          checked={alert.enabled}
          disabled={!mayEdit || isPending}
          onCheckedChange={(enabled) => setEnabled(alert, enabled)}
        />
      ),
    },
  ]
  return <DataTable label="Alerts" columns={columns} rows={alerts} />
}

/** Firing since when, and what was measured last. */
export function State({ alert }: { alert: AlertAnswer }) {
  const { word, tone } = stateOf(alert)
  return (
    <span className="grid gap-0.5">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
        <Badge tone={tone}>{word}</Badge>
        {alert.enabled && alert.state !== 'unknown' && (
          <span className="text-[0.8125rem] text-muted-foreground">
            since <RelativeTime date={alert.stateSince} />
          </span>
        )}
      </span>
      {alert.reading !== '' && (
        <span className="text-[0.8125rem] wrap-anywhere text-muted-foreground">
          {alert.reading}
        </span>
      )}
    </span>
  )
}
