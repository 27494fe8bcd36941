import {
  Ban,
  CircleCheck,
  CircleX,
  Clock,
  Copy,
  type LucideIcon,
  TriangleAlert,
} from 'lucide-react'
import type { LiveEvent, LiveState } from '../api/live.ts'
import { isObject, type JsonObject } from '../format/json-object.ts'
import type { BadgeTone } from './ui/badge.tsx'

export interface StateWords {
  icon: LucideIcon
  word: string
  tone: BadgeTone
  color: string
  /** What it means, where no reason of its own comes with the event. */
  meaning: string
}

/** What became of an event at its source, in the order of the filter. */
export const STATES: Record<LiveState, StateWords> = {
  allowed: {
    icon: CircleCheck,
    word: 'Allowed',
    tone: 'success',
    color: 'text-success',
    meaning: 'It passed the pipeline and goes to the destinations that take it.',
  },
  pending: {
    icon: Clock,
    word: 'In pipeline',
    tone: 'info',
    color: 'text-info',
    meaning: 'It is accepted and kept; what becomes of it is decided in a moment.',
  },
  blocked: {
    icon: Ban,
    word: 'Blocked',
    tone: 'warning',
    color: 'text-warning',
    meaning: 'It was blocked at the source and goes nowhere.',
  },
  rejected: {
    icon: CircleX,
    word: 'Rejected',
    tone: 'destructive',
    color: 'text-destructive',
    meaning: 'The call was not valid, so that there is no event to keep.',
  },
  duplicate: {
    icon: Copy,
    word: 'Duplicate',
    tone: 'neutral',
    color: 'text-muted-foreground',
    meaning: 'It came before, and counts once.',
  },
  'dead-lettered': {
    icon: TriangleAlert,
    word: 'Dead-lettered',
    tone: 'destructive',
    color: 'text-destructive',
    meaning: 'The pipeline could not process it; it was set aside.',
  },
}
// The keys above, and no others: that is what its type says.
export const STATE_IDS = Object.keys(STATES) as LiveState[]

export const TYPE_IDS = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const

const parsed = new WeakMap<LiveEvent, JsonObject | null>()

/** The event itself; null when it is not kept. Parsed once, however often its row is drawn. */
export function contentOf(event: LiveEvent): JsonObject | null {
  const known = parsed.get(event)
  if (known !== undefined) return known
  const content = parse(event.json)
  parsed.set(event, content)
  return content
}

function parse(json: string | null): JsonObject | null {
  if (json === null) return null
  try {
    const value: unknown = JSON.parse(json)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

/** What a person calls this event: its name, or the person, page or group it is about. */
export function titleOf(event: LiveEvent): string {
  const content = contentOf(event)
  switch (event.type) {
    case 'identify':
      return [event.userId || event.anonymousId, emailOf(content)]
        .filter((it) => it !== '')
        .join(' · ')
    case 'group': {
      const name = textAt(content, 'traits', 'name')
      return [textAt(content, 'groupId'), name].filter((it) => it !== '').join(' · ')
    }
    case 'alias': {
      const previous = textAt(content, 'previousId')
      return previous === '' ? event.userId : `${previous} → ${event.userId}`
    }
    case 'page':
    case 'screen':
      return (
        event.name ||
        textAt(content, 'properties', 'title') ||
        textAt(content, 'properties', 'path') ||
        textAt(content, 'context', 'page', 'path') ||
        `A ${event.type} without a name`
      )
    default:
      return event.name || 'A call without a name'
  }
}

const emailOf = (content: JsonObject | null): string =>
  textAt(content, 'traits', 'email') || textAt(content, 'context', 'traits', 'email')

export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), value)
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : ''
}

/** The reason in words, as a sentence; empty for what passed. */
export function reasonOf({ state, message, code }: LiveEvent): string {
  if (state === 'allowed' || state === 'pending') return ''
  const words = message || code
  return words === '' ? '' : `${words.charAt(0).toUpperCase()}${words.slice(1)}`
}

/** "now", "12s", "3m", "5h", "2d": short enough to count up in a column. */
export function shortAgo(date: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(date)) / 1_000))
  if (seconds < 2) return 'now'
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}m`
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)}h`
  return `${Math.floor(seconds / 86_400)}d`
}
