import { OTHER_NAME } from '../../worker/messages/delivery-facets.ts'
import type { MetricField, MetricOutcome } from '../../worker/messages/delivery-metrics-rpc.ts'

/** Names told apart in one hour, and keys in all; what comes after is counted under `__other__`. */
const MAX_NAMES_PER_HOUR = 200
export const MAX_KEYS_PER_HOUR = 1500
const MAX_CODE_CHARS = 100

export type MetricKey = Record<MetricField, string> & { outcome: MetricOutcome | '' }

const FIELDS = ['sourceId', 'outcome', 'code', 'type', 'name', 'mappingId'] as const

export const formatKey = (key: MetricKey): string => FIELDS.map((name) => key[name]).join('\t')

export function parseKey(text: string): MetricKey {
  const [sourceId = '', outcome = '', code = '', type = '', name = '', mappingId = ''] =
    text.split('\t')
  return { sourceId, outcome: outcome as MetricOutcome, code, type, name, mappingId }
}

export const codeField = (code: string): string =>
  code
    .slice(0, MAX_CODE_CHARS)
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, ' ')

/** As it is stored: key -> `[minute, count, ...]`, and `[minute, bucket, count, ...]`. */
export interface StoredHour {
  counts: Record<string, number[]>
  latency: number[]
}

/**
 * Counts of one hour, by minute. They are sums, also of negative numbers: an event that was tried again
 * stops awaiting its retry. However many names and codes there are, only so many keys are kept apart;
 * every sum over them stays exact.
 */
export class HourMetrics {
  readonly counts = new Map<string, Map<number, number>>()
  /** minute -> bucket -> count. */
  readonly latency = new Map<number, Map<number, number>>()
  private readonly names = new Set<string>()
  private readonly maxKeys: number

  constructor(maxKeys = MAX_KEYS_PER_HOUR) {
    this.maxKeys = maxKeys
  }

  add(key: MetricKey, minute: number, count: number): void {
    if (count === 0) return
    const cells = this.cells(key)
    const sum = (cells.get(minute) ?? 0) + count
    if (sum === 0) cells.delete(minute)
    else cells.set(minute, sum)
  }

  addLatency(minute: number, bucket: number, count: number): void {
    const buckets = getOrCreate(this.latency, minute, () => new Map<number, number>())
    buckets.set(bucket, (buckets.get(bucket) ?? 0) + count)
  }

  merge(other: HourMetrics): void {
    for (const [text, cells] of other.counts) {
      const key = parseKey(text)
      for (const [minute, count] of cells) this.add(key, minute, count)
    }
    for (const [minute, buckets] of other.latency) {
      for (const [bucket, count] of buckets) this.addLatency(minute, bucket, count)
    }
  }

  private cells(key: MetricKey): Map<number, number> {
    for (const candidate of [key, ...coarser(key)]) {
      const text = formatKey(candidate)
      const known = this.counts.get(text)
      if (known) return known
      if (!this.hasRoom(candidate)) continue
      if (candidate.name !== '' && candidate.name !== OTHER_NAME) this.names.add(candidate.name)
      return getOrCreate(this.counts, text, () => new Map<number, number>())
    }
    throw new Error('the coarsest key always has room')
  }

  private hasRoom({ name, code }: MetricKey): boolean {
    if (name !== '' && name !== OTHER_NAME) {
      if (this.counts.size >= this.maxKeys) return false
      return this.names.size < MAX_NAMES_PER_HOUR || this.names.has(name)
    }
    // As many again for what has no name of its own; beyond that there is one key an outcome and type.
    return code === '' || code === OTHER_NAME || this.counts.size < 2 * this.maxKeys
  }

  toStored(): StoredHour {
    const counts: StoredHour['counts'] = {}
    for (const [key, cells] of this.counts) {
      if (cells.size > 0) counts[key] = [...cells].flat()
    }
    const latency = [...this.latency].flatMap(([minute, buckets]) =>
      [...buckets].flatMap(([bucket, count]) => [minute, bucket, count]),
    )
    return { counts, latency }
  }
}

/** @param byMinute False puts all of it into the hour's first minute. */
export function hourFromStored(stored: StoredHour, byMinute = true): HourMetrics {
  const hour = new HourMetrics()
  for (const [text, cells] of Object.entries(stored.counts)) {
    const key = parseKey(text)
    for (let i = 0; i < cells.length; i += 2) {
      hour.add(key, byMinute ? (cells[i] as number) : 0, cells[i + 1] as number)
    }
  }
  const { latency } = stored
  for (let i = 0; i < latency.length; i += 3) {
    const [minute, bucket, count] = latency.slice(i, i + 3) as [number, number, number]
    hour.addLatency(byMinute ? minute : 0, bucket, count)
  }
  return hour
}

/** What a key is counted under where it has no room itself. */
function* coarser(key: MetricKey): Generator<MetricKey> {
  if (key.name !== '') yield { ...key, name: OTHER_NAME }
  const name = key.name === '' ? '' : OTHER_NAME
  if (key.code !== '') yield { ...key, name, code: OTHER_NAME }
}

/** hour -> counts, e.g. those of one generation. */
export class Metrics {
  readonly hours = new Map<string, HourMetrics>()
  private readonly maxKeys: number

  constructor(maxKeys = MAX_KEYS_PER_HOUR) {
    this.maxKeys = maxKeys
  }

  hour(hour: string): HourMetrics {
    return getOrCreate(this.hours, hour, () => new HourMetrics(this.maxKeys))
  }
}

/** @param stored hour -> counts, as a row of results holds them. */
export function addStored(metrics: Metrics, stored: Record<string, StoredHour> = {}): void {
  for (const [hour, counts] of Object.entries(stored)) {
    metrics.hour(hour).merge(hourFromStored(counts))
  }
}

function getOrCreate<K, V>(map: Map<K, V>, key: K, create: () => V): V {
  let value = map.get(key)
  if (value === undefined) {
    value = create()
    map.set(key, value)
  }
  return value
}
