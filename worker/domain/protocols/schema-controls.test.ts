import fc from 'fast-check'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { sourceConfigSchema } from '../config/snapshot.ts'
import { applyJsonPatch } from '../event/json-patch.ts'
import { ANY_ITEM, type FieldPath, formatFieldPath, parseFieldPath } from './field-path.ts'
import { applyControls, NO_CONTROLS, type SourceControls } from './schema-controls.ts'

type Event = Record<string, unknown>

const controls = (overrides: Partial<SourceControls>): SourceControls => ({
  ...NO_CONTROLS,
  ...overrides,
})
const passed = { effect: 'passed' }
const blocked = { effect: 'blocked', code: 'event_setting' }

/** The event as passed on, and which controls took something away. */
function run(event: Event, given: Partial<SourceControls>) {
  const result = applyControls(event, controls(given))
  if (result.effect !== 'omitted') return { event, omitted: [] }
  return { event: applyJsonPatch(event, result.patch), omitted: result.omitted }
}

describe('events', () => {
  it.each<[string, Event, Partial<SourceControls>, unknown]>([
    ['pass without controls', { type: 'track', event: 'E' }, {}, passed],
    [
      'are blocked by their name',
      { type: 'track', event: 'E' },
      { blockedEvents: ['D', 'E'] },
      blocked,
    ],
    [
      'pass when the casing differs',
      { type: 'track', event: 'e' },
      { blockedEvents: ['E'] },
      passed,
    ],
    ['pass when only called alike', { type: 'page', name: 'E' }, { blockedEvents: ['E'] }, passed],
    [
      'are not taken for what every object has',
      { type: 'track', event: 'constructor' },
      { blockedEvents: ['E'] },
      passed,
    ],
    [
      'are blocked also when called so',
      { type: 'track', event: '__proto__' },
      { blockedEvents: ['__proto__'] },
      blocked,
    ],
    ['of page calls are blocked all together', { type: 'page' }, { blockPage: true }, blocked],
    ['of screen calls too', { type: 'screen' }, { blockScreen: true }, blocked],
    ['of page calls pass when screens do not', { type: 'page' }, { blockScreen: true }, passed],
    [
      'of other types are never blocked',
      { type: 'identify', event: 'E' },
      { blockedEvents: ['E'], blockPage: true, blockScreen: true },
      passed,
    ],
    ['of type alias pass', { type: 'alias' }, { blockedIdentifyTraits: ['a'] }, passed],
  ])('%s', (_, event, given, expected) => {
    expect(applyControls(event, controls(given))).toEqual(expected)
  })
})

describe('traits', () => {
  const identify = (traits: unknown): Event => ({ type: 'identify', userId: 'ada', traits })

  it.each<[string, unknown, string[], unknown, string[]]>([
    ['are removed', { email: 'a', plan: 'b' }, ['email'], { plan: 'b' }, ['email']],
    ['that are null too', { email: null }, ['email'], {}, ['email']],
    [
      'inside objects',
      { address: { city: 'a', zip: 'b' } },
      ['address.city'],
      { address: { zip: 'b' } },
      ['address.city'],
    ],
    [
      'inside items of lists',
      { friends: [{ email: 'a', name: 'b' }, 7, { name: 'c' }, { email: 'd' }] },
      ['friends.$.email'],
      { friends: [{ name: 'b' }, 7, { name: 'c' }, {}] },
      ['friends.$.email'],
    ],
    ['that are all items of a list', { tags: [1, 2, 3] }, ['tags.$'], { tags: [] }, ['tags.$']],
    ['whose keys have dots', { 'a.b': 1, a: { b: 2 } }, ['a\\.b'], { a: { b: 2 } }, ['a\\.b']],
    ['whose keys mean something in a JSON pointer', { 'a/b~c': 1 }, ['a/b~c'], {}, ['a/b~c']],
    ['with what is below them', { a: { b: 1 } }, ['a', 'a.b'], {}, ['a', 'a.b']],
    ['named like a method', { constructor: 1, x: 2 }, ['constructor'], { x: 2 }, ['constructor']],
  ])('%s', (_, traits, paths, expected, omitted) => {
    const result = run(identify(traits), { blockedIdentifyTraits: paths })
    expect(result.event).toEqual(identify(expected))
    expect(result.omitted).toEqual(omitted)
  })

  it.each<[string, unknown, string]>([
    ['that are not there', { plan: 'b' }, 'email'],
    ['that only every object has', {}, 'toString'],
    ['of an identify without any', undefined, 'email'],
    ['that are an item, named without saying so', { tags: [1] }, 'tags.0'],
    ['below a value', { a: 'text' }, 'a.length'],
    ['of what is no list', { a: { b: 1 } }, 'a.$'],
  ])('%s change nothing', (_, traits, path) => {
    const given = controls({ blockedIdentifyTraits: [path] })
    expect(applyControls(identify(traits), given)).toEqual(passed)
  })

  it('of groups are those of groups', () => {
    const given = { blockedGroupTraits: ['plan'], blockedIdentifyTraits: ['email'] }
    const traits = { plan: 1, email: 2 }
    expect(run({ type: 'group', traits }, given).event.traits).toEqual({ email: 2 })
    expect(run({ type: 'identify', traits }, given).event.traits).toEqual({ plan: 1 })
  })

  it('of very many items take no longer to tell than the traits themselves', () => {
    const list = 'x'.repeat(500)
    const traits = { [list]: Array.from({ length: 2000 }, (_, n) => ({ a: n, b: n })) }
    const path = `${list}.$.a`
    const result = applyControls(identify(traits), controls({ blockedIdentifyTraits: [path] }))
    if (result.effect !== 'omitted') throw new Error(result.effect)
    expect(result.patch).toHaveLength(1)
    const left = { [list]: Array.from({ length: 2000 }, (_, n) => ({ b: n })) }
    expect(applyJsonPatch(identify(traits), result.patch)).toEqual(identify(left))
    expect(result.omitted).toEqual([path])
  })

  it('elsewhere in the event stay', () => {
    const event = { type: 'identify', traits: { a: 1 }, context: { traits: { a: 1 } } }
    expect(run(event, { blockedIdentifyTraits: ['a'] }).event).toEqual({ ...event, traits: {} })
  })
})

