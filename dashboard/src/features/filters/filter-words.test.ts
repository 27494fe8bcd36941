import { expect, it } from 'vitest'
import { describeAction, listOf, toPercent } from './filter-words.ts'

it('an action is told in a few words', () => {
  expect(describeAction({ type: 'DROP' })).toBe('Drops the event')
  expect(describeAction({ type: 'SAMPLE', percent: 0.25 })).toBe('Sends 25 %')
  expect(describeAction({ type: 'SAMPLE', percent: 0.07, path: 'userId' })).toBe(
    'Sends 7 % by userId',
  )
  expect(
    describeAction({
      type: 'DROP_PROPERTIES',
      fields: { properties: ['email', 'phone'], '': ['context'] },
    }),
  ).toBe('Drops properties.email, properties.phone and context')
  expect(
    describeAction({ type: 'ALLOW_PROPERTIES', fields: { properties: ['total'], traits: [] } }),
  ).toBe('Allows total of properties; Allows nothing of traits')
})

it('long lists are cut', () => {
  expect(listOf(['a', 'b', 'c', 'd'])).toBe('a, b, c and d')
  expect(listOf(['a', 'b', 'c', 'd', 'e'])).toBe('a, b, c and 2 more')
})

it('shares are shown as they were entered', () => {
  expect(toPercent(0.07)).toBe(7)
  expect(toPercent(0.001)).toBe(0.1)
})
