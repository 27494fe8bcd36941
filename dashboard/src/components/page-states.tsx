import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { SearchX } from 'lucide-react'
import { EmptyState } from './empty-state.tsx'
import { ErrorState } from './error-state.tsx'
import { Button } from './ui/button.tsx'
import { Card } from './ui/card.tsx'
import { Skeleton } from './ui/skeleton.tsx'

/** What every page shows while its data is on the way, unless it has something that fits better. */
export function PagePending() {
  return (
    <div role="status">
      <h1 className="sr-only">Loading</h1>
      <Skeleton className="h-8 w-48" />
      <Skeleton className="mt-2.5 h-4 w-80 max-w-full" />
      <Skeleton className="mt-7 h-72 w-full" />
    </div>
  )
}

/** The same for a part of a page that has its heading already. */
export function PanelPending() {
  return (
    <div role="status">
      <span className="sr-only">Loading</span>
      <Skeleton className="h-72 w-full" />
    </div>
  )
}

export function PageError({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const queries = useQueryErrorResetBoundary()
  const retry = () => {
    queries.reset()
    reset()
    void router.invalidate()
  }
  return (
    <Card>
      <ErrorState heading="h1" error={error} onRetry={retry} />
    </Card>
  )
}

export function PageNotFound() {
  return (
    <Card>
      <EmptyState
        icon={SearchX}
        title="There is no such page"
        heading="h1"
        action={
          <Button asChild variant="secondary">
            <Link to="/">Go to the home page</Link>
          </Button>
        }
      >
        The address may be mistyped, or what it led to has been deleted.
      </EmptyState>
    </Card>
  )
}
