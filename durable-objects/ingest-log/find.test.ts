import { expect, it } from 'vitest'
import { createObjectStorage } from '../../test/fakes/delivery-outbox.ts'
import { formatRecord } from '../../worker/messages/record.ts'
import { type FindDeps, MAX_SEARCHED_CHARS, searchLive } from './find.ts'
import { Generations } from './generations.ts'
import { LogStore } from './store.ts'

/** A log whose segments hold one event each. */
function makeLog() {
  const { storage } = createObjectStorage()
  const store = new LogStore(storage as unknown as DurableObjectStorage)
  const generations = new Generations(store)
  const deps: FindDeps = { generations, store, lastError: () => '' }
  return {
    append(fields: { messageId: string } & Record<string, unknown>): void {
      const json = JSON.stringify({ type: 'track', event: 'E', ...fields })
      const receivedAt = '2026-11-23T17:00:00.000Z'
      const body = formatRecord({ kind: 'e', sourceId: 'src_a', receivedAt, json })
      const received = [{ sourceId: 'src_a', hour: '2026-11-23T17', count: 1 }]
      generations.append([{ version: 1, body, count: 1, received }], 0)
    },
    search: (messageId: string) =>
      searchLive(deps, { messageId, sourceIds: ['src_a'], limit: 10 }).records.map(
        (row) => row.segment,
      ),
    isPartial: (messageId: string) =>
      searchLive(deps, { messageId, sourceIds: ['src_a'], limit: 10 }).partial,
    /** Segments that a search takes out of the tables. */
    bodiesRead(work: () => void): number {
      const body = store.body.bind(store)
      let reads = 0
      store.body = (...place) => {
        reads++
        return body(...place)
      }
      work()
      store.body = body
      return reads
    },
  }
}

it('finds ids as they are written, newest first', () => {
  const log = makeLog()
  const ids = ['plain', 'say "hi"', 'back\\slash', 'tab\there', 'é☃😀', 'half \ud83d', '%_*']
  for (const messageId of ids) log.append({ messageId })
  for (const [index, id] of ids.entries()) expect(log.search(id)).toEqual([index + 1])
  log.append({ messageId: 'plain' })
  expect(log.search('plain')).toEqual([8, 1])
})

it('reads no segment for an id that is only a word of every event', () => {
  const log = makeLog()
  for (let n = 0; n < 5; n++) log.append({ messageId: `m${n}` })
  expect(log.bodiesRead(() => expect(log.search('type')).toEqual([]))).toBe(0)
  log.append({ messageId: 'type' })
  expect(log.bodiesRead(() => expect(log.search('type')).toEqual([6]))).toBe(1)
})

it('takes an id within the properties for no hit', () => {
  const log = makeLog()
  log.append({ messageId: 'm1', properties: { messageId: 'm2' } })
  expect(log.search('m2')).toEqual([])
})

it('goes back as far as one search may', () => {
  const log = makeLog()
  log.append({ messageId: 'old' })
  const filler = 'x'.repeat(MAX_SEARCHED_CHARS / 16)
  for (let n = 0; n < 15; n++) log.append({ messageId: `m${n}`, filler })
  expect(log.search('old')).toEqual([1])
  expect(log.isPartial('old')).toBe(false)
  log.append({ messageId: 'm15', filler })
  expect(log.search('old')).toEqual([])
  expect(log.isPartial('old')).toBe(true)
  expect(log.search('m1')).toEqual([3])
})
