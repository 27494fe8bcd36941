import { expect, it } from 'vitest'
import { MAX_KEYS_PER_SOURCE_HOUR } from '../../durable-objects/ingest-log/totals.ts'
import { eventKey, parseEventKey } from './books.ts'

const key = (name: string) => eventKey({ outcome: 'passed', code: '', type: 'track', name })

it.each([
  ['Order Completed', 'Order Completed'],
  ['a\tb\nc\u0000d', 'a b c d'],
  ['half a pair: \ud83d', 'half a pair: \ufffd'],
  ['n'.repeat(30_000), 'n'.repeat(200)],
])('keeps one name apart from another, cut and in one line (%#)', (name, kept) => {
  expect(parseEventKey(key(name)).name).toBe(kept)
})

it.each(['n', '名', '\u0001', '\ud83d'])(
  'fits a row of 2 MB with the longest names (%j)',
  (char) => {
    const counts = Object.fromEntries(
      Array.from({ length: MAX_KEYS_PER_SOURCE_HOUR }, (_, i) => [
        key(`${i}${char.repeat(30_000)}`),
        1_000_000_000,
      ]),
    )
    expect(Object.keys(counts)).toHaveLength(MAX_KEYS_PER_SOURCE_HOUR)
    expect(Buffer.byteLength(JSON.stringify(counts))).toBeLessThan(1_500_000)
  },
)
