import { RelativeTime } from '../../components/relative-time.tsx'

/** A time that is empty for what was never seen. */
export function Seen({ at }: { at: string }) {
  if (at === '') return <span className="text-muted-foreground">Not yet</span>
  return <RelativeTime date={at} />
}
