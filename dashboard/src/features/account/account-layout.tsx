import { Link, Outlet } from '@tanstack/react-router'
import { PageHeader } from '../../components/page-header.tsx'
import { TAB_CLASSES, TAB_LIST_CLASSES } from '../../components/ui/tabs.tsx'

export function AccountLayout() {
  return (
    <>
      <PageHeader title="Account settings" description="Yours alone, in every workspace." />
      <nav aria-label="Account settings" className={TAB_LIST_CLASSES}>
        <Link to="/account" activeOptions={{ exact: true }} className={TAB_CLASSES}>
          Profile
        </Link>
        <Link to="/account/security" className={TAB_CLASSES}>
          Security
        </Link>
        <Link to="/account/sessions" className={TAB_CLASSES}>
          Sessions
        </Link>
      </nav>
      <div className="mt-6 grid max-w-3xl gap-6">
        <Outlet />
      </div>
    </>
  )
}
