import { LoaderCircle, Moon, Pause, WifiOff } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { cn } from '../../components/ui/cn.ts'
import { formatCount } from '../../format/format-count.ts'
import { type DebuggerState, pace } from './event-store.ts'

const CAUGHT_UP_SHOWN_MS = 8_000

export interface ConnectionStatusProps {
  state: DebuggerState
  paused: boolean
  now: number
}

/** How the connection is doing, in a few words; what happened to it is also said to those who hear the page. */
export function ConnectionStatus({ state, paused, now }: ConnectionStatusProps) {
  const caughtUp = useCaughtUp(state)
  const { connection } = state
  return (
    <div className="flex min-h-8 flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <p role="status" className="flex items-center gap-2 font-medium">
        <Words state={state} paused={paused} now={now} />
      </p>
      {connection.kind === 'live' && <Rate state={state} now={now} />}
      <p role="status" className="text-[0.8125rem] text-success">
        {caughtUp}
      </p>
    </div>
  )
}

function Words({ state: { connection }, paused, now }: ConnectionStatusProps): ReactNode {
  switch (connection.kind) {
    case 'connecting':
      return (
        <>
          <LoaderCircle className="size-4 animate-spin text-muted-foreground" aria-hidden="true" />
          {connection.again ? 'Connecting again' : 'Connecting'}
        </>
      )
    case 'live':
      return paused ? (
        <>
          <Pause className="size-4 text-warning" aria-hidden="true" />
          Paused
        </>
      ) : (
        <>
          <span aria-hidden="true" className="relative grid size-4 place-items-center">
            <span className="absolute size-2.5 animate-ping rounded-full bg-success/60 motion-reduce:hidden" />
            <span className="size-2.5 rounded-full bg-success" />
          </span>
          Live
        </>
      )
    case 'waiting':
      return (
        <>
          <WifiOff className="size-4 text-warning" aria-hidden="true" />
          <span>
            Connection lost
            {/* Counts down to the eye only: a voice would never stop. */}
            <span aria-hidden="true" className="font-normal text-muted-foreground tabular-nums">
              {`, next try in ${Math.max(0, Math.ceil((connection.retryAt - now) / 1_000))} s`}
            </span>
          </span>
        </>
      )
    case 'resting':
      return (
        <>
          <Moon className="size-4 text-muted-foreground" aria-hidden="true" />
          At rest while nobody looks
        </>
      )
    case 'ended':
      return (
        <>
          <WifiOff className="size-4 text-destructive" aria-hidden="true" />
          Not connected
        </>
      )
    default:
      return connection satisfies never
  }
}

function Rate({ state, now }: { state: DebuggerState; now: number }) {
  const { perSecond } = pace(state, now)
  const rounded = perSecond >= 10 ? Math.round(perSecond) : Math.round(perSecond * 10) / 10
  return (
    <span
      className={cn(
        'text-[0.8125rem] text-muted-foreground tabular-nums',
        rounded === 0 && 'invisible',
      )}
    >
      {formatCount(rounded)}/s
    </span>
  )
}

/** Said for a while after the connection is back. */
function useCaughtUp({ caughtUp, connection }: DebuggerState): string {
  const [hidden, setHidden] = useState(false)
  const isShown = caughtUp !== null && connection.kind === 'live'
  useEffect(() => {
    setHidden(false)
    if (!isShown) return
    const timer = setTimeout(() => setHidden(true), CAUGHT_UP_SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isShown])
  if (!isShown || hidden) return ''
  if (caughtUp === 0) return 'Reconnected, nothing was missed'
  return `Reconnected, ${caughtUp === 1 ? 'one event' : `${formatCount(caughtUp)} events`} caught up`
}
