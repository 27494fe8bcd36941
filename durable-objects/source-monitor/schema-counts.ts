import type { SchemaPeriod } from '../../worker/domain/schema/kinds.ts'

export interface Count {
  allowed: number
  blocked: number
}

export interface EventCount extends Count {
  /** By the field's place in its event's list. */
  fields: Map<number, Count>
}

/** How often events and fields were seen: in an hour, a day, or any number of them together. */
export class Counts {
  /** By the id of the event's fact. */
  readonly events = new Map<number, EventCount>()
  readonly unlisted: Count = { allowed: 0, blocked: 0 }

  addUnlisted(count: Count): void {
    add(this.unlisted, count)
  }

  addEvent(id: number, count: Count): void {
    add(this.eventOf(id), count)
  }

  addField(id: number, place: number, count: Count): void {
    const { fields } = this.eventOf(id)
    const known = fields.get(place)
    if (known) add(known, count)
    else fields.set(place, { allowed: count.allowed, blocked: count.blocked })
  }

  private eventOf(id: number): EventCount {
    let event = this.events.get(id)
    if (!event) {
      event = { allowed: 0, blocked: 0, fields: new Map() }
      this.events.set(id, event)
    }
    return event
  }
}

function add(into: Count, more: Count): void {
  into.allowed += more.allowed
  into.blocked += more.blocked
}

/**
 * Most fields are in every call of their event: those are written as runs of places, from and to
 * inclusive, and only the others with counts of their own.
 */
type EncodedCount = [
  id: number,
  allowed: number,
  blocked: number,
  full: number[],
  others: [place: number, allowed: number, blocked: number][],
]

interface EncodedCounts {
  v: 1
  unlisted: [number, number]
  events: EncodedCount[]
}

/** As texts of about so many characters. */
export function encodeCounts(counts: Counts, maxChars: number): string[] {
  const parts: EncodedCounts[] = []
  let chars = Number.POSITIVE_INFINITY
  const { allowed, blocked } = counts.unlisted
  for (const [id, event] of [...counts.events].sort(([a], [b]) => a - b)) {
    const encoded = encodeEvent(id, event)
    if (chars >= maxChars) {
      parts.push({ v: 1, unlisted: parts.length === 0 ? [allowed, blocked] : [0, 0], events: [] })
      chars = 0
    }
    parts.at(-1)?.events.push(encoded)
    chars += 30 + encoded[3].length * 4 + encoded[4].length * 16
  }
  if (parts.length === 0) parts.push({ v: 1, unlisted: [allowed, blocked], events: [] })
  return parts.map((part) => JSON.stringify(part))
}

/** Whose fields are asked for: of all events, of none, or of the one with this id. */
export type FieldsOf = 'all' | 'none' | number

/** Adds a text to counts. */
export function addEncoded(into: Counts, text: string, fieldsOf: FieldsOf = 'all'): void {
  const { v, unlisted, events } = JSON.parse(text) as EncodedCounts
  if (v !== 1) throw new Error(`schema counts of an unknown version: ${v}`)
  into.addUnlisted({ allowed: unlisted[0], blocked: unlisted[1] })
  for (const [id, allowed, blocked, full, others] of events) {
    into.addEvent(id, { allowed, blocked })
    if (fieldsOf !== 'all' && fieldsOf !== id) continue
    for (let i = 0; i < full.length; i += 2) {
      const to = full[i + 1] as number
      for (let place = full[i] as number; place <= to; place++) {
        into.addField(id, place, { allowed, blocked })
      }
    }
    for (const [place, ...own] of others) {
      into.addField(id, place, { allowed: own[0], blocked: own[1] })
    }
  }
}

function encodeEvent(id: number, { allowed, blocked, fields }: EventCount): EncodedCount {
  const full: number[] = []
  const others: EncodedCount[4] = []
  for (const [place, count] of [...fields].sort(([a], [b]) => a - b)) {
    if (count.allowed !== allowed || count.blocked !== blocked) {
      others.push([place, count.allowed, count.blocked])
    } else if (full.at(-1) === place - 1) full[full.length - 1] = place
    else full.push(place, place)
  }
  return [id, allowed, blocked, full, others]
}

const DAY_MS = 86_400_000
/** Counts are kept per hour for two days, then per day. */
const HOURS_KEPT_MS = 2 * DAY_MS
const DAYS_KEPT_MS = 35 * DAY_MS

const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10)
const hourAt = (time: number): string => new Date(time).toISOString().slice(0, 13)

/** Days below this one are kept as a whole. */
export const firstHourlyDay = (now: number): string => dayOf(now - HOURS_KEPT_MS)
export const firstKeptDay = (now: number): string => dayOf(now - DAYS_KEPT_MS)

/** Name of the counts that an hour's belong to: the hour, or its day once that is folded. */
export const bucketOf = (hour: string, now: number): string =>
  hour.slice(0, 10) < firstHourlyDay(now) ? hour.slice(0, 10) : hour

/**
 * Name of a period's first counts: the last 24 clock hours with the present one, or the last 7 or 30
 * days of UTC with today. Names of later hours and days sort after it.
 */
export function periodStart(period: SchemaPeriod, now: number): string {
  if (period === '24h') return hourAt(now - 23 * 3_600_000)
  return dayOf(now - (period === '7d' ? 6 : 29) * DAY_MS)
}
