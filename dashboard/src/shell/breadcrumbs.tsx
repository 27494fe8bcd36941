import { Link, useMatches } from '@tanstack/react-router'
import { useEffect } from 'react'

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** The page's name in the breadcrumbs and the title; a loader's `crumb` stands in front of it. */
    crumb?: string
  }
}

interface Crumb {
  label: string
  to: string
}

/** Where the page is, each step a link but the last. It also names the browser's tab. */
export function Breadcrumbs() {
  const crumbs = useCrumbs()
  const last = crumbs.at(-1)?.label
  useEffect(() => {
    document.title = last === undefined ? 'Headwater' : `${last} · Headwater`
  }, [last])
  return (
    <nav aria-label="Breadcrumbs" className="min-w-0">
      <ol className="flex min-w-0 items-center gap-1.5 text-sm">
        {crumbs.map(({ label, to }, index) => {
          const isLast = index === crumbs.length - 1
          return (
            <li key={to} className={isLast ? 'min-w-0 truncate' : 'hidden shrink-0 sm:block'}>
              {isLast ? (
                <span aria-current="page" className="font-medium">
                  {label}
                </span>
              ) : (
                <>
                  <Link
                    to={to}
                    className="rounded-sm text-muted-foreground hover:text-foreground hover:underline"
                  >
                    {label}
                  </Link>
                  <span aria-hidden="true" className="ml-1.5 text-muted-foreground">
                    /
                  </span>
                </>
              )}
            </li>
          )
        })}
      </ol>
    </nav>
  )
}

function useCrumbs(): Crumb[] {
  const matches = useMatches()
  const crumbs: Crumb[] = []
  for (const match of matches) {
    const label = loadedCrumb(match.loaderData) ?? match.staticData.crumb
    if (label === undefined) continue
    // A page and its first tab share a name: it is said once, with the last address.
    const to = match.pathname.replace(/(.)\/$/, '$1')
    if (crumbs.at(-1)?.to === to) crumbs.pop()
    crumbs.push({ label, to })
  }
  return crumbs
}

/** What a loader found the page to be called, such as a source's name. */
function loadedCrumb(data: unknown): string | undefined {
  if (typeof data !== 'object' || data === null || !('crumb' in data)) return undefined
  return typeof data.crumb === 'string' ? data.crumb : undefined
}
