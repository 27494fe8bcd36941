import { Notice } from '../../components/notice.tsx'
import { Skeleton } from '../../components/ui/skeleton.tsx'
import { formatMinute } from '../../format/format-date.ts'
import { type DebuggerState, pace } from './event-store.ts'

const KEYS = [
  ['j k', 'move'],
  ['Enter', 'opens'],
  ['Esc', 'closes'],
  ['Space', 'pauses'],
  ['/', 'searches'],
] as const

/** For those who have a keyboard. */
export function Keys() {
  return (
    <p className="hidden flex-wrap gap-x-4 text-xs text-muted-foreground lg:flex">
      {KEYS.map(([key, word]) => (
        <span key={key} className="flex items-center gap-1.5">
          <kbd className="rounded-sm border px-1.5 font-sans text-[0.6875rem]">{key}</kbd>
          {word}
        </span>
      ))}
    </p>
  )
}

export function SampleNotice({ state, now }: { state: DebuggerState; now: number }) {
  const { oneIn } = pace(state, now)
  if (oneIn === null) return null
  return (
    <Notice tone="info">
      <strong className="font-semibold">Showing 1 in {oneIn}:</strong> this source is busy. Narrow
      the filter to see all that match.
    </Notice>
  )
}

export function HowFarBack({ state, isFiltered }: { state: DebuggerState; isFiltered: boolean }) {
  if (state.since !== null) return `Searched back to ${formatMinute(state.since)}.`
  if (isFiltered) return 'These are all that fit, of the last 500 events.'
  return state.shown.length >= 500 ? 'The last 500 events are held here.' : 'Nothing older is held.'
}

export function LoadingRows() {
  return (
    <div role="status" className="grid h-[max(22rem,calc(100dvh-25rem))] content-start gap-px">
      <span className="sr-only">Loading</span>
      {Array.from({ length: 8 }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={index} className="flex h-[42px] items-center gap-4 border-b px-4">
          <Skeleton className="size-4 rounded-full" />
          <Skeleton className="h-4 w-14" />
          <Skeleton className="h-4 flex-1" />
          <Skeleton className="h-4 w-10" />
        </div>
      ))}
    </div>
  )
}
