import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { evaluateFql } from '../../../../worker/domain/fql/evaluate.ts'
import { parseFql } from '../../../../worker/domain/fql/parse.ts'
import { type RecentEventsAnswer, recentEventsQuery } from '../../api/recent-events.ts'
import { checkEvent } from '../../components/check-event.ts'
import { SAMPLE_TYPES, sampleText } from '../../components/sample-events.ts'
import { indent } from '../../components/use-recorded-event.ts'
import { isObject, type JsonObject } from '../../format/json-object.ts'

const LOOKED_AT = 100

/** The event that previews are made of: one that was chosen or written, else the latest that the trigger picks. */
export function useExampleEvent(sourceId: string, trigger: string) {
  const [own, setOwn] = useState<string>()
  const { data, isPending } = useQuery(recentEventsQuery(sourceId, { limit: LOOKED_AT }))
  const events = eventsOf(data)
  const parsed = parseFql(trigger)
  const picked = parsed.ok
    ? events.filter((event) => evaluateFql(parsed.value, event) === true)
    : []
  const [first] = picked.length > 0 ? picked : events
  const text = own ?? (first === undefined ? sampleFor(trigger) : indent(first))
  return {
    text,
    setText: setOwn,
    checked: checkEvent(text),
    isSample: own === undefined && first === undefined,
    isOwn: own !== undefined,
    isPending,
    /** Of the latest events, how many the trigger picks. */
    picked: picked.length,
    seen: events.length,
  }
}

const eventsOf = (data: RecentEventsAnswer | undefined): JsonObject[] =>
  (data?.events ?? [])
    .map(({ json }): unknown => (json === null ? null : JSON.parse(json)))
    .filter(isObject)

/** While nothing has come, the sample that the trigger picks. */
function sampleFor(trigger: string): string {
  const parsed = parseFql(trigger)
  const fits = SAMPLE_TYPES.find((type) => {
    const sample: unknown = JSON.parse(sampleText(type))
    return parsed.ok && isObject(sample) && evaluateFql(parsed.value, sample) === true
  })
  return sampleText(fits ?? SAMPLE_TYPES.find((type) => trigger.includes(type)) ?? 'track')
}
