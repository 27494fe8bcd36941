/**
 * Per-event values of a unit, packed: almost all events of a unit share one value, so it is stored
 * once and the positions are run-length encoded as `[index, count, index, count, ...]`.
 */
export interface Packed<T> {
  values: T[]
  runs: number[]
}

/** Equal means equal as JSON. */
export function pack<T>(items: readonly T[]): Packed<T> {
  const values: T[] = []
  const runs: number[] = []
  const seen = new Map<string, number>()
  let previous: T | undefined
  for (const item of items) {
    const last = runs.length - 2
    if (last >= 0 && item === previous) {
      runs[last + 1] = (runs[last + 1] ?? 0) + 1
      continue
    }
    previous = item
    const key = JSON.stringify(item)
    let index = seen.get(key)
    if (index === undefined) {
      index = values.length
      values.push(item)
      seen.set(key, index)
    }
    if (last >= 0 && runs[last] === index) runs[last + 1] = (runs[last + 1] ?? 0) + 1
    else runs.push(index, 1)
  }
  return { values, runs }
}

export function unpack<T>(packed: Packed<T>): T[] {
  const items: T[] = []
  for (let i = 0; i < packed.runs.length; i += 2) {
    const value = packed.values[packed.runs[i] as number] as T
    for (let n = packed.runs[i + 1] as number; n > 0; n--) items.push(value)
  }
  return items
}
