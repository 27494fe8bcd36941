import { useMutation, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { Send, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { type AlertAnswer, type AlertTest, alertQuery, testAlert } from '../../api/alerts.ts'
import { Notice } from '../../components/notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { Button } from '../../components/ui/button.tsx'
import { useMay } from '../../components/use-may.ts'
import { AlertForm } from './alert-form.tsx'
import { AlertHistory, Notified } from './alert-history.tsx'
import { describeCondition } from './alert-words.ts'
import { State } from './alerts-page.tsx'
import { Subject } from './subject.tsx'
import { useAlertChanges } from './use-alert-changes.ts'

const editRoute = getRouteApi('/app/alerts/$alertId')
const newRoute = getRouteApi('/app/alerts/new')

export function NewAlertPage() {
  const { destination, source } = newRoute.useSearch()
  return (
    <>
      <PageHeader title="New alert" description="Say what is watched, and who is told." />
      <AlertForm
        subject={{
          ...(destination !== undefined && { destinationId: destination }),
          ...(source !== undefined && { sourceId: source }),
        }}
      />
    </>
  )
}

export function AlertPage() {
  const { alertId } = editRoute.useParams()
  const { data: alert } = useSuspenseQuery(alertQuery(alertId))
  const mayEdit = useMay().some('write', 'destination')
  return (
    <>
      <PageHeader
        title={alert.name}
        description={
          <span className="flex flex-wrap gap-x-1.5">
            <span>{describeCondition(alert.condition)}:</span>
            <Subject condition={alert.condition} />
          </span>
        }
        actions={mayEdit && <Actions alert={alert} />}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-6">
        <State alert={alert} />
        <AlertForm key={`${alert.id} ${alert.updatedAt}`} alert={alert} />
        <AlertHistory alertId={alert.id} />
      </div>
    </>
  )
}

function Actions({ alert }: { alert: AlertAnswer }) {
  const { remove, isPending } = useAlertChanges()
  const navigate = useNavigate()
  const [tested, setTested] = useState<AlertTest>()
  const test = useMutation({ mutationFn: () => testAlert(alert.id), onSuccess: setTested })
  const hasChannels = alert.channels.length > 0
  return (
    <div className="grid justify-items-end gap-2">
      <div className="flex flex-wrap gap-2">
        <Button
          variant="secondary"
          busy={test.isPending}
          disabled={!hasChannels}
          title={hasChannels ? undefined : 'It has no channel to send a test to.'}
          onClick={() => test.mutate()}
        >
          {!test.isPending && <Send aria-hidden="true" />}
          Send a test
        </Button>
        <Button
          variant="ghost"
          className="text-destructive"
          busy={isPending}
          onClick={() =>
            void remove(alert).then((isGone) => {
              if (isGone) void navigate({ to: '/alerts' })
            })
          }
        >
          <Trash2 aria-hidden="true" />
          Delete
        </Button>
      </div>
      {tested !== undefined && <TestResult tested={tested} />}
    </div>
  )
}

function TestResult({ tested: { notified } }: { tested: AlertTest }) {
  const isFine = notified.every(({ error }) => error === '')
  return (
    <Notice tone={isFine ? 'success' : 'error'}>
      <p className="font-semibold">
        {isFine ? 'Every channel took the test.' : 'Not every channel took the test.'}
      </p>
      <Notified notified={notified} />
    </Notice>
  )
}
