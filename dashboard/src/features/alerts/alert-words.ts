import type { AlertAnswer, AlertCondition, AlertKind } from '../../api/alerts.ts'
import type { BadgeTone } from '../../components/ui/badge.tsx'

export const KINDS: Record<AlertKind, { name: string; text: string }> = {
  delivery_success_rate: {
    name: 'Delivery rate',
    text: 'A destination takes less of what it is sent than it should.',
  },
  no_events: { name: 'Silence', text: 'A source has sent nothing for a time.' },
  source_volume: {
    name: 'Volume',
    text: 'A source sends much more, or much less, than the day before.',
  },
}
export const isKind = (text: string): text is AlertKind => Object.hasOwn(KINDS, text)

export const subjectIdOf = (condition: AlertCondition): string =>
  condition.kind === 'delivery_success_rate' ? condition.destinationId : condition.sourceId

/** "Less than 95% delivered in 24 hours". */
export function describeCondition(condition: AlertCondition): string {
  switch (condition.kind) {
    case 'delivery_success_rate': {
      const what = condition.mappingId === undefined ? '' : ' by one mapping'
      return `Less than ${condition.thresholdPercent}% delivered${what} in ${minutesInWords(condition.windowMinutes)}`
    }
    case 'source_volume':
      return `${condition.changePercent}% more or less than the day before`
    case 'no_events':
      return `Nothing received for ${minutesInWords(condition.minutes)}`
  }
}

const UNITS = [
  ['day', 1440],
  ['hour', 60],
  ['minute', 1],
] as const

/** "90 minutes", "2 hours", "7 days": in the largest unit that is whole. */
export function minutesInWords(minutes: number): string {
  // One day is said as hours, which is how windows are chosen.
  const found = UNITS.find(([unit, length]) =>
    unit === 'day' ? minutes % length === 0 && minutes > length : minutes % length === 0,
  )
  const [unit, length] = found ?? ['minute', 1]
  const count = minutes / length
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

export interface StateWords {
  word: string
  tone: BadgeTone
}

export function stateOf({ enabled, state }: Pick<AlertAnswer, 'enabled' | 'state'>): StateWords {
  if (!enabled) return { word: 'Disabled', tone: 'neutral' }
  if (state === 'firing') return { word: 'Firing', tone: 'destructive' }
  if (state === 'ok') return { word: 'OK', tone: 'success' }
  return { word: 'Not known yet', tone: 'neutral' }
}

/** Firing ones first, then by name. */
export const inOrder = (alerts: readonly AlertAnswer[]): AlertAnswer[] =>
  [...alerts].sort(
    (a, b) => Number(isFiring(b)) - Number(isFiring(a)) || a.name.localeCompare(b.name),
  )

export const isFiring = ({ enabled, state }: Pick<AlertAnswer, 'enabled' | 'state'>): boolean =>
  enabled && state === 'firing'

export const CHANNELS = { email: 'E-mail', webhook: 'Webhook', slack: 'Slack' } as const

export const CHANGES = {
  firing: { word: 'Fired', tone: 'destructive' },
  repeated: { word: 'Still firing', tone: 'warning' },
  resolved: { word: 'Resolved', tone: 'success' },
} as const satisfies Record<string, StateWords>
