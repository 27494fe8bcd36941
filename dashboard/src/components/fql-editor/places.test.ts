import { expect, it } from 'vitest'
import { placeOf, splitAt } from './places.ts'

it('a place is said as people count', () => {
  expect(placeOf("event == 'x'", 7)).toBe('Character 8')
  expect(placeOf("event = 'x'\nand type == 'y'", 22)).toBe('Line 2, character 11')
  expect(placeOf('event =', 7)).toBe('At the end')
  expect(placeOf('event = \n', 9)).toBe('At the end')
})

it('what stands there is marked: a word, a character, or the end', () => {
  expect(splitAt('a = nothing b', 12)).toEqual({ before: 'a = nothing ', marked: 'b', after: '' })
  expect(splitAt('foo(a.b, c)', 0)).toEqual({ before: '', marked: 'foo', after: '(a.b, c)' })
  expect(splitAt('a == 1', 3)).toEqual({ before: 'a =', marked: '=', after: ' 1' })
  expect(splitAt('a =', 3)).toEqual({ before: 'a =', marked: '  ', after: '' })
  expect(splitAt('a 😀 b', 2).marked).toBe('😀')
})
