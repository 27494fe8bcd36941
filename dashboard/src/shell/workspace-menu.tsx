import { lazy, Suspense } from 'react'
import type { MeAnswer, MyWorkspace } from '../api/me.ts'

const Dropdown = lazy(() => import('./workspace-menu-dropdown.tsx'))

/** The workspace's name; a menu for those who belong to several. */
export function WorkspaceMenu({ me, workspace }: { me: MeAnswer; workspace: MyWorkspace }) {
  const name = <span className="max-w-40 truncate text-sm font-semibold">{workspace.name}</span>
  if (me.workspaces.length === 1) return name
  return (
    <Suspense fallback={name}>
      <Dropdown me={me} workspace={workspace} />
    </Suspense>
  )
}
