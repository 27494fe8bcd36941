import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { meQuery } from '../../api/me.ts'
import { PageHeader } from '../../components/page-header.tsx'
import { useMay } from '../../components/use-may.ts'
import { ConnectionsCard } from './connections-card.tsx'
import { SetupChecklist } from './setup-checklist.tsx'

// Seldom seen, and no part of the first screen.
const FiringAlerts = lazy(async () => {
  const { FiringAlerts: View } = await import('../alerts/firing-alerts.tsx')
  return { default: View }
})

export function HomePage() {
  const { data: me } = useQuery(meQuery())
  const may = useMay()
  const firstName = me?.kind === 'user' ? me.name.split(' ')[0] : undefined
  return (
    <>
      <PageHeader
        title={firstName ? `Welcome, ${firstName}` : 'Home'}
        description="What flows through this workspace, and what is still to be set up."
      />
      {may.some('read', 'source') && (
        <Suspense>
          <FiringAlerts className="mb-6" />
        </Suspense>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 xl:grid-cols-[minmax(0,1fr)_21rem]">
        {may.some('read', 'source') && <ConnectionsCard />}
        <SetupChecklist />
      </div>
    </>
  )
}
