import type {
  SchemaAnswer,
  SchemaControls,
  SchemaEvent,
  SchemaField,
  SchemaKind,
} from '../../api/schema.ts'

/**
 * What is seen of a kind, and what controls are about without having been seen: blocked before the first
 * one came, or seen before the history was cleared. Nothing may be blocked without standing on a list.
 */
export function eventsWithUnseen(answer: SchemaAnswer, kind: SchemaKind): SchemaEvent[] {
  const events = answer.events.filter((event) => event.kind === kind)
  const seen = new Set(events.map(({ name }) => name))
  const unseen = [...controlledNames(answer.controls, kind)].filter((name) => !seen.has(name))
  const off = new Set(answer.controls.blockedEvents)
  return [
    ...events,
    ...unseen.map((name) =>
      unseenEvent(answer.controls, kind, name, kind === 'track' ? off.has(name) : !isTraits(kind)),
    ),
  ]
}

/** Neither seen nor added by hand: it is here because of a control only. */
export const isUnseen = ({ lastSeen, expected }: SchemaEvent): boolean =>
  lastSeen === '' && !expected

function controlledNames(controls: SchemaControls, kind: SchemaKind): Set<string> {
  switch (kind) {
    case 'track':
      return new Set([...controls.blockedEvents, ...Object.keys(controls.destinationsOff)])
    case 'page':
      return new Set(controls.blockPage ? [''] : [])
    case 'screen':
      return new Set(controls.blockScreen ? [''] : [])
    case 'identify':
      return new Set(controls.blockedIdentifyTraits.length > 0 ? [''] : [])
    case 'group':
      return new Set(controls.blockedGroupTraits.length > 0 ? [''] : [])
    default:
      return kind satisfies never
  }
}

const isTraits = (kind: SchemaKind): boolean => kind === 'identify' || kind === 'group'

const unseenEvent = (
  controls: SchemaControls,
  kind: SchemaKind,
  name: string,
  off: boolean,
): SchemaEvent => ({
  kind,
  name,
  ...NEVER,
  off,
  destinationsOff: Object.hasOwn(controls.destinationsOff, name)
    ? (controls.destinationsOff[name] ?? [])
    : [],
  fields: 0,
  fieldsUnlisted: false,
  expected: false,
  archived: false,
  hints: [],
})

/** The same for the traits of identify and group calls. */
export function traitsWithUnseen(
  fields: readonly SchemaField[],
  controls: SchemaControls,
  kind: SchemaKind,
): SchemaField[] {
  const seen = new Set(fields.map(({ path }) => path))
  const blocked =
    kind === 'identify'
      ? controls.blockedIdentifyTraits
      : kind === 'group'
        ? controls.blockedGroupTraits
        : []
  return [
    ...fields,
    ...blocked
      .filter((path) => !seen.has(path))
      .map((path) => ({ path, types: [], ...NEVER, off: true, hints: [] })),
  ]
}

const NEVER = { allowed: 0, blocked: 0, firstSeen: '', lastSeen: '' }
