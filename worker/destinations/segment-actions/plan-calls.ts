import type { MappingConfig } from '../../domain/config/mapping.ts'
import type { DeliveryEvent } from '../destination.ts'
import type { UpstreamAction, UpstreamCore } from './upstream.ts'

const DEFAULT_BATCH_EVENTS = 1000
const DEFAULT_BATCH_BYTES = 4_000_000

/** One call of an action: some events by one mapping. */
export interface Call {
  mapping: MappingConfig
  /** Indexes into the attempt's events; a single one unless it is a batch. */
  events: number[]
  batch: boolean
  hops: number
}

/** Cuts the events that are due for a mapping into calls, in their order. */
export function planCalls(
  core: Pick<UpstreamCore, 'transform'>,
  mapping: MappingConfig,
  action: UpstreamAction,
  events: readonly DeliveryEvent[],
  due: readonly number[],
): Call[] {
  if (!takesBatches(mapping, action)) {
    return due.map((index) => {
      return { mapping, events: [index], batch: false, hops: events[index]?.hops ?? 0 }
    })
  }
  const maxEvents = numberIn(mapping, action, 'batch_size', DEFAULT_BATCH_EVENTS)
  const maxBytes = numberIn(mapping, action, 'batch_bytes', DEFAULT_BATCH_BYTES)
  const keyOf = batchKeyOf(core, mapping, action)
  const open = new Map<string, { call: Call; bytes: number }>()
  const calls: Call[] = []
  for (const index of due) {
    const event = events[index]
    if (!event) continue
    // Hops stand on the request, so events with different ones do not share a request.
    const key = `${event.hops} ${keyOf(event)}`
    let group = open.get(key)
    const bytes = event.json.length
    if (!group || group.call.events.length >= maxEvents || group.bytes + bytes > maxBytes) {
      group = { call: { mapping, events: [], batch: true, hops: event.hops }, bytes: 0 }
      open.set(key, group)
      calls.push(group.call)
    }
    group.call.events.push(index)
    group.bytes += bytes
  }
  return calls
}

export function takesBatches({ mapping }: MappingConfig, action: UpstreamAction): boolean {
  const { enable_batching: wanted } = mapping
  return typeof action.performBatch === 'function' && (wanted === true || wanted === 'true')
}

/** A limit that the mapping sets; else the action's own, which only prefills when it is shown. */
function numberIn(
  { mapping }: MappingConfig,
  action: UpstreamAction,
  field: string,
  fallback: number,
): number {
  for (const value of [mapping[field], action.fields[field]?.default]) {
    const number = typeof value === 'string' && value !== '' ? Number(value) : value
    if (typeof number === 'number' && number >= 1) return Math.floor(number)
  }
  return fallback
}

/** Events whose values of these fields differ go into different batches. */
function batchKeyOf(
  core: Pick<UpstreamCore, 'transform'>,
  { mapping }: MappingConfig,
  action: UpstreamAction,
): (event: DeliveryEvent) => string {
  const keys = fieldNames(mapping.batch_keys) ?? fieldNames(action.fields.batch_keys?.default) ?? []
  const part = Object.fromEntries(
    keys.flatMap((key) => (mapping[key] === undefined ? [] : [[key, mapping[key]]])),
  )
  if (Object.keys(part).length === 0) return () => ''
  return ({ json }) => {
    try {
      return JSON.stringify(core.transform(part, JSON.parse(json) as Record<string, unknown>))
    } catch {
      // A value that cannot be had puts the event in a batch of its kind, where it is judged.
      return '!'
    }
  }
}

function fieldNames(value: unknown): string[] | undefined {
  if (!Array.isArray(value)) return undefined
  return value.filter((name): name is string => typeof name === 'string')
}
