import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Radio, SearchX } from 'lucide-react'
import { sourceSetupQuery } from '../../api/source-details.ts'
import { CodeBlock } from '../../components/code-block.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Button } from '../../components/ui/button.tsx'

/** Nothing has come: what to do about that. */
export function WaitingForEvents({ sourceId, maySetUp }: { sourceId: string; maySetUp: boolean }) {
  const { data: setup } = useQuery({ ...sourceSetupQuery(sourceId), enabled: maySetUp })
  return (
    <>
      <EmptyState
        icon={Radio}
        title="Waiting for events"
        className={setup === undefined ? '' : 'pb-8'}
        action={
          maySetUp && (
            <Button asChild variant="secondary">
              <Link to="/sources/$sourceId/setup" params={{ sourceId }}>
                Show the code to paste
              </Link>
            </Button>
          )
        }
      >
        What this source sends is shown here the moment it arrives.
      </EmptyState>
      {setup !== undefined && (
        <div className="mx-auto max-w-152 px-4 pb-12">
          <CodeBlock code={curlOf(setup)} what="command" title="Terminal, to try it now" />
        </div>
      )}
    </>
  )
}

/** There are events, but none that fit. */
export function NothingFits({ onClear }: { onClear: () => void }) {
  return (
    <EmptyState
      icon={SearchX}
      title="No event fits so far"
      action={
        <Button variant="secondary" onClick={onClear}>
          Clear the filters
        </Button>
      }
    >
      None of the last 500 events of this source does. A new one that fits is shown at once.
    </EmptyState>
  )
}

const curlOf = ({ origin, writeKey }: { origin: string; writeKey: string }): string =>
  [
    `curl ${origin}/v1/track \\`,
    `  --user '${writeKey}:' \\`,
    "  --header 'Content-Type: application/json' \\",
    `  --data '{"userId": "test-user", "event": "Test Event"}'`,
  ].join('\n')
