import type { FqlNode } from '../fql/ast.ts'
import { evaluateFql } from '../fql/evaluate.ts'
import { parseFql } from '../fql/parse.ts'
import type { TargetFilter } from './filter-schema.ts'
import {
  allowFields,
  dropFields,
  type FieldSelection,
  readSelection,
  splitPath,
} from './select-fields.ts'

/** Reason code of an event that a filter keeps from a destination. */
export const FILTERED_BY_RULES = 'FILTERED_BY_RULES'

/**
 * What about a filter kept an event away. `invalid_fql` and `too_expensive`: it could not be decided, and
 * what may be meant to stay is not sent.
 */
export type FilterWhy = 'sampled' | 'dropped' | 'invalid_fql' | 'too_expensive'

type Event = Readonly<Record<string, unknown>>

export type FilterEffect =
  | { effect: 'passed' }
  | { effect: 'changed'; event: Event; filterIds: string[] }
  | { effect: 'filtered'; filterId: string; why: FilterWhy }

/**
 * Spreads texts evenly over 0 (included) to 1: the first 8 bytes of their SHA-256 as a share of 2^64.
 * Handed in, since the domain has no hash of its own.
 */
export type HashShare = (text: string) => number

const PASSED: FilterEffect = { effect: 'passed' }

/**
 * What a destination's filters do to an event. Every condition is asked of the event as it came, so
 * that removing a field never disarms another filter. Samples come first, then drops, removals and
 * allow lists, whatever order the filters have. The same event gets the same answer each time.
 */
export function applyFilters(
  event: Event,
  filters: readonly TargetFilter[],
  hashShare: HashShare,
): FilterEffect {
  if (filters.length === 0) return PASSED
  const matching: CompiledFilter[] = []
  for (const filter of compiled(filters)) {
    if (filter.condition === null) return filtered(filter, 'invalid_fql')
    const answer = evaluateFql(filter.condition, event)
    if (answer === 'too_expensive') return filtered(filter, answer)
    if (answer) matching.push(filter)
  }
  if (matching.length === 0) return PASSED
  return kept(event, matching, hashShare) ?? changed(event, matching)
}

const filtered = ({ id }: CompiledFilter, why: FilterWhy): FilterEffect => ({
  effect: 'filtered',
  filterId: id,
  why,
})

function kept(
  event: Event,
  matching: readonly CompiledFilter[],
  hashShare: HashShare,
): FilterEffect | null {
  const losing = matching.find((filter) =>
    filter.samples.some((sample) => !isInSample(event, filter.id, sample, hashShare)),
  )
  if (losing !== undefined) return filtered(losing, 'sampled')
  const dropping = matching.find(({ drops }) => drops)
  return dropping === undefined ? null : filtered(dropping, 'dropped')
}

function changed(event: Event, matching: readonly CompiledFilter[]): FilterEffect {
  let after = event
  const filterIds = new Set<string>()
  const change = (id: string, next: Event) => {
    if (next !== after) filterIds.add(id)
    after = next
  }
  for (const { id, removals } of matching) {
    for (const fields of removals) change(id, dropFields(after, fields))
  }
  for (const { id, allowed } of matching) {
    for (const fields of allowed) change(id, allowFields(after, fields))
  }
  if (after === event) return PASSED
  return { effect: 'changed', event: after, filterIds: [...filterIds].sort() }
}

/**
 * Without a field, or where it is missing, by the message: an event that is processed again fares as
 * before. The filter's id goes with it, so that two samples of one half keep a quarter.
 */
function isInSample(
  event: Event,
  filterId: string,
  { percent, path }: Sample,
  hashShare: HashShare,
): boolean {
  if (percent >= 1) return true
  if (percent <= 0) return false
  const value = path === null ? undefined : valueAt(event, path)
  const text =
    value === undefined || value === null
      ? JSON.stringify([filterId, event.messageId ?? null])
      : JSON.stringify(value)
  return hashShare(text) < percent
}

function valueAt(event: Event, path: readonly string[]): unknown {
  let value: unknown = event
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Event)[key]
  }
  return value
}

interface Sample {
  percent: number
  path: readonly string[] | null
}

interface CompiledFilter {
  id: string
  /** Null when it cannot be read. */
  condition: FqlNode | null
  drops: boolean
  samples: readonly Sample[]
  removals: readonly FieldSelection[]
  allowed: readonly FieldSelection[]
}

/** A part of the configuration is held for many runs: its filters are read once. */
const held = new WeakMap<readonly TargetFilter[], readonly CompiledFilter[]>()

function compiled(filters: readonly TargetFilter[]): readonly CompiledFilter[] {
  let found = held.get(filters)
  if (!found) {
    found = filters.map(compile)
    held.set(filters, found)
  }
  return found
}

function compile({ id, if: text, actions }: TargetFilter): CompiledFilter {
  const condition = parseFql(text)
  return {
    id,
    condition: condition.ok ? condition.value : null,
    drops: actions.some(({ type }) => type === 'DROP'),
    samples: actions.flatMap((action) =>
      action.type === 'SAMPLE'
        ? { percent: action.percent, path: action.path ? splitPath(action.path) : null }
        : [],
    ),
    removals: actions.flatMap((action) =>
      action.type === 'DROP_PROPERTIES' ? [readSelection(action.fields)] : [],
    ),
    allowed: actions.flatMap((action) =>
      action.type === 'ALLOW_PROPERTIES' ? [readSelection(action.fields)] : [],
    ),
  }
}
