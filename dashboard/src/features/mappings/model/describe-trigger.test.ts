import { expect, it } from 'vitest'
import { describeTrigger } from './describe-trigger.ts'

it.each([
  ['', 'No event: there is no trigger yet'],
  ['all', 'Every event'],
  ['type = "track"', 'Every track call'],
  ['type = "identify" or type = "track" or type = "page"', 'Every identify, track or page call'],
  ["type in ['page', 'screen']", 'Every page or screen call'],
  [
    'type = "track" and event = "Order Completed"',
    'Track calls whose event name is “Order Completed”',
  ],
  [
    'type = "track" and (event = "A" or event = "B") and properties.total > 5',
    'Track calls whose (event name is “A” or event name is “B”) and properties.total is more than 5',
  ],
  ['userId != null', 'Events whose user id is present'],
  ['event = "A" or properties.vip', 'Events whose event name is “A” or properties.vip is true'],
  ['length(userId) > 3', null],
  ['!(type = "track")', null],
])('%s', (fql, words) => {
  expect(describeTrigger(fql)).toBe(words)
})
