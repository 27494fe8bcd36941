import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ANY_ITEM, type FieldPath, formatFieldPath, parseFieldPath } from './field-path.ts'

describe('the name of a field', () => {
  it.each<[string, FieldPath]>([
    ['plan', ['plan']],
    ['address.city', ['address', 'city']],
    ['friends.$.email', ['friends', ANY_ITEM, 'email']],
    ['a\\.b.c', ['a.b', 'c']],
    ['\\$', ['$']],
    ['price$', ['price$']],
    ['a\\\\b', ['a\\b']],
    ['', ['']],
    ['a.', ['a', '']],
    ['..', ['', '', '']],
  ])('%s', (text, path) => {
    expect(parseFieldPath(text)).toEqual(path)
    expect(formatFieldPath(path)).toBe(text)
  })

  it('says the same after writing and reading it', () => {
    const key = fc.oneof(fc.string(), fc.constantFrom('$', '.', '\\', ''), fc.constant(ANY_ITEM))
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), (path) => {
        expect(parseFieldPath(formatFieldPath(path))).toEqual(path)
      }),
    )
  })
})
