import { useCallback, useEffect } from 'react'
import type { ApiClient } from '../../api/client.ts'
import { useResource } from '../../api/use-resource.ts'
import { Notice } from '../../components/notice.tsx'
import { SourceSection } from '../sources/source-section.tsx'

export interface HomePageProps {
  client: ApiClient
  /** The token was taken before and is not any more. */
  onTokenRefused: () => void
}

/** The workspace with its sources, each with its set-up text and its books. */
export function HomePage({ client, onTokenRefused }: HomePageProps) {
  const load = useCallback(
    async (signal: AbortSignal) => {
      const [workspace, sources] = await Promise.all([
        client.workspace(signal),
        client.sources(signal),
      ])
      return { workspace, sources }
    },
    [client],
  )
  const { resource, reload } = useResource(load)
  const refused = resource.state === 'failed' && resource.error.status === 401
  useEffect(() => {
    if (refused) onTokenRefused()
  }, [refused, onTokenRefused])

  if (resource.state === 'loading') return <p className="note">Loading the workspace…</p>
  if (resource.state === 'failed') {
    return (
      <Notice
        title="The workspace could not be loaded"
        text={resource.error.message}
        onRetry={reload}
      />
    )
  }
  const { workspace, sources } = resource.data
  return (
    <>
      <div className="title">
        <h1>Headwater is running</h1>
        <p className="note">
          Workspace <strong>{workspace.name}</strong>,{' '}
          {sources.length === 1 ? 'one source' : `${sources.length} sources`}
        </p>
      </div>
      {sources.length === 0 ? (
        <NoSources />
      ) : (
        sources.map((source, index) => (
          <SourceSection key={source.id} client={client} source={source} setupOpen={index === 0} />
        ))
      )}
    </>
  )
}

function NoSources() {
  const command = `curl ${window.location.origin}/api/sources \\
  --header "Authorization: Bearer $TOKEN" \\
  --header 'Content-Type: application/json' \\
  --data '{"slug":"website","enabled":true,"metadataId":"javascript"}'`
  return (
    <section className="card">
      <h2>No sources yet</h2>
      <p>
        A source is where events come from: a website, an app, a server. Make the first one through
        the API, then reload this page.
      </p>
      <pre className="code">{command}</pre>
    </section>
  )
}
