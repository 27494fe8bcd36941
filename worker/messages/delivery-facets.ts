import { OTHER_NAME } from '../domain/delivery-metrics/question.ts'
import { type Packed, pack } from './packed.ts'

export { OTHER_NAME }

/** What a destination's log counts an event by, beside its hour and source. */
export interface DeliveryFacet {
  /** Minute of the hour in which it was received, 0 to 59. */
  minute: number
  type: string
  /** Of a track event; empty for the other types. */
  name: string
}

/** A row of the log holds the facets of all its events beside a body of up to 1.8 MB. */
const MAX_NAMES = 300
const MAX_NAME_CHARS = 100

/** A facet as the log stores it: `<minute>\t<type>\t<name>`. */
export function packFacets(
  events: readonly { receivedAt: string; type: unknown; event: unknown }[],
): Packed<string> {
  const names = new Set<string>()
  return pack(
    events.map(({ receivedAt, type, event }) => {
      let name = type === 'track' && typeof event === 'string' ? field(event) : ''
      if (names.size < MAX_NAMES) names.add(name)
      else if (!names.has(name)) name = OTHER_NAME
      return `${Number(receivedAt.slice(14, 16)) || 0}\t${field(String(type))}\t${name}`
    }),
  )
}

const field = (text: string): string =>
  text
    .slice(0, MAX_NAME_CHARS)
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, ' ')

export function parseFacet(text: string): DeliveryFacet {
  const [minute = '', type = '', name = ''] = text.split('\t')
  return { minute: Number(minute) || 0, type, name }
}
