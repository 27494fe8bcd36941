import type { Trace, TraceAttempt, TraceDestination } from '../../api/traces.ts'
import type { BadgeTone } from '../../components/ui/badge.tsx'

interface Words {
  word: string
  tone: BadgeTone
}

/** What became of the event as a whole. */
export const EVENT_WORDS: Record<Trace['outcome'], Words> = {
  passed: { word: 'Passed', tone: 'success' },
  'in pipeline': { word: 'In pipeline', tone: 'info' },
  duplicate: { word: 'Duplicate', tone: 'neutral' },
  suppressed: { word: 'Suppressed', tone: 'neutral' },
  'filtered at source': { word: 'Filtered at source', tone: 'warning' },
  'failed on ingest': { word: 'Failed on ingest', tone: 'destructive' },
  'dead-lettered': { word: 'Dead-lettered', tone: 'destructive' },
}

/** Where it stands at a destination. */
export const DELIVERY_WORDS: Record<TraceDestination['outcome'], Words> = {
  pending: { word: 'Pending', tone: 'info' },
  'awaiting retry': { word: 'Awaiting retry', tone: 'warning' },
  delivered: { word: 'Delivered', tone: 'success' },
  'filtered in attempt': { word: 'Filtered in attempt', tone: 'neutral' },
  'filtered at destination': { word: 'Filtered at destination', tone: 'neutral' },
  'failed delivery': { word: 'Failed delivery', tone: 'destructive' },
}

export const ATTEMPT_WORDS: Record<TraceAttempt['outcome'], Words> = {
  delivered: { word: 'Delivered', tone: 'success' },
  filtered: { word: 'Filtered', tone: 'neutral' },
  failed: { word: 'Failed', tone: 'destructive' },
  retry: { word: 'To be retried', tone: 'warning' },
  requeued: { word: 'Sent again', tone: 'info' },
}

const STAGES: Readonly<Record<string, string>> = {
  collect: 'Collection',
  pipeline: 'Pipeline',
  deduplicate: 'Deduplication',
  'drop-suppressed': 'Suppression',
  'enforce-schema': 'Schema controls',
  route: 'Routing',
  'append-deliveries': 'Hand-over',
}

/** A stage that this page does not know yet has a name that can be read all the same. */
export const stageName = (stage: string): string =>
  STAGES[stage] ?? sentence(stage.replaceAll('-', ' '))

export const sentence = (text: string): string =>
  text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}`

/** Whether nothing more is going to happen to it by itself. */
export const isFinal = ({ outcome, destinations }: Trace): boolean =>
  outcome !== 'in pipeline' &&
  destinations.every((one) => one.outcome !== 'pending' && one.outcome !== 'awaiting retry')
