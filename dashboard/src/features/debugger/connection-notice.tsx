import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { LiveConnection } from '../../api/live.ts'
import { Notice } from '../../components/notice.tsx'
import { Button } from '../../components/ui/button.tsx'

/** What the reader has to know of the connection, or can do about it. */
export function ConnectionNotice({
  connection,
  onRetry,
}: {
  connection: LiveConnection
  onRetry: () => void
}) {
  if (connection.kind === 'resting') {
    return (
      <Ended
        tone="info"
        text="Live events rested while the page was out of sight."
        onRetry={onRetry}
      />
    )
  }
  if (connection.kind !== 'ended') return null
  switch (connection.why) {
    case 'sign-in':
      return (
        <Notice tone="warning">
          {connection.message || 'Your session has ended.'}{' '}
          <Link
            to="/sign-in"
            search={{ next: `${location.pathname}${location.search}` }}
            className="font-medium underline underline-offset-4"
          >
            Sign in again
          </Link>
        </Notice>
      )
    case 'forbidden':
      return (
        <Notice tone="error">
          {connection.message ||
            'You may not see this source any more. An owner of the workspace can give you a role that includes it.'}
        </Notice>
      )
    case 'refused':
      return (
        <Ended
          tone="warning"
          text={connection.message || 'The service did not take this filter.'}
          onRetry={onRetry}
        />
      )
    default:
      return connection.why satisfies never
  }
}

function Ended({
  tone,
  text,
  onRetry,
}: {
  tone: 'info' | 'warning'
  text: ReactNode
  onRetry: () => void
}) {
  return (
    <Notice tone={tone}>
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {text}
        <Button variant="secondary" size="sm" onClick={onRetry}>
          Connect again
        </Button>
      </span>
    </Notice>
  )
}
