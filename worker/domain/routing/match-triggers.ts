import type { TargetTrigger } from '../config/mapping.ts'
import { CONSENT_EVENT } from '../event/consent.ts'
import type { FqlNode } from '../fql/ast.ts'
import { evaluateFql } from '../fql/evaluate.ts'
import { namesValue } from '../fql/names-value.ts'
import { parseFql } from '../fql/parse.ts'

type Event = Readonly<Record<string, unknown>>

/**
 * Ids of the mappings whose triggers an event matches, in their order. A trigger that is empty, cannot be
 * read, or would take too long for this event does not fire.
 *
 * @param only `naming consent`: those alone that speak of the consent event by its name
 */
export function matchTriggers(
  event: Event,
  triggers: readonly TargetTrigger[],
  only: 'all' | 'naming consent' = 'all',
): string[] {
  const matched: string[] = []
  for (const { mappingId, condition, namesConsent } of compiled(triggers)) {
    if (condition === null || (only === 'naming consent' && !namesConsent)) continue
    if (evaluateFql(condition, event) === true) matched.push(mappingId)
  }
  return matched
}

/** Whether one of them speaks of the consent event by its name. */
export const namesConsentEvent = (triggers: readonly TargetTrigger[]): boolean =>
  compiled(triggers).some(({ namesConsent }) => namesConsent)

interface CompiledTrigger {
  mappingId: string
  /** Null when it never fires. */
  condition: FqlNode | null
  namesConsent: boolean
}

/** A part of the configuration is held for many runs: its triggers are read once. */
const held = new WeakMap<readonly TargetTrigger[], readonly CompiledTrigger[]>()

function compiled(triggers: readonly TargetTrigger[]): readonly CompiledTrigger[] {
  let found = held.get(triggers)
  if (!found) {
    found = triggers.map(({ mappingId, trigger }) => ({ mappingId, ...read(trigger) }))
    held.set(triggers, found)
  }
  return found
}

type Read = Omit<CompiledTrigger, 'mappingId'>

/** Most mappings have one of a handful of triggers, and every edit makes a new part with all of them. */
const MAX_TEXTS = 2000
const texts = new Map<string, Read>()

function read(trigger: string): Read {
  let found = texts.get(trigger)
  if (!found) {
    const parsed = parseFql(trigger)
    const condition = parsed.ok ? parsed.value : null
    found = {
      condition,
      namesConsent: condition !== null && namesValue(condition, 'event', CONSENT_EVENT),
    }
    if (texts.size >= MAX_TEXTS) texts.clear()
    texts.set(trigger, found)
  }
  return found
}
