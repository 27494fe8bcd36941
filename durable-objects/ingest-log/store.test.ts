import { expect, it } from 'vitest'
import { createObjectStorage } from '../../test/fakes/delivery-outbox.ts'
import { LogStore, type StoredAck } from './store.ts'

it('keeps a long acknowledgement in rows of a size that the storage takes', () => {
  const { fake, storage } = createObjectStorage()
  const store = new LogStore(storage as unknown as DurableObjectStorage)
  store.openGeneration({ id: 1, openedAt: 0, hour: '2026-11-23T17' })
  const ack = (segment: number, chars: number): StoredAck => ({
    segment,
    first: 0,
    count: 1,
    totals: {},
    verdicts: {
      values: [{ outcome: 'passed', patch: [{ op: 'remove', path: `/${'x'.repeat(chars)}` }] }],
      runs: [0, 1],
    },
  })
  const acks = [1, 2, 3, 4, 5, 6].map((segment) => ack(segment, 200_000))
  store.insertAcks(1, acks)
  store.insertAcks(1, [ack(7, 10), ack(8, 10)])
  const lengths = fake
    .exec<{ chars: number }>('SELECT length(units) AS chars FROM acks_1 ORDER BY id')
    .toArray()
    .map(({ chars }) => Math.round(chars / 100_000))
  expect(lengths).toEqual([4, 4, 4, 0])
  expect(store.acks(1).map(({ segment }) => segment)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
})
