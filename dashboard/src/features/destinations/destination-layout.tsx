import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Outlet } from '@tanstack/react-router'
import { useId } from 'react'
import { catalogIndexQuery } from '../../api/catalog-details.ts'
import {
  type DestinationAnswer,
  destinationQuery,
  destinationStatusQuery,
} from '../../api/destination-details.ts'
import { sourcesQuery } from '../../api/sources.ts'
import { useConfirm } from '../../components/confirm.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { ProductLogo } from '../../components/product-logo.tsx'
import { TabNav } from '../../components/tab-nav.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { Switch } from '../../components/ui/switch.tsx'
import { TAB_CLASSES } from '../../components/ui/tabs.tsx'
import { toast } from '../../components/ui/toast.tsx'
import { useMay } from '../../components/use-may.ts'
import { formatShortCount } from '../../format/format-count.ts'
import { FiringAlerts } from '../alerts/firing-alerts.tsx'
import { BreakerNotice } from './breaker-notice.tsx'
import { useDestinationEdit } from './use-destination-edit.ts'

const route = getRouteApi('/app/destinations/$destinationId')

/** What every page of one destination has above it. */
export function DestinationLayout() {
  const { destinationId } = route.useParams()
  const { data: destination } = useSuspenseQuery(destinationQuery(destinationId))
  const { data: status } = useQuery(destinationStatusQuery(destinationId))
  const { data: catalog } = useQuery(catalogIndexQuery())
  const hasMappings = catalog?.some(({ slug }) => slug === destination.metadata.slug) === true
  const may = useMay()
  const params = { destinationId }
  return (
    <>
      <PageHeader
        title={
          <span className="flex items-center gap-3">
            <ProductLogo
              name={destination.metadata.name}
              logo={destination.metadata.logos.default}
              size="lg"
            />
            <span className="min-w-0">{destination.name}</span>
          </span>
        }
        description={<Origin destination={destination} />}
        actions={may.some('write', 'destination') && <EnabledSwitch destination={destination} />}
      />
      <FiringAlerts of={destinationId} className="mb-4" />
      <BreakerNotice destinationId={destinationId} className="mb-4" />
      <TabNav label="Destination">
        <Link
          to="/destinations/$destinationId"
          params={params}
          activeOptions={{ exact: true, includeSearch: false }}
          className={TAB_CLASSES}
        >
          Overview
        </Link>
        {hasMappings && (
          <Link to="/destinations/$destinationId/mappings" params={params} className={TAB_CLASSES}>
            Mappings
          </Link>
        )}
        <Link to="/destinations/$destinationId/filters" params={params} className={TAB_CLASSES}>
          Filters
        </Link>
        <Link to="/destinations/$destinationId/delivery" params={params} className={TAB_CLASSES}>
          Delivery
        </Link>
        <Link to="/destinations/$destinationId/failed" params={params} className={TAB_CLASSES}>
          Failed
          {status !== undefined && status.failed > 0 && (
            <Badge tone="destructive" className="ml-1.5">
              {formatShortCount(status.failed)}
            </Badge>
          )}
        </Link>
        {may.some('write', 'destination') && (
          <>
            <Link to="/destinations/$destinationId/test" params={params} className={TAB_CLASSES}>
              Test
            </Link>
            <Link
              to="/destinations/$destinationId/settings"
              params={params}
              className={TAB_CLASSES}
            >
              Settings
            </Link>
          </>
        )}
      </TabNav>
      <div className="mt-6">
        <Outlet />
      </div>
    </>
  )
}

function Origin({ destination: { metadata, sourceId } }: { destination: DestinationAnswer }) {
  const { data: sources } = useQuery(sourcesQuery())
  const source = sources?.find(({ id }) => id === sourceId)
  return (
    <>
      {metadata.name} destination
      {source !== undefined && (
        <>
          {' of '}
          <Link
            to="/sources/$sourceId"
            params={{ sourceId }}
            className="rounded-sm font-medium text-foreground underline underline-offset-4"
          >
            {source.name}
          </Link>
        </>
      )}
    </>
  )
}

function EnabledSwitch({ destination }: { destination: DestinationAnswer }) {
  const id = useId()
  const confirm = useConfirm()
  const { mutateAsync, isPending } = useDestinationEdit(destination.id)
  const change = async (enabled: boolean) => {
    const agreed =
      enabled ||
      (await confirm({
        title: `Disable ${destination.name}?`,
        description:
          'Events that come from now on are not sent there, and are not sent later either. You can enable it again at any time.',
        action: 'Disable destination',
        destructive: true,
      }))
    if (!agreed) return
    await mutateAsync({ enabled })
    toast.undo(
      enabled ? 'The destination is enabled.' : 'The destination is disabled.',
      () => void mutateAsync({ enabled: !enabled }),
    )
  }
  return (
    <span className="flex h-9 items-center gap-2.5">
      <label htmlFor={id} className="text-sm font-medium">
        Enabled
      </label>
      <Switch
        id={id}
        checked={destination.enabled}
        disabled={isPending}
        // What goes wrong is said by the mutation.
        onCheckedChange={(enabled) => void change(enabled).catch(() => undefined)}
      />
    </span>
  )
}
