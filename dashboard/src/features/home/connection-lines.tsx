import { formatShortCount } from '../../format/format-count.ts'
import { type Connection, type Flow, widthOf } from './connections.ts'

/** Every destination has a row of this height, so that its line knows where to end. */
export const ROW_HEIGHT = 76
export const ROW_GAP = 12

/** The drawing stretches to the room that there is; heights are pixels. */
const WIDTH = 100
const COLORS: Record<Flow, string> = {
  idle: 'var(--input)',
  flowing: 'var(--chart-1)',
  waiting: 'var(--chart-3)',
  failing: 'var(--chart-2)',
}

/** Curves from the source's middle to each of its destinations. */
export function ConnectionLines({ connection }: { connection: Connection }) {
  const { destinations } = connection
  const rows = Math.max(1, destinations.length)
  const height = rows * ROW_HEIGHT + (rows - 1) * ROW_GAP
  const start = height / 2
  const endOf = (index: number) => index * (ROW_HEIGHT + ROW_GAP) + ROW_HEIGHT / 2
  return (
    <div aria-hidden="true" className="relative hidden sm:block" style={{ height }}>
      <svg
        viewBox={`0 0 ${WIDTH} ${height}`}
        preserveAspectRatio="none"
        className="size-full overflow-visible"
      >
        <title>Lines from the source to its destinations</title>
        {destinations.map(({ id, flow, counts }, index) => (
          <path
            key={id}
            d={curve(start, endOf(index))}
            fill="none"
            stroke={COLORS[flow]}
            strokeWidth={widthOf(counts?.routed ?? 0)}
            strokeDasharray={flow === 'idle' ? '3 5' : undefined}
            strokeLinecap="round"
            strokeOpacity={flow === 'idle' ? 1 : 0.75}
            vectorEffect="non-scaling-stroke"
          />
        ))}
        {destinations.length === 0 && (
          <path
            d={curve(start, start)}
            fill="none"
            stroke={COLORS.idle}
            strokeWidth={1.5}
            strokeDasharray="3 5"
            vectorEffect="non-scaling-stroke"
          />
        )}
      </svg>
      {destinations.map(({ id, counts }, index) =>
        counts === undefined || counts.routed === 0 ? null : (
          <span
            key={id}
            className="absolute left-[64%] -translate-1/2 rounded-full border bg-card px-1.5 py-px text-xs font-medium tabular-nums"
            style={{ top: endOf(index) }}
          >
            {formatShortCount(counts.routed)}
          </span>
        ),
      )}
    </div>
  )
}

/** Bends early, so that the line is straight where its number stands on it. */
const curve = (from: number, to: number): string =>
  `M 0 ${from} C ${WIDTH * 0.24} ${from}, ${WIDTH * 0.18} ${to}, ${WIDTH * 0.42} ${to} H ${WIDTH}`
