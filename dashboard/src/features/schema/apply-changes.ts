import type {
  SchemaAnswer,
  SchemaChange,
  SchemaControls,
  SchemaEvent,
  SchemaFieldsAnswer,
  SchemaKind,
} from '../../api/schema.ts'

/** A list as it will be once the changes hold, to be shown at once. */
export function eventsAfter(answer: SchemaAnswer, changes: readonly SchemaChange[]): SchemaAnswer {
  const off = new Map<string, boolean>()
  const destinations = new Map<string, Extract<SchemaChange, { control: 'destination' }>[]>()
  for (const change of changes) {
    if (change.control === 'event') off.set(keyOf('track', change.name), !change.allowed)
    if (change.control === 'page') off.set(keyOf('page', ''), !change.allowed)
    if (change.control === 'screen') off.set(keyOf('screen', ''), !change.allowed)
    if (change.control === 'destination') {
      destinations.set(change.name, [...(destinations.get(change.name) ?? []), change])
    }
  }
  return {
    ...answer,
    controls: controlsAfter(answer.controls, changes),
    events: answer.events.map((event) => {
      const switched = off.get(keyOf(event.kind, event.kind === 'track' ? event.name : ''))
      const routed = event.kind === 'track' ? destinations.get(event.name) : undefined
      if (switched === undefined && routed === undefined) return event
      return {
        ...event,
        off: switched ?? event.off,
        destinationsOff: destinationsOffAfter(event, routed ?? []),
      }
    }),
  }
}

/** Of those that say what is listed without having been seen. */
function controlsAfter(controls: SchemaControls, changes: readonly SchemaChange[]): SchemaControls {
  const events = new Set(controls.blockedEvents)
  const identify = new Set(controls.blockedIdentifyTraits)
  const group = new Set(controls.blockedGroupTraits)
  let { blockPage, blockScreen } = controls
  for (const change of changes) {
    if (change.control === 'event') block(events, change.name, !change.allowed)
    if (change.control === 'page') blockPage = !change.allowed
    if (change.control === 'screen') blockScreen = !change.allowed
    if (change.control === 'trait') {
      block(change.kind === 'identify' ? identify : group, change.path, !change.allowed)
    }
  }
  return {
    ...controls,
    blockPage,
    blockScreen,
    blockedEvents: [...events],
    blockedIdentifyTraits: [...identify],
    blockedGroupTraits: [...group],
  }
}

function block(blocked: Set<string>, name: string, on: boolean): void {
  if (on) blocked.add(name)
  else blocked.delete(name)
}

function destinationsOffAfter(
  { destinationsOff }: SchemaEvent,
  changes: readonly { destinationId: string; allowed: boolean }[],
): string[] {
  const off = new Set(destinationsOff)
  for (const { destinationId, allowed } of changes) {
    if (allowed) off.delete(destinationId)
    else off.add(destinationId)
  }
  return [...off]
}

/** The same for the traits of one kind. */
export function traitsAfter(
  answer: SchemaFieldsAnswer,
  kind: SchemaKind,
  changes: readonly SchemaChange[],
): SchemaFieldsAnswer {
  const off = new Map<string, boolean>()
  for (const change of changes) {
    if (change.control === 'trait' && change.kind === kind) off.set(change.path, !change.allowed)
  }
  if (off.size === 0) return answer
  return {
    ...answer,
    fields: answer.fields.map((field) => ({ ...field, off: off.get(field.path) ?? field.off })),
  }
}

/** The changes that take these back. */
export const opposite = (changes: readonly SchemaChange[]): SchemaChange[] =>
  changes.map((change) => ({ ...change, allowed: !change.allowed }))

const keyOf = (kind: SchemaKind, name: string) => `${kind}\t${name}`
