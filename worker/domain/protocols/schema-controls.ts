import * as v from 'valibot'
import { applyJsonPatch, type JsonPatch, jsonPointer } from '../event/json-patch.ts'
import { ANY_ITEM, type FieldPath, parseFieldPath } from './field-path.ts'

/** Reason code of an event that is filtered at source by a control. */
export const EVENT_SETTING = 'event_setting'

/**
 * What a source lets through, as its snapshot carries it. Lists are sorted and without repeats, so that
 * equal controls are equal as JSON. Names compare exactly.
 */
export const sourceControlsSchema = v.object({
  /** Names of track events that are dropped. */
  blockedEvents: v.optional(v.array(v.string()), []),
  blockPage: v.optional(v.boolean(), false),
  blockScreen: v.optional(v.boolean(), false),
  /** Paths below `traits`, written as `field-path.ts` says. */
  blockedIdentifyTraits: v.optional(v.array(v.string()), []),
  blockedGroupTraits: v.optional(v.array(v.string()), []),
  /** Track events that do not go to some destinations. A list, since a name can be any text. */
  destinationsOff: v.optional(
    v.array(v.object({ event: v.string(), destinationIds: v.array(v.string()) })),
    [],
  ),
})
export type SourceControls = v.InferOutput<typeof sourceControlsSchema>

export const NO_CONTROLS: SourceControls = v.parse(sourceControlsSchema, {})

export type Controlled =
  /** Nothing concerns it. */
  | { effect: 'passed' }
  | { effect: 'blocked'; code: typeof EVENT_SETTING }
  | {
      effect: 'omitted'
      /** Makes the event that is passed on of the one that is kept. */
      patch: JsonPatch
      /** Controls that took something away, as they are spelled, each once. */
      omitted: string[]
    }

type Fields = Readonly<Record<string, unknown>>

/**
 * What the controls do to an event. Blocking stops track, page and screen; of identify and group
 * calls they remove traits, and nothing else of any event ever changes. Destinations are the
 * business of routing: see `destinationsOffFor`.
 */
export function applyControls(event: Fields, controls: SourceControls): Controlled {
  const { blockedEvents, identifyTraits, groupTraits } = compiled(controls)
  switch (event.type) {
    case 'track':
      return blockedEvents.has(String(event.event)) ? BLOCKED : PASSED
    case 'page':
      return controls.blockPage ? BLOCKED : PASSED
    case 'screen':
      return controls.blockScreen ? BLOCKED : PASSED
    case 'identify':
      return omit(event, identifyTraits)
    case 'group':
      return omit(event, groupTraits)
    default:
      return PASSED
  }
}

const PASSED: Controlled = { effect: 'passed' }
const BLOCKED: Controlled = { effect: 'blocked', code: EVENT_SETTING }
const NONE: ReadonlySet<string> = new Set()

/** Ids of the destinations that a control keeps this event from. */
export function destinationsOffFor(event: Fields, controls: SourceControls): ReadonlySet<string> {
  if (event.type !== 'track') return NONE
  return compiled(controls).destinationsOff.get(String(event.event)) ?? NONE
}

interface Trait {
  control: string
  path: FieldPath
}

interface Compiled {
  blockedEvents: ReadonlySet<string>
  identifyTraits: readonly Trait[]
  groupTraits: readonly Trait[]
  destinationsOff: ReadonlyMap<string, ReadonlySet<string>>
}

/** A configuration is held for many runs, and a set of 4,000 names is not to be built for each. */
const held = new WeakMap<SourceControls, Compiled>()

function compiled(controls: SourceControls): Compiled {
  let found = held.get(controls)
  if (!found) {
    found = {
      blockedEvents: new Set(controls.blockedEvents),
      identifyTraits: controls.blockedIdentifyTraits.map(toTrait),
      groupTraits: controls.blockedGroupTraits.map(toTrait),
      destinationsOff: new Map(
        controls.destinationsOff.map(({ event, destinationIds }) => [
          event,
          new Set(destinationIds),
        ]),
      ),
    }
    held.set(controls, found)
  }
  return found
}

const toTrait = (control: string): Trait => ({ control, path: parseFieldPath(control) })

function omit(event: Fields, traits: readonly Trait[]): Controlled {
  const places = new Map<string, Place>()
  const omitted = traits.filter(({ path }) => {
    const found = placesOf(event.traits, ['traits'], path)
    for (const place of found) places.set(jsonPointer(place), place)
    return found.length > 0
  })
  if (omitted.length === 0) return PASSED
  const patch = [...places.values()]
    .filter((place) => !ancestors(place).some((above) => places.has(jsonPointer(above))))
    .sort(laterItemsFirst)
    .map((place) => ({ op: 'remove' as const, path: jsonPointer(place) }))
  return {
    effect: 'omitted',
    patch: shortest(event, patch),
    omitted: omitted.map(({ control }) => control),
  }
}

/** A patch may be so much longer than what it is for before the traits are written anew instead. */
const SLACK_CHARS = 200
const REMOVAL_CHARS = '{"op":"remove","path":""},'.length

/**
 * Verdicts are stored in rows of a bounded size, and a removal from each item of a list repeats the
 * way to the list every time: so a patch is never much longer than the traits that it is for.
 */
function shortest(event: Fields, patch: JsonPatch): JsonPatch {
  if (patch.length === 1) return patch
  const chars = patch.reduce((sum, { path }) => sum + path.length + REMOVAL_CHARS, 0)
  if (chars <= JSON.stringify(event.traits).length + SLACK_CHARS) return patch
  return [{ op: 'replace', path: '/traits', value: applyJsonPatch(event, patch).traits }]
}

/** Keys and positions that lead to a value. */
type Place = readonly (string | number)[]

function placesOf(value: unknown, at: Place, path: FieldPath): Place[] {
  const [key, ...rest] = path
  if (key === undefined) return [at]
  if (typeof value !== 'object' || value === null) return []
  if (key === ANY_ITEM) {
    if (!Array.isArray(value)) return []
    return value.flatMap((item, index) => placesOf(item, [...at, index], rest))
  }
  if (Array.isArray(value) || !Object.hasOwn(value, key)) return []
  return placesOf((value as Fields)[key], [...at, key], rest)
}

const ancestors = (place: Place): Place[] =>
  place.slice(0, -1).map((_, depth) => place.slice(0, depth + 1))

/** Removing an item moves those behind it. */
function laterItemsFirst(a: Place, b: Place): number {
  const depth = a.findIndex((key, at) => key !== b[at])
  const [keyA = '', keyB = ''] = [a[depth], b[depth]]
  if (typeof keyA === 'number' && typeof keyB === 'number') return keyB - keyA
  return keyA < keyB ? -1 : 1
}
