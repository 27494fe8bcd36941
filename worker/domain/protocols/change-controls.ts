import { err, ok, type Result } from '../result.ts'
import { parseFieldPath } from './field-path.ts'
import type { SourceControls } from './schema-controls.ts'

/** One control, and whether it lets through what it names. */
export type ControlChange =
  | { control: 'event'; name: string; allowed: boolean }
  | { control: 'page' | 'screen'; allowed: boolean }
  | { control: 'trait'; kind: 'identify' | 'group'; path: string; allowed: boolean }
  | { control: 'destination'; name: string; destinationId: string; allowed: boolean }

/** Every browser of a source loads its controls, and every event is held against them. */
export const MAX_CONTROLS_CHARS = 100_000
export const MAX_CONTROL_NAME_CHARS = 1000

export type ControlProblem =
  | { reason: 'unknown_destination'; index: number }
  | { reason: 'bad_name'; index: number; field: 'name' | 'path'; message: string }
  | { reason: 'too_many_controls'; chars: number }

/**
 * The controls after the changes, in order; the same object when they change nothing. Allowing again
 * what is gone or was never blocked is no error.
 *
 * @param destinationIds Live destinations of the source; those of the others are dropped.
 */
export function changeControls(
  before: SourceControls,
  changes: readonly ControlChange[],
  destinationIds: ReadonlySet<string>,
): Result<SourceControls, ControlProblem> {
  const draft = open(withoutDestinations(before, (id) => !destinationIds.has(id)))
  for (const [index, change] of changes.entries()) {
    const problem = change.allowed ? null : problemOf(change, index, destinationIds)
    if (problem !== null) return err(problem)
    apply(draft, change)
  }
  const after = close(draft)
  const json = JSON.stringify(after)
  if (json === JSON.stringify(before)) return ok(before)
  // Whoever takes controls away is let out of any size.
  if (json.length > MAX_CONTROLS_CHARS && json.length > JSON.stringify(before).length) {
    return err({ reason: 'too_many_controls', chars: json.length })
  }
  return ok(after)
}

/** The controls without those for some destinations; the same object when there are none. */
export function withoutDestinations(
  controls: SourceControls,
  isGone: (destinationId: string) => boolean,
): SourceControls {
  if (!controls.destinationsOff.some(({ destinationIds }) => destinationIds.some(isGone))) {
    return controls
  }
  const destinationsOff = controls.destinationsOff
    .map(({ event, destinationIds }) => ({
      event,
      destinationIds: destinationIds.filter((id) => !isGone(id)),
    }))
    .filter(({ destinationIds }) => destinationIds.length > 0)
  return { ...controls, destinationsOff }
}

function problemOf(
  change: ControlChange,
  index: number,
  destinationIds: ReadonlySet<string>,
): ControlProblem | null {
  switch (change.control) {
    case 'page':
    case 'screen':
      return null
    case 'event':
      return nameProblem(change.name, 'name', index)
    case 'trait':
      return nameProblem(change.path, 'path', index) ?? pathProblem(change.path, index)
    case 'destination':
      return destinationIds.has(change.destinationId)
        ? nameProblem(change.name, 'name', index)
        : { reason: 'unknown_destination', index }
    default:
      return change satisfies never
  }
}

function nameProblem(text: string, field: 'name' | 'path', index: number): ControlProblem | null {
  if (text === '') return { reason: 'bad_name', index, field, message: 'Must not be empty.' }
  if (text.length <= MAX_CONTROL_NAME_CHARS) return null
  const message = `At most ${MAX_CONTROL_NAME_CHARS} characters.`
  return { reason: 'bad_name', index, field, message }
}

/** What a JSON patch refuses to touch, so that no patch ever reaches the prototype of an object. */
function pathProblem(path: string, index: number): ControlProblem | null {
  const keys = parseFieldPath(path)
  const refused = keys.some(
    (key, at) => key === '__proto__' || (key === 'prototype' && keys[at - 1] === 'constructor'),
  )
  if (!refused) return null
  const message = 'A trait below __proto__ or constructor.prototype cannot be removed.'
  return { reason: 'bad_name', index, field: 'path', message }
}

/** The lists as sets, while they are edited. */
interface Draft {
  blockedEvents: Set<string>
  blocks: { page: boolean; screen: boolean }
  traits: { identify: Set<string>; group: Set<string> }
  destinationsOff: Map<string, Set<string>>
}

const open = (controls: SourceControls): Draft => ({
  blockedEvents: new Set(controls.blockedEvents),
  blocks: { page: controls.blockPage, screen: controls.blockScreen },
  traits: {
    identify: new Set(controls.blockedIdentifyTraits),
    group: new Set(controls.blockedGroupTraits),
  },
  destinationsOff: new Map(
    controls.destinationsOff.map(({ event, destinationIds }) => [event, new Set(destinationIds)]),
  ),
})

function apply(draft: Draft, change: ControlChange): void {
  switch (change.control) {
    case 'event':
      toggle(draft.blockedEvents, change.name, change.allowed)
      break
    case 'page':
    case 'screen':
      draft.blocks[change.control] = !change.allowed
      break
    case 'trait':
      toggle(draft.traits[change.kind], change.path, change.allowed)
      break
    case 'destination': {
      const off = draft.destinationsOff.get(change.name) ?? new Set()
      toggle(off, change.destinationId, change.allowed)
      draft.destinationsOff.set(change.name, off)
      break
    }
    default:
      change satisfies never
  }
}

const toggle = (blocked: Set<string>, name: string, allowed: boolean): void => {
  if (allowed) blocked.delete(name)
  else blocked.add(name)
}

const close = (draft: Draft): SourceControls => ({
  blockedEvents: [...draft.blockedEvents].sort(),
  blockPage: draft.blocks.page,
  blockScreen: draft.blocks.screen,
  blockedIdentifyTraits: [...draft.traits.identify].sort(),
  blockedGroupTraits: [...draft.traits.group].sort(),
  destinationsOff: [...draft.destinationsOff]
    .filter(([, off]) => off.size > 0)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([event, off]) => ({ event, destinationIds: [...off].sort() })),
})
