import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer'
import { isJsonObject, type JsonObject } from '../../domain/event/json.ts'
import type { DeliveryEvent } from '../destination.ts'
import { eventOf } from '../event-of.ts'

const TEXTS = ['messageId', 'type', 'event', 'name', 'category'] as const
const IDS = ['userId', 'anonymousId', 'groupId', 'previousId'] as const
const TIMES = ['timestamp', 'originalTimestamp', 'sentAt', 'receivedAt'] as const
const OBJECTS = ['properties', 'traits', 'context', 'integrations'] as const

const KNOWN = new Set<string>([...TEXTS, ...IDS, ...TIMES, ...OBJECTS])

/**
 * Events as a Parquet file whose columns are the same for all files: Segment's fields by their names,
 * objects as JSON, and in `rest` as JSON whatever else an event has.
 */
export function writeParquet(deliveries: readonly DeliveryEvent[]): Uint8Array<ArrayBuffer> {
  const events = deliveries.map(({ json }) => eventOf(json))
  const column = (
    name: string,
    type: NonNullable<ColumnSource['type']>,
    cellOf: (event: JsonObject) => unknown,
  ): ColumnSource => ({ name, type, nullable: true, data: events.map(cellOf) })
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        ...[...TEXTS, ...IDS].map((name) => column(name, 'STRING', (event) => textOf(event[name]))),
        ...TIMES.map((name) => column(name, 'TIMESTAMP', (event) => timeOf(event[name]))),
        ...OBJECTS.map((name) => column(name, 'JSON', (event) => objectOf(event[name]))),
        column('rest', 'JSON', restOf),
      ],
      createdBy: 'Headwater',
    }),
  )
}

/** Absent and null are one: a column has no other word for it. */
function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function timeOf(value: unknown): Date | null {
  if (typeof value !== 'string') return null
  const time = new Date(value)
  return Number.isNaN(time.getTime()) ? null : time
}

const objectOf = (value: unknown): JsonObject | null => (isJsonObject(value) ? value : null)

function restOf(event: JsonObject): JsonObject | null {
  const rest = Object.entries(event).filter(
    ([name, value]) =>
      !KNOWN.has(name) || (OBJECTS.some((known) => known === name) && !isJsonObject(value)),
  )
  return rest.length === 0 ? null : Object.fromEntries(rest)
}
