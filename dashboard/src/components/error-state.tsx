import { CloudOff, LockKeyhole, type LucideIcon, SearchX, TriangleAlert } from 'lucide-react'
import { ApiError } from '../api/client.ts'
import { EmptyState } from './empty-state.tsx'
import { Button } from './ui/button.tsx'

export interface ErrorStateProps {
  error: unknown
  onRetry?: () => void
  /** `h1` where it stands instead of a page. */
  heading?: 'h1' | 'h2'
  className?: string
}

/** Why something is not shown, in words that fit the kind of failure. */
export function ErrorState({ error, onRetry, heading = 'h2', className }: ErrorStateProps) {
  const { icon, title, text, retry } = describe(error)
  return (
    <div role="alert">
      <EmptyState
        icon={icon}
        title={title}
        heading={heading}
        {...(className !== undefined && { className })}
        action={
          retry &&
          onRetry && (
            <Button variant="secondary" onClick={onRetry}>
              Try again
            </Button>
          )
        }
      >
        {text}
      </EmptyState>
    </div>
  )
}

interface Words {
  icon: LucideIcon
  title: string
  text: string
  retry: boolean
}

function describe(error: unknown): Words {
  if (!(error instanceof ApiError)) {
    const text = 'This part of the page broke. Loading it again often helps.'
    return { icon: TriangleAlert, title: 'Something went wrong', text, retry: true }
  }
  switch (error.status) {
    case 0:
      return { icon: CloudOff, title: 'No connection', text: error.message, retry: true }
    case 403:
      return {
        icon: LockKeyhole,
        title: 'You have no access to this',
        text: `${error.message} An owner of the workspace can give you a role that includes it.`,
        retry: false,
      }
    case 404:
      return {
        icon: SearchX,
        title: 'Not found',
        text: 'It does not exist any more, or you may not see it.',
        retry: false,
      }
    default:
      return {
        icon: TriangleAlert,
        title: 'This could not be loaded',
        text: error.message,
        retry: true,
      }
  }
}
