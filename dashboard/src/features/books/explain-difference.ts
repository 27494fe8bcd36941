import { hourToDate } from '../../format/hours.ts'

const HOUR_MS = 3_600_000
/** The books of an hour are written up for a little longer: a batch that came at its end is still on its way. */
const SETTLED_AFTER_MS = 10 * 60_000

export type Verdict = 'balanced' | 'in flight' | 'fault'

export interface Difference {
  balanced: boolean
  /** The last hour that the counts are of. */
  lastHour: string
  /** Events of these hours that the pipeline has not got through. */
  inPipeline: number
  now: number
}

/**
 * What a difference in the books means. Two bookkeepers are asked one after the other, so that an event
 * which moves on meanwhile is missing from both, or in both; where nothing moves any more, an event was
 * lost or counted twice.
 */
export function judgeDifference({ balanced, lastHour, inPipeline, now }: Difference): Verdict {
  if (balanced) return 'balanced'
  const settledAt = Date.parse(hourToDate(lastHour)) + HOUR_MS + SETTLED_AFTER_MS
  return inPipeline > 0 || now < settledAt ? 'in flight' : 'fault'
}

export const VERDICTS: Record<Verdict, { title: string; text: string }> = {
  balanced: { title: 'Balanced', text: 'Every event is accounted for, each exactly once.' },
  'in flight': {
    title: 'In flight',
    text: 'Events are moving from one book to the next right now, and the two were asked one after the other. The counts come again every 10 seconds and meet when nothing moves.',
  },
  fault: {
    title: 'Out of balance',
    text: 'Nothing is on its way any more, so an event was lost or counted twice. That is a fault of Headwater: please report it, with the hour and these numbers.',
  },
}
