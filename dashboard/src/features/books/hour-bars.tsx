import { formatCount } from '../../format/format-count.ts'

const HOUR_MS = 3_600_000
const HEIGHT = 40
const STEP = 10
const WIDTH = 8

export interface HourBarsProps {
  /** First hour, UTC, such as `2026-11-23T17`. */
  from: string
  /** The hour after the last. */
  to: string
  hours: readonly { hour: string; received: number }[]
}

/** Received per hour, one bar each, the latest at the right. */
export function HourBars({ from, to, hours }: HourBarsProps) {
  const counts = new Map(hours.map(({ hour, received }) => [hour, received]))
  const bars = hoursBetween(from, to).map((hour) => ({ hour, received: counts.get(hour) ?? 0 }))
  const most = Math.max(1, ...bars.map(({ received }) => received))
  return (
    <figure>
      <svg
        className="bars"
        viewBox={`0 0 ${bars.length * STEP} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Received per hour, at most ${formatCount(most)} in one`}
      >
        {bars.map(({ hour, received }, index) => {
          // An hour with few events beside one with many must still be seen.
          const height = received === 0 ? 1 : Math.max(3, (received / most) * HEIGHT)
          return (
            <rect
              key={hour}
              className={received === 0 ? 'none' : undefined}
              x={index * STEP + (STEP - WIDTH) / 2}
              y={HEIGHT - height}
              width={WIDTH}
              height={height}
            >
              <title>{`${localHour(hour)}: ${formatCount(received)} received`}</title>
            </rect>
          )
        })}
      </svg>
      <figcaption>
        <span>{localHour(from)}</span>
        <span>received per hour</span>
        <span>now</span>
      </figcaption>
    </figure>
  )
}

const timeOf = (hour: string): number => Date.parse(`${hour}:00:00Z`)

function hoursBetween(from: string, to: string): string[] {
  const count = Math.max(0, (timeOf(to) - timeOf(from)) / HOUR_MS)
  return Array.from({ length: count }, (_, index) =>
    new Date(timeOf(from) + index * HOUR_MS).toISOString().slice(0, 13),
  )
}

const localHour = (hour: string): string =>
  new Date(timeOf(hour)).toLocaleString(undefined, {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
