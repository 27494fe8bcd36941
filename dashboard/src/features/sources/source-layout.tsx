import { useSuspenseQuery } from '@tanstack/react-query'
import { getRouteApi, Link, Outlet } from '@tanstack/react-router'
import { sourceQuery } from '../../api/source-details.ts'
import { LabelBadges } from '../../components/label-badges.tsx'
import { Notice } from '../../components/notice.tsx'
import { PageHeader } from '../../components/page-header.tsx'
import { ProductLogo } from '../../components/product-logo.tsx'
import { TabNav } from '../../components/tab-nav.tsx'
import { Badge } from '../../components/ui/badge.tsx'
import { TAB_CLASSES } from '../../components/ui/tabs.tsx'
import { FiringAlerts } from '../alerts/firing-alerts.tsx'

const route = getRouteApi('/app/sources/$sourceId')

/** What every page of one source has above it. */
export function SourceLayout() {
  const { sourceId } = route.useParams()
  const { data: source } = useSuspenseQuery(sourceQuery(sourceId))
  const params = { sourceId }
  return (
    <>
      <PageHeader
        title={
          <span className="flex items-center gap-3">
            <ProductLogo
              name={source.metadata.name}
              logo={source.metadata.logos.default}
              size="lg"
            />
            <span className="min-w-0">{source.name}</span>
          </span>
        }
        description={
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            {source.metadata.name} source
            <Badge tone={source.enabled ? 'success' : 'neutral'}>
              {source.enabled ? 'Enabled' : 'Disabled'}
            </Badge>
            <LabelBadges labels={source.labels} />
          </span>
        }
      />
      <FiringAlerts of={sourceId} className="mb-4" />
      <TabNav label="Source">
        <Link
          to="/sources/$sourceId"
          params={params}
          activeOptions={{ exact: true, includeSearch: false }}
          className={TAB_CLASSES}
        >
          Overview
        </Link>
        {source.writeKeys.length > 0 && (
          <Link to="/sources/$sourceId/setup" params={params} className={TAB_CLASSES}>
            Set-up
          </Link>
        )}
        <Link to="/sources/$sourceId/debugger" params={params} className={TAB_CLASSES}>
          Debugger
        </Link>
        <Link to="/sources/$sourceId/schema" params={params} className={TAB_CLASSES}>
          Schema
        </Link>
        <Link to="/sources/$sourceId/destinations" params={params} className={TAB_CLASSES}>
          Destinations
        </Link>
        <Link to="/sources/$sourceId/delivery" params={params} className={TAB_CLASSES}>
          Delivery
        </Link>
        {source.writeKeys.length > 0 && (
          <Link to="/sources/$sourceId/settings" params={params} className={TAB_CLASSES}>
            Settings
          </Link>
        )}
      </TabNav>
      {!source.enabled && (
        <Notice tone="warning" className="mt-6">
          This source is disabled. What it sends is answered as before, counted as failed on ingest
          and goes nowhere. Enable it in its settings.
        </Notice>
      )}
      <div className="mt-6">
        <Outlet />
      </div>
    </>
  )
}
