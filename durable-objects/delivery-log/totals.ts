import type { DeliveryTotals } from '../../worker/messages/delivery-log-rpc.ts'

/** Outcome and code under which an event is counted; `routed` counts every event once more. */
export interface Standing {
  outcome:
    | 'routed'
    | 'pending'
    | 'awaiting retry'
    | 'delivered'
    | 'filtered in attempt'
    | 'failed delivery'
  code: string
}

/** Counts under `<hour>\t<sourceId>\t<outcome>\t<code>`. */
export class Totals {
  private readonly counts = new Map<string, number>()

  /** @param book `<hour>\t<sourceId>` */
  add(book: string, standing: Standing, count: number): void {
    const key = `${book}\t${standing.outcome}\t${standing.code.replaceAll('\t', ' ')}`
    const sum = (this.counts.get(key) ?? 0) + count
    if (sum === 0) this.counts.delete(key)
    else this.counts.set(key, sum)
  }

  merge(other: Totals, sign: 1 | -1 = 1): void {
    for (const [key, count] of other.counts) {
      const sum = (this.counts.get(key) ?? 0) + sign * count
      if (sum === 0) this.counts.delete(key)
      else this.counts.set(key, sum)
    }
  }

  /** Counts by hour, each hour's as a plain object for its row. */
  byHour(): Map<string, Record<string, number>> {
    const hours = new Map<string, Record<string, number>>()
    for (const [key, count] of this.counts) {
      const cut = key.indexOf('\t')
      const hour = key.slice(0, cut)
      let counts = hours.get(hour)
      if (!counts) {
        counts = {}
        hours.set(hour, counts)
      }
      counts[key.slice(cut + 1)] = count
    }
    return hours
  }

  addHour(hour: string, counts: Record<string, number>): void {
    for (const [key, count] of Object.entries(counts)) {
      const full = `${hour}\t${key}`
      this.counts.set(full, (this.counts.get(full) ?? 0) + count)
    }
  }

  /** The answer to who asks, for the hours `from` (inclusive) to `to` (exclusive). */
  answer(destinationId: string, range: { from: string; to: string }): DeliveryTotals {
    const hours: DeliveryTotals['hours'] = {}
    for (const [key, count] of this.counts) {
      const [hour = '', sourceId = '', outcome = '', code = ''] = key.split('\t')
      if (hour < range.from || hour >= range.to || count === 0) continue
      const codes = child(child(child(hours, hour), sourceId), outcome)
      codes[code] = (codes[code] ?? 0) + count
    }
    return { destinationId, hours }
  }
}

/** The object under a key, made when it is missing. Keys come from events, hence no prototype. */
function child<T extends object>(parent: Record<string, T>, key: string): T {
  let value = Object.hasOwn(parent, key) ? parent[key] : undefined
  if (value === undefined) {
    value = {} as T
    parent[key] = value
  }
  return value
}
