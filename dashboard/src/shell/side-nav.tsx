import { Link } from '@tanstack/react-router'
import type { MyWorkspace } from '../api/me.ts'
import { navigationFor } from './navigation.ts'

export interface SideNavProps {
  workspace: MyWorkspace
  /** Called when a link was followed; the sheet of a phone closes then. */
  onNavigate?: () => void
}

export function SideNav({ workspace, onNavigate }: SideNavProps) {
  return (
    <nav aria-label="Main" className="grid gap-5 px-3 py-4">
      {navigationFor(workspace).map(({ label, items }) => (
        <div key={label ?? 'top'}>
          {label !== undefined && (
            <h2 className="px-2.5 pb-1.5 text-xs font-medium tracking-wide text-muted-foreground">
              {label}
            </h2>
          )}
          <ul className="grid gap-0.5">
            {items.map(({ label: name, to, icon: Icon }) => (
              <li key={to}>
                <Link
                  to={to}
                  activeOptions={{ exact: to === '/', includeSearch: false }}
                  onClick={() => onNavigate?.()}
                  className="flex h-9 items-center gap-2.5 rounded-md px-2.5 text-sm font-medium text-muted-foreground hover:bg-muted hover:text-foreground data-[status=active]:bg-accent data-[status=active]:text-accent-foreground lg:h-8"
                >
                  <Icon className="size-4" aria-hidden="true" />
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  )
}
