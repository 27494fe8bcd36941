import { useEffect, useState } from 'react'
import { formatAgo, formatSecond } from '../format/format-date.ts'

const REFRESH_MS = 30_000

/** "3 minutes ago", kept true while the page is open; the exact time on hover. */
export function RelativeTime({ date }: { date: string }) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), REFRESH_MS)
    return () => clearInterval(timer)
  }, [])
  return (
    <time dateTime={date} title={formatSecond(date)} className="whitespace-nowrap">
      {formatAgo(date, now)}
    </time>
  )
}
