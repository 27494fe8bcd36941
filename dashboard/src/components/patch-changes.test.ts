import { describe, expect, it } from 'vitest'
import { patchChanges } from './patch-changes.ts'

const EVENT = { properties: { card: '4111', total: 30, 'a/b': 1, items: [{ sku: 'x' }] } }

describe('a patch is shown as', () => {
  it('what it took away, with what stood there', () => {
    expect(patchChanges(EVENT, [{ op: 'remove', path: '/properties/card' }])).toEqual([
      { path: 'properties.card', kind: 'removed', before: '4111', after: undefined },
    ])
  })

  it('what it changed and what it added', () => {
    const patch = [
      { op: 'replace', path: '/properties/total', value: 31 },
      { op: 'add', path: '/properties/currency', value: 'EUR' },
      { op: 'add', path: '/properties/card', value: null },
    ]
    expect(patchChanges(EVENT, patch)).toEqual([
      { path: 'properties.total', kind: 'changed', before: 30, after: 31 },
      { path: 'properties.currency', kind: 'added', before: undefined, after: 'EUR' },
      { path: 'properties.card', kind: 'changed', before: '4111', after: null },
    ])
  })

  it('places in lists, and names with slashes', () => {
    const patch = [
      { op: 'remove', path: '/properties/items/0/sku' },
      { op: 'remove', path: '/properties/a~1b' },
    ]
    expect(patchChanges(EVENT, patch).map(({ path, before }) => [path, before])).toEqual([
      ['properties.items.0.sku', 'x'],
      ['properties.a/b', 1],
    ])
  })

  it('a move as both of its ends, a copy as one', () => {
    const ends = { from: '/properties/total', path: '/properties/revenue' }
    expect(patchChanges(EVENT, [{ op: 'move', ...ends }]).map(({ kind }) => kind)).toEqual([
      'removed',
      'added',
    ])
    expect(patchChanges(EVENT, [{ op: 'copy', ...ends }])).toEqual([
      { path: 'properties.revenue', kind: 'added', before: undefined, after: 30 },
    ])
  })

  it('nothing, where it changes nothing or is not known', () => {
    expect(patchChanges(EVENT, [{ op: 'test', path: '/properties' }])).toEqual([])
    expect(patchChanges(null, [{ op: 'remove', path: '/toString' }])).toEqual([
      { path: 'toString', kind: 'removed', before: undefined, after: undefined },
    ])
  })
})
