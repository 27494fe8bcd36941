import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { anyLiveEvent, makeLiveEvent } from '../../test/builders/live-event.ts'
import { mergeLists } from '../../worker/domain/live/merge-live.ts'
import { RingBuffer } from './ring-buffer.ts'

const LARGE = 1e9

describe('the ring of a source', () => {
  it('holds the newest of all that it was given, however it came', () => {
    const anyBatches = fc.array(fc.array(anyLiveEvent, { maxLength: 40 }), { maxLength: 6 })
    fc.assert(
      fc.property(anyBatches, (batches) => {
        const ring = new RingBuffer(1000, LARGE)
        for (const batch of batches) ring.add(batch)
        expect(ring.newest()).toEqual(mergeLists(batches, 1000))
      }),
      {
        // Two accounts that differ in what is not worth telling.
        examples: [
          [[[makeLiveEvent({ message: '' })], [makeLiveEvent({ message: 'Why' })]]],
          [[[makeLiveEvent({ message: 'Why' })], [makeLiveEvent({ message: '' })]]],
        ],
      },
    )
  })

  it('is bounded in number, and by how much text its events have', () => {
    const events = Array.from({ length: 2000 }, (_, n) =>
      makeLiveEvent({ acceptId: `enam-0.${n}.0`, json: 'x'.repeat(100) }),
    )
    const byNumber = new RingBuffer(50, LARGE)
    byNumber.add(events)
    expect(byNumber.newest().map(({ acceptId }) => acceptId)).toEqual(
      Array.from({ length: 50 }, (_, n) => `enam-0.${1999 - n}.0`),
    )
    const byText = new RingBuffer(500, 1000)
    for (const event of events) byText.add([event])
    expect(byText.newest()).toHaveLength(10)
  })

  it('says what is new, and what changed from what', () => {
    const ring = new RingBuffer()
    const pending = makeLiveEvent({ state: 'pending' })
    const allowed = makeLiveEvent()
    expect(ring.add([pending])).toEqual([{ event: pending, before: null }])
    expect(ring.add([pending, allowed])).toEqual([{ event: allowed, before: pending }])
    expect(ring.add([allowed, pending])).toEqual([])
    expect(ring.newest()).toEqual([allowed])
  })
})
