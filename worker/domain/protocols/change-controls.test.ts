import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ControlChange,
  changeControls,
  MAX_CONTROLS_CHARS,
  withoutDestinations,
} from './change-controls.ts'
import { NO_CONTROLS, type SourceControls } from './schema-controls.ts'

const destinations = new Set(['dst_1', 'dst_2'])

function change(changes: ControlChange[], before = NO_CONTROLS): SourceControls {
  const result = changeControls(before, changes, destinations)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const block = (name: string): ControlChange => ({ control: 'event', name, allowed: false })
const toggle = (name: string, destinationId: string, allowed = false): ControlChange => ({
  control: 'destination',
  name,
  destinationId,
  allowed,
})

describe('changing controls', () => {
  it('sets each kind of them', () => {
    expect(
      change([
        block('B'),
        block('A'),
        { control: 'page', allowed: false },
        { control: 'screen', allowed: false },
        { control: 'trait', kind: 'identify', path: 'address.city', allowed: false },
        { control: 'trait', kind: 'group', path: 'plan', allowed: false },
        toggle('E', 'dst_2'),
        toggle('E', 'dst_1'),
      ]),
    ).toEqual({
      blockedEvents: ['A', 'B'],
      blockPage: true,
      blockScreen: true,
      blockedIdentifyTraits: ['address.city'],
      blockedGroupTraits: ['plan'],
      destinationsOff: [{ event: 'E', destinationIds: ['dst_1', 'dst_2'] }],
    })
  })

  it('takes each of them back', () => {
    const before = change([block('A'), { control: 'page', allowed: false }, toggle('E', 'dst_1')])
    const after = change(
      [
        { control: 'event', name: 'A', allowed: true },
        { control: 'page', allowed: true },
        toggle('E', 'dst_1', true),
      ],
      before,
    )
    expect(after).toEqual(NO_CONTROLS)
  })

  it('answers the same object when it is all the same', () => {
    const before = change([block('A')])
    expect(change([block('A')], before)).toBe(before)
    expect(change([block('C'), { control: 'event', name: 'C', allowed: true }], before)).toBe(
      before,
    )
    expect(change([toggle('E', 'dst_gone', true)], before)).toBe(before)
  })

  it.each<[string, ControlChange, unknown]>([
    [
      'a destination of another source',
      toggle('E', 'dst_3'),
      { reason: 'unknown_destination', index: 1 },
    ],
    ['no name', block(''), { reason: 'bad_name', field: 'name', index: 1 }],
    ['a very long name', block('x'.repeat(1001)), { reason: 'bad_name', index: 1 }],
    [
      'a path that leads to a prototype',
      { control: 'trait', kind: 'group', path: 'a.constructor.prototype.b', allowed: false },
      { reason: 'bad_name', field: 'path', index: 1 },
    ],
    [
      'another such path',
      { control: 'trait', kind: 'identify', path: '__proto__', allowed: false },
      { reason: 'bad_name', field: 'path', index: 1 },
    ],
  ])('refuses %s, and everything with it', (_, bad, problem) => {
    const result = changeControls(NO_CONTROLS, [block('A'), bad], destinations)
    expect(result).toMatchObject({ ok: false, error: problem })
  })

  it('forgets destinations that are gone', () => {
    const before = {
      ...NO_CONTROLS,
      destinationsOff: [{ event: 'E', destinationIds: ['dst_1', 'dst_gone'] }],
    }
    expect(change([block('A')], before).destinationsOff).toEqual([
      { event: 'E', destinationIds: ['dst_1'] },
    ])
    const left = withoutDestinations(before, (id) => id !== 'none')
    expect(left.destinationsOff).toEqual([])
    expect(withoutDestinations(before, (id) => id === 'dst_2')).toBe(before)
  })

  it('stops where the controls grow too large, and always lets them shrink', () => {
    const names = Array.from({ length: 120 }, (_, n) => `${n} ${'x'.repeat(900)}`)
    const before = { ...NO_CONTROLS, blockedEvents: names.sort() }
    const grown = changeControls(before, [block('one more')], destinations)
    expect(grown).toMatchObject({ ok: false, error: { reason: 'too_many_controls' } })
    expect(JSON.stringify(before).length).toBeGreaterThan(MAX_CONTROLS_CHARS)
    const first = names[0] ?? ''
    expect(change([{ control: 'event', name: first, allowed: true }], before)).toBeTruthy()
  })
})

describe('whatever is changed', () => {
  const name = fc.constantFrom('A', 'B', '__proto__', 'constructor')
  const allowed = fc.boolean()
  const changes = fc.array(
    fc.oneof<fc.Arbitrary<ControlChange>[]>(
      fc.record({ control: fc.constant('event'), name, allowed }),
      fc.record({ control: fc.constantFrom('page', 'screen'), allowed }),
      fc.record({
        control: fc.constant('trait'),
        kind: fc.constantFrom('identify', 'group'),
        path: fc.constantFrom('a', 'b.c', 'd\\.e'),
        allowed,
      }),
      fc.record({
        control: fc.constant('destination'),
        name,
        destinationId: fc.constantFrom('dst_1', 'dst_2'),
        allowed,
      }),
    ),
    { maxLength: 12 },
  )

  it('doing it again changes nothing, and the order of different controls does not matter', () => {
    fc.assert(
      fc.property(changes, changes, (earlier, later) => {
        const before = change(earlier)
        const after = change(later, before)
        expect(change(later, after)).toBe(after)
        const last = new Map(later.map((one) => [JSON.stringify({ ...one, allowed: 0 }), one]))
        expect(change([...last.values()].reverse(), before)).toEqual(after)
      }),
    )
  })
})
