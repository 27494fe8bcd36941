import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type AlertAnswer, alertsQuery } from '../../api/alerts.ts'
import { Notice } from '../../components/notice.tsx'
import { RelativeTime } from '../../components/relative-time.tsx'
import { isFiring, subjectIdOf } from './alert-words.ts'

const MAX_NAMED = 5

/**
 * What fires now; nothing while nothing does. A page is not held up by it: who may not see alerts, or gets no
 * answer, sees the page without.
 * @param of Only what is about this destination or source.
 */
export function FiringAlerts({ of, className }: { of?: string; className?: string }) {
  const { data = [] } = useQuery({ ...alertsQuery(), retry: false })
  const firing = data.filter(
    (alert) => isFiring(alert) && (of === undefined || subjectIdOf(alert.condition) === of),
  )
  if (firing.length === 0) return null
  return (
    <Notice tone="error" {...(className !== undefined && { className })}>
      <p className="font-semibold">
        {firing.length === 1 ? 'An alert is firing.' : `${firing.length} alerts are firing.`}
      </p>
      <ul className="mt-0.5 grid gap-0.5">
        {firing.slice(0, MAX_NAMED).map((alert) => (
          <Firing key={alert.id} alert={alert} />
        ))}
      </ul>
      {firing.length > MAX_NAMED && (
        <Link to="/alerts" className="rounded-sm underline underline-offset-4">
          See all of them
        </Link>
      )}
    </Notice>
  )
}

function Firing({ alert: { id, name, reading, stateSince } }: { alert: AlertAnswer }) {
  return (
    <li className="wrap-anywhere">
      <Link
        to="/alerts/$alertId"
        params={{ alertId: id }}
        className="rounded-sm font-medium underline underline-offset-4"
      >
        {name}
      </Link>
      {reading !== '' && `: ${reading}`}, since <RelativeTime date={stateSince} />
    </li>
  )
}
