import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { startLoad } from '../harness/load.ts'
import { type Receiver, startReceiver } from '../harness/receiver.ts'
import { type Service, startService } from '../harness/service.ts'
import { openWorkspace, type TestSource } from '../harness/workspace.ts'

/**
 * `kill -9` of the whole service, again and again under load. What was answered 200 reaches the webhook,
 * and a second time only where a kill came between the webhook's answer and its being written down.
 */

const KILLS = 5
/**
 * An answered request is in flight until its result is written down: results are written every 100 ms,
 * and a runtime that has no core to itself is late with that.
 */
const IN_FLIGHT_MS = 3000
/** Acknowledged events between a start and the next kill. */
const EVENTS_PER_ROUND = 250

let service: Service
let receiver: Receiver
let source: TestSource

beforeAll(async () => {
  // Short leases: work that was handed out when the service died is handed out again soon.
  service = await startService({ vars: { LEASE_MS: '3000', RING_INTERVAL_MS: '100' } })
  receiver = await startReceiver()
  const workspace = openWorkspace(service)
  source = await workspace.createSource()
  await workspace.createWebhook(source, receiver.url)
})
afterAll(async () => {
  await service?.stop()
  await receiver?.stop()
})

it(`loses nothing over ${KILLS} kills`, { timeout: 150_000 }, async () => {
  const load = startLoad(service, source, { clients: 8, batchSize: 20, pauseMs: 20 })
  const kills: Kill[] = []
  for (let round = 1; round <= KILLS; round += 1) {
    const wanted = load.acknowledged.size + EVENTS_PER_ROUND
    await eventually(`${wanted} events acknowledged`, () =>
      load.acknowledged.size >= wanted ? true : undefined,
    )
    const from = Date.now()
    await service.kill9()
    kills.push({ from, to: Date.now() })
    await service.restart()
  }
  await load.stop()
  expect(load.refusals).toEqual([])
  expect(load.acknowledged.size).toBeGreaterThanOrEqual(KILLS * EVENTS_PER_ROUND)

  await receiver.waitFor(load.acknowledged, 90_000)

  const repeats = repeated(receiver, kills)
  const longest = Math.max(0, ...repeats.map(({ beforeKillMs }) => beforeKillMs))
  console.log(
    `${load.acknowledged.size} events acknowledged over ${KILLS} kills: 0 missing, ` +
      `${repeats.length} delivered again, first at most ${longest} ms before a kill`,
  )
  expect(repeats.filter(({ beforeKillMs }) => beforeKillMs > IN_FLIGHT_MS)).toEqual([])
})

/** Between the two times the service died. */
interface Kill {
  from: number
  to: number
}

/**
 * Every delivery of an event that was delivered before, and how long before the next kill that was:
 * Infinity when no kill explains it.
 */
function repeated({ deliveries }: Receiver, kills: Kill[]) {
  const lastSeen = new Map<string, number>()
  const repeats: { messageId: string; beforeKillMs: number }[] = []
  for (const { at, events } of deliveries) {
    for (const { messageId } of events) {
      const before = lastSeen.get(messageId)
      lastSeen.set(messageId, at)
      if (before === undefined) continue
      const kill = kills.find(({ from, to }) => before <= to && from <= at)
      const beforeKillMs = kill === undefined ? Infinity : Math.max(0, kill.from - before)
      repeats.push({ messageId, beforeKillMs })
    }
  }
  return repeats
}
