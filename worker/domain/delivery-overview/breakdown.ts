import { type MetricsAnswer, OTHER_NAME } from '../delivery-metrics/question.ts'
import { compare, emptyTally, type Tally, talliesBy } from './tally.ts'

const MAX_ENTRIES = 100

/** By type and name, most frequent first; the rarest are summed up. */
export function byEvent(answer: MetricsAnswer, before: MetricsAnswer | null) {
  const idOf = ({ type = '', name = '' }) => `${type}\t${name}`
  const entries = entriesOf(talliesBy(answer.groups, idOf), ({ routed }) => routed)
  const known = new Set(entries.map(([id]) => id))
  const all = before && talliesBy(before.groups, idOf)
  return entries.map(([id, tally]) => {
    const [eventType = '', eventName = ''] = id.split('\t')
    const then = all && (id === OTHER_ID ? restOf(all, known) : (all.get(id) ?? emptyTally()))
    const changed = then && { tally: then, count: then.routed }
    return { eventType, eventName, ...compare(tally, tally.routed, changed) }
  })
}

/** By mapping, most frequent first; every result counts. */
export function byMapping(
  answer: MetricsAnswer,
  before: MetricsAnswer | null,
  names: ReadonlyMap<string, string>,
) {
  const idOf = ({ mappingId = '' }) => mappingId
  const all = before && talliesBy(before.groups, idOf)
  return entriesOf(talliesBy(answer.groups, idOf), resultsOf).map(([mappingId, tally]) => {
    const then = all && (all.get(mappingId) ?? emptyTally())
    const changed = then && { tally: then, count: resultsOf(then) }
    const mappingName = names.get(mappingId) ?? ''
    return { mappingId, mappingName, ...compare(tally, resultsOf(tally), changed) }
  })
}

const resultsOf = ({ delivered, failed, filtered }: Tally): number => delivered + failed + filtered

/** The types of what is summed up differ, so that it has none. */
const OTHER_ID = `\t${OTHER_NAME}`

function entriesOf(
  tallies: ReadonlyMap<string, Tally>,
  countOf: (tally: Tally) => number,
): [string, Tally][] {
  const sorted = [...tallies].sort(
    (a, b) => countOf(b[1]) - countOf(a[1]) || (a[0] < b[0] ? -1 : 1),
  )
  if (sorted.length <= MAX_ENTRIES) return sorted
  const shown = sorted.slice(0, MAX_ENTRIES - 1)
  return [...shown, [OTHER_ID, restOf(tallies, new Set(shown.map(([id]) => id)))]]
}

function restOf(tallies: ReadonlyMap<string, Tally>, known: ReadonlySet<string>): Tally {
  const rest = emptyTally()
  for (const [id, tally] of tallies) {
    if (known.has(id)) continue
    for (const key of Object.keys(rest) as (keyof Tally)[]) rest[key] += tally[key]
  }
  return rest
}
