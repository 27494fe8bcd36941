import { Outlet } from '@tanstack/react-router'
import { Brand } from './brand.tsx'

/** Around the pages for those who are not signed in: one card in the middle. */
export function SignedOutLayout() {
  return (
    <div data-tone="sidebar" className="flex min-h-dvh flex-col items-center px-4 py-10 sm:py-16">
      <header>
        <Brand />
      </header>
      <main className="mt-8 w-full max-w-md">
        <Outlet />
      </main>
    </div>
  )
}
