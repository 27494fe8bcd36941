import { useCallback } from 'react'
import type { ApiClient } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Notice } from '../../components/notice.tsx'

/** The code that brings a source to life, with its key and host in it. */
export function SetupText({ client, sourceId }: { client: ApiClient; sourceId: string }) {
  const load = useCallback(
    (signal: AbortSignal) => client.setup(sourceId, signal),
    [client, sourceId],
  )
  const { resource, reload } = useResource(load)
  if (resource.state === 'loading') return <p className="note">Loading…</p>
  if (resource.state === 'failed') {
    return <Notice title="No set-up text" text={resource.error.message} onRetry={reload} />
  }
  return (
    <div className="snippet">
      <CopyButton text={resource.data.text} what="set-up text" />
      {/* Focusable, or a keyboard could not scroll it. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <pre className="code" tabIndex={0}>
        {resource.data.text}
      </pre>
    </div>
  )
}
