import { expect, it } from 'vitest'
import { findMixed } from './find-mixed.ts'

it.each([
  'a = 1',
  'a = 1 and b = 2 and c = 3',
  '(a = 1 and b = 2) or c = 3',
  '(a = 1 or b = 2) and (c = 3 or (d = 4 and e = 5))',
  "contains(a, 'x and y or z') or b",
  '!(a and b) or c',
  'not a filter ((',
])('takes %s', (text) => {
  expect(findMixed(text)).toBeNull()
})

it.each([
  ['a = 1 and b = 2 or c = 3', 16],
  ['a or (b or c and d)', 13],
  ['(a and b) or c and d', 15],
])('refuses %s, and says where', (text, at) => {
  expect(findMixed(text)?.at).toBe(at)
})
