import { Link, Outlet } from '@tanstack/react-router'
import { PageHeader } from '../../components/page-header.tsx'
import { TabNav } from '../../components/tab-nav.tsx'
import { TAB_CLASSES } from '../../components/ui/tabs.tsx'

export function AccountLayout() {
  return (
    <>
      <PageHeader title="Account settings" description="Yours alone, in every workspace." />
      <TabNav label="Account settings">
        <Link to="/account" activeOptions={{ exact: true }} className={TAB_CLASSES}>
          Profile
        </Link>
        <Link to="/account/security" className={TAB_CLASSES}>
          Security
        </Link>
        <Link to="/account/sessions" className={TAB_CLASSES}>
          Sessions
        </Link>
      </TabNav>
      <div className="mt-6 grid max-w-3xl gap-6">
        <Outlet />
      </div>
    </>
  )
}
