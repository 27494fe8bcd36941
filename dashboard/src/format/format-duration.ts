const number = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 })

const UNITS = [
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1000],
] as const

/** "84 ms", "1.24 s", "12.5 min", "3 h": short enough for a tile or an axis. */
export function formatDuration(ms: number): string {
  // What would be rounded up to a unit is said in that unit.
  const found = UNITS.find(([, length]) => ms >= length * 0.9995)
  return found === undefined
    ? `${number.format(Math.round(ms))} ms`
    : `${number.format(ms / found[1])} ${found[0]}`
}
