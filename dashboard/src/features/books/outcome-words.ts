import { NOT_ASKED } from './statement.ts'

/** What each word of the books means, said beside its count. */
const MEANINGS: Readonly<Record<string, string>> = {
  'failed on ingest': 'Refused when it came: not an event as the rules have it.',
  duplicate: 'Came before, under the same messageId.',
  suppressed: 'Of a user who is not to be kept.',
  'filtered at source': 'Blocked by a control of the source.',
  'dead-lettered': 'Set aside: the pipeline could not process it.',
  'in pipeline': 'Accepted and kept, not yet processed.',
  passed: 'Went through, on to the destinations.',
  'filtered at destination': 'Kept from this destination, for the reason given.',
  [NOT_ASKED]: 'Passed while this destination was switched off, or not there yet.',
  routed: 'Handed to this destination.',
  pending: 'Waits for its first attempt, or is in one.',
  'awaiting retry': 'An attempt failed; another one follows.',
  delivered: 'The destination has it.',
  'filtered in attempt': 'Left out by the destination’s own code or mapping.',
  'failed delivery': 'Given up; it stands in the failed list.',
}

export const meaningOf = (outcome: string): string => MEANINGS[outcome] ?? ''

/** Which of the theme's chart colours stands for it; none for what is just on its way. */
export function colorOf(outcome: string): 1 | 2 | 3 | 4 | 5 | undefined {
  switch (outcome) {
    case 'passed':
    case 'delivered':
    case 'routed':
      return 1
    case 'failed on ingest':
    case 'failed delivery':
    case 'dead-lettered':
      return 2
    case 'filtered at source':
    case 'filtered at destination':
    case 'filtered in attempt':
    case 'suppressed':
      return 3
    case 'duplicate':
      return 4
    case 'in pipeline':
    case 'pending':
    case 'awaiting retry':
      return 5
    default:
      return undefined
  }
}
