import { useQuery } from '@tanstack/react-query'
import { Outlet, useRouter, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { currentWorkspace, type MeAnswer, meQuery } from '../api/me.ts'
import { Brand } from './brand.tsx'
import { Breadcrumbs } from './breadcrumbs.tsx'
import { CommandMenu } from './command-menu.tsx'
import { NoWorkspace } from './no-workspace.tsx'
import { PhoneNavigation } from './phone-navigation.tsx'
import { SideNav } from './side-nav.tsx'
import { UserMenu } from './user-menu.tsx'
import { WorkspaceMenu } from './workspace-menu.tsx'

/** What is around every page of a signed-in person. */
export function AppShell() {
  const { data: me } = useQuery(meQuery())
  const workspace = me ? currentWorkspace(me) : undefined
  const main = useFocusAfterNavigation()
  useLeaveWhenSignedOut(me)
  if (!me) return null
  if (workspace === undefined) return <NoWorkspace />
  return (
    <div className="min-h-dvh lg:pl-60">
      <a
        href="#main"
        className="sr-only z-60 rounded-md bg-primary px-4 py-2 text-sm font-medium text-primary-foreground focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the page
      </a>
      <aside className="fixed inset-y-0 left-0 hidden w-60 flex-col overflow-y-auto border-r bg-sidebar lg:flex">
        <div className="flex h-14 shrink-0 items-center px-5">
          <Brand />
        </div>
        <SideNav workspace={workspace} />
      </aside>
      <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-b bg-background/90 px-4 backdrop-blur-sm sm:gap-3 sm:px-6 lg:px-8">
        <PhoneNavigation workspace={workspace} />
        <div className="hidden items-center gap-3 sm:flex">
          <WorkspaceMenu me={me} workspace={workspace} />
          <span aria-hidden="true" className="h-5 w-px bg-border" />
        </div>
        <Breadcrumbs />
        <div className="ml-auto flex items-center gap-2">
          <CommandMenu workspace={workspace} />
          <UserMenu me={me} />
        </div>
      </header>
      <main
        id="main"
        ref={main}
        tabIndex={-1}
        className="mx-auto w-full max-w-6xl px-4 py-6 outline-none sm:px-6 lg:px-8 lg:py-8"
      >
        <Outlet />
      </main>
    </div>
  )
}

/** A session may end elsewhere, or by itself: the page is left as soon as that is known. */
function useLeaveWhenSignedOut(me: MeAnswer | null | undefined): void {
  const router = useRouter()
  useEffect(() => {
    if (me === null) void router.invalidate()
  }, [me, router])
}

/** A page that was navigated to is read from its start, not from where the last one's link was. */
function useFocusAfterNavigation() {
  const main = useRef<HTMLElement>(null)
  const pathname = useRouterState({ select: ({ resolvedLocation }) => resolvedLocation?.pathname })
  const last = useRef<string | undefined>(undefined)
  useEffect(() => {
    const isFirst = last.current === undefined
    last.current = pathname
    if (isFirst || pathname === undefined) return
    // Tabs of a page are links: there the focus stays, and so does what a page focused by itself.
    const { activeElement } = document
    if (activeElement === null || activeElement === document.body)
      main.current?.focus({ preventScroll: true })
    else if (!main.current?.contains(activeElement)) main.current?.focus({ preventScroll: true })
  }, [pathname])
  return main
}