const json = fc.jsonValue({ maxDepth: 3 })
const object = fc.dictionary(
  fc.oneof(
    fc.constantFrom('a', 'b', 'a.b', '$', '', 'a/b', '~', 'constructor', 'toString', '0'),
    fc.string().filter((key) => key !== '__proto__' && key !== 'prototype'),
  ),
  json,
)

/** Paths of all fields of a value, with `$` for items. */
function pathsOf(value: unknown, at: FieldPath = []): FieldPath[] {
  if (typeof value !== 'object' || value === null) return []
  const entries = Array.isArray(value)
    ? value.map((item) => [ANY_ITEM, item] as const)
    : Object.entries(value)
  return entries.flatMap(([key, below]) => [[...at, key], ...pathsOf(below, [...at, key])])
}

/** The rule in its slowest form: walks and drops. */
function without(value: unknown, paths: readonly FieldPath[]): unknown {
  if (typeof value !== 'object' || value === null) return value
  const below = (key: FieldPath[number]) =>
    paths.filter((path) => path[0] === key).map((path) => path.slice(1))
  const isGone = (key: FieldPath[number]) => below(key).some((path) => path.length === 0)
  if (Array.isArray(value)) {
    return isGone(ANY_ITEM) ? [] : value.map((item) => without(item, below(ANY_ITEM)))
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !isGone(key))
      .map(([key, field]) => [key, without(field, below(key))]),
  )
}

describe('whatever the traits and the controls', () => {
  const cases = object.chain((traits) =>
    fc.record({
      traits: fc.constant(traits),
      paths: fc.uniqueArray(
        fc.oneof(
          fc.constantFrom(...(pathsOf(traits).length > 0 ? pathsOf(traits) : [['none']])),
          fc.array(fc.constantFrom<FieldPath[number]>('a', 'b', ANY_ITEM, 'constructor'), {
            minLength: 1,
            maxLength: 3,
          }),
        ),
        { maxLength: 6, selector: formatFieldPath },
      ),
      rest: object,
    }),
  )

  it('exactly the named traits are gone, and what was kept stays as it was', () => {
    fc.assert(
      fc.property(cases, ({ traits, paths, rest }) => {
        const event: Event = { ...rest, type: 'identify', traits }
        const before = JSON.stringify(event)
        const names = paths.map(formatFieldPath)
        const result = run(event, { blockedIdentifyTraits: names })
        // As text: the order of the keys stays too.
        expect(JSON.stringify(result.event)).toBe(
          JSON.stringify({ ...event, traits: without(traits, names.map(parseFieldPath)) }),
        )
        expect(JSON.stringify(event)).toBe(before)
        const isChanged = JSON.stringify(result.event) !== before
        expect(result.omitted.length > 0).toBe(isChanged)
      }),
      { numRuns: 500 },
    )
  })
})

describe('a snapshot', () => {
  it('that was stored before there were controls lets everything through', () => {
    const stored = {
      kind: 'source',
      sourceId: 's',
      workspaceId: 'w',
      slug: 'javascript',
      name: 'Shop',
      enabled: true,
      settings: {},
      targets: [],
    }
    expect(v.parse(sourceConfigSchema, stored).schema).toEqual(NO_CONTROLS)
  })
})
