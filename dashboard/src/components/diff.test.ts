import { describe, expect, it } from 'vitest'
import { diff } from './diff.ts'

describe('the difference of two states', () => {
  it('is nothing when nothing changed, whatever it is made of', () => {
    const state = { name: 'a', list: [1, { deep: true }], none: null }
    expect(diff(state, structuredClone(state))).toEqual([])
    expect(diff(null, undefined)).toEqual([])
  })

  it('names each place once', () => {
    const before = { name: 'a', enabled: true, settings: { hook: 'x', retries: 3 } }
    const after = { name: 'b', enabled: true, settings: { hook: 'x', limit: 5 } }
    expect(diff(before, after)).toEqual([
      { path: 'name', kind: 'changed', before: 'a', after: 'b' },
      { path: 'settings.retries', kind: 'removed', before: 3, after: undefined },
      { path: 'settings.limit', kind: 'added', before: undefined, after: 5 },
    ])
  })

  it('shows the fields of what is new or gone', () => {
    expect(diff(null, { name: 'a', on: false })).toEqual([
      { path: 'name', kind: 'added', before: undefined, after: 'a' },
      { path: 'on', kind: 'added', before: undefined, after: false },
    ])
    expect(diff({ keys: ['k'] }, null)).toEqual([
      { path: 'keys.0', kind: 'removed', before: 'k', after: undefined },
    ])
  })

  it('says so when a list became an object', () => {
    expect(diff({ a: [] }, { a: {} })).toEqual([
      { path: 'a', kind: 'changed', before: [], after: {} },
    ])
  })
})
