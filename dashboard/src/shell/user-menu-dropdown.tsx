import { Link } from '@tanstack/react-router'
import { LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react'
import type { MeAnswer } from '../api/me.ts'
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '../components/ui/dropdown-menu.tsx'
import { chooseTheme, type Theme, useTheme } from '../theme.ts'
import { AVATAR_CLASSES, Avatar } from './avatar.tsx'
import { useSignOut } from './use-sign-out.ts'

const THEME_CHOICES = [
  { theme: 'system', label: 'As the system', icon: Monitor },
  { theme: 'light', label: 'Light', icon: Sun },
  { theme: 'dark', label: 'Dark', icon: Moon },
] as const

/** Loaded by `UserMenu` when it is wanted, and open from the start. A default export, as `lazy` wants it. */
export default function UserMenuDropdown({ me }: { me: MeAnswer }) {
  const theme = useTheme()
  const signOut = useSignOut()
  return (
    <DropdownMenu defaultOpen>
      <DropdownMenuTrigger className={AVATAR_CLASSES}>
        <Avatar name={me.name} />
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end" className="w-60">
        <div className="px-2 py-2">
          <p className="truncate text-sm font-medium">{me.name}</p>
          <p className="truncate text-xs text-muted-foreground">{me.email}</p>
        </div>
        <DropdownMenuSeparator />
        <DropdownMenuItem asChild>
          <Link to="/account">
            <UserRound aria-hidden="true" />
            Account settings
          </Link>
        </DropdownMenuItem>
        <DropdownMenuSeparator />
        <DropdownMenuLabel>Theme</DropdownMenuLabel>
        <DropdownMenuRadioGroup
          value={theme}
          // What comes back is one of the items below.
          onValueChange={(chosen) => chooseTheme(chosen as Theme)}
        >
          {THEME_CHOICES.map(({ theme: value, label, icon: Icon }) => (
            <DropdownMenuRadioItem key={value} value={value}>
              <Icon aria-hidden="true" />
              {label}
            </DropdownMenuRadioItem>
          ))}
        </DropdownMenuRadioGroup>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={signOut}>
          <LogOut aria-hidden="true" />
          Sign out
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  )
}
