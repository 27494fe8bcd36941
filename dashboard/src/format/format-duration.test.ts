import { expect, it } from 'vitest'
import { formatDuration } from './format-duration.ts'

it.each([
  [0, '0 ms'],
  [84.3, '84 ms'],
  [999.4, '999 ms'],
  [999.6, '1 s'],
  [1240, '1.24 s'],
  [59_990, '1 min'],
  [750_000, '12.5 min'],
  [10_800_000, '3 h'],
])('%d ms is said as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})
