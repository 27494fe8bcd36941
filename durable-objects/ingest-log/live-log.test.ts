import { expect, it } from 'vitest'
import { createObjectStorage } from '../../test/fakes/delivery-outbox.ts'
import { LIVE_LOG_TIMEOUT_MS } from '../../worker/messages/live-rpc.ts'
import { Generations } from './generations.ts'
import { LiveLog } from './live-log.ts'
import { LogStore } from './store.ts'

/** A log that has archived once, so that a search waits for the archive. */
function makeLog() {
  const { storage } = createObjectStorage()
  const store = new LogStore(storage as unknown as DurableObjectStorage)
  store.openGeneration({ id: 1, openedAt: 0, hour: '2026-11-23T17' })
  store.dropGeneration(1, [[1, 1]], ['archive/v1/src_a/2026/11/23/17/enam-0-1.ndjson.gz'])
  const clock = { now: 1_000_000 }
  const answers: (() => void)[] = []
  const live = new LiveLog({
    log: 'enam-0',
    generations: new Generations(store),
    store,
    archive: { get: () => new Promise((resolve) => answers.push(() => resolve(null))) },
    now: () => clock.now,
  })
  return { live, clock, answers, ask: () => live.recent({ sourceId: 'src_a', limit: 10 }) }
}

const turns = () => new Promise((resolve) => setTimeout(resolve, 10))

it('makes no search that nobody waits for any more', async () => {
  const { clock, answers, ask } = makeLog()
  const first = ask()
  const late = [ask(), ask()]
  await turns()
  expect(answers).toHaveLength(1)
  clock.now += LIVE_LOG_TIMEOUT_MS
  const inTime = ask()
  answers[0]?.()
  await Promise.all([first, ...late])
  await turns()
  expect(answers).toHaveLength(2)
  expect((await late[0])?.since).toBe(new Date(clock.now).toISOString())
  answers[1]?.()
  expect((await inTime).events).toEqual([])
})
