import { Link, Outlet } from '@tanstack/react-router'
import { PageHeader } from '../../components/page-header.tsx'
import { TAB_CLASSES, TAB_LIST_CLASSES } from '../../components/ui/tabs.tsx'

/** Settings > Access: who may do what in this workspace. */
export function AccessLayout() {
  return (
    <>
      <PageHeader
        title="Access"
        description="Who belongs to this workspace, and what each person and each program may do."
      />
      <nav aria-label="Access" className={TAB_LIST_CLASSES}>
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
      </nav>
      <div className="mt-6">
        <Outlet />
      </div>
    </>
  )
}
