import {
  BellRing,
  BookOpenCheck,
  Cable,
  House,
  type LucideIcon,
  Route,
  ScrollText,
  Settings,
  ShieldCheck,
  SquareArrowOutUpRight,
} from 'lucide-react'
import type { ResourceKind } from '../../../worker/domain/access/resource.ts'
import type { MyWorkspace } from '../api/me.ts'

export interface NavigationItem {
  label: string
  to: string
  icon: LucideIcon
  /** Shown to those who may read something of this kind. */
  needs?: ResourceKind
}

export interface NavigationGroup {
  /** Absent for what stands by itself. */
  label?: string
  items: readonly NavigationItem[]
}

/** The left navigation, top to bottom. */
export const NAVIGATION: readonly NavigationGroup[] = [
  { items: [{ label: 'Home', to: '/', icon: House }] },
  {
    label: 'Connections',
    items: [
      { label: 'Sources', to: '/sources', icon: Cable, needs: 'source' },
      {
        label: 'Destinations',
        to: '/destinations',
        icon: SquareArrowOutUpRight,
        needs: 'destination',
      },
      { label: 'Event trace', to: '/trace', icon: Route, needs: 'source' },
      { label: 'Books', to: '/books', icon: BookOpenCheck, needs: 'source' },
      { label: 'Alerts', to: '/alerts', icon: BellRing, needs: 'source' },
    ],
  },
  {
    label: 'Settings',
    items: [
      { label: 'Workspace', to: '/settings/workspace', icon: Settings },
      { label: 'Access', to: '/settings/access', icon: ShieldCheck, needs: 'member' },
      { label: 'Audit trail', to: '/settings/audit-trail', icon: ScrollText, needs: 'audit' },
    ],
  },
]

/** Without what would be refused, and without groups that are empty then. */
export const navigationFor = (workspace: MyWorkspace): NavigationGroup[] =>
  NAVIGATION.map((group) => ({
    ...group,
    items: group.items.filter(
      ({ needs }) => needs === undefined || (workspace.may[needs] ?? []).includes('read'),
    ),
  })).filter(({ items }) => items.length > 0)
