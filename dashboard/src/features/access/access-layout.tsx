import { Link, Outlet } from '@tanstack/react-router'
import { PageHeader } from '../../components/page-header.tsx'
import { TabNav } from '../../components/tab-nav.tsx'
import { TAB_CLASSES } from '../../components/ui/tabs.tsx'

/** Settings > Access: who may do what in this workspace. */
export function AccessLayout() {
  return (
    <>
      <PageHeader
        title="Access"
        description="Who belongs to this workspace, and what each person and each program may do."
      />
      <TabNav label="Access">
        <Link to="/settings/access" activeOptions={{ exact: true }} className={TAB_CLASSES}>
          Members
        </Link>
        <Link to="/settings/access/invitations" className={TAB_CLASSES}>
          Invitations
        </Link>
        <Link to="/settings/access/groups" className={TAB_CLASSES}>
          Groups
        </Link>
        <Link to="/settings/access/tokens" className={TAB_CLASSES}>
          API tokens
        </Link>
      </TabNav>
      <div className="mt-6">
        <Outlet />
      </div>
    </>
  )
}
