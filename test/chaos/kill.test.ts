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
  /** How many requests the webhook had answered at each kill. */
  const kills: number[] = []
  for (let round = 1; round <= KILLS; round += 1) {
    const wanted = load.acknowledged.size + EVENTS_PER_ROUND
    await eventually(`${wanted} events acknowledged`, () =>
      load.acknowledged.size >= wanted ? true : undefined,
    )
    await service.kill9()
    kills.push(receiver.deliveries.length)
    await service.restart()
  }
  await load.stop()
  expect(load.refusals).toEqual([])
  expect(load.acknowledged.size).toBeGreaterThanOrEqual(KILLS * EVENTS_PER_ROUND)

  await receiver.waitFor(load.acknowledged, 90_000)

  const repeats = repeated(receiver, kills)
  console.log(
    `${load.acknowledged.size} events acknowledged over ${KILLS} kills: 0 missing, ` +
      `${repeats.length} delivered again`,
  )
  expect(repeats.filter(({ killBetween }) => !killBetween)).toEqual([])
})

/** Every delivery of an event that was delivered before, and whether a kill lies between the two. */
function repeated({ deliveries }: Receiver, kills: number[]) {
  const lastSeen = new Map<string, number>()
  const repeats: { messageId: string; killBetween: boolean }[] = []
  deliveries.forEach((delivery, index) => {
    for (const { messageId } of delivery.events) {
      const before = lastSeen.get(messageId)
      if (before !== undefined) {
        const killBetween = kills.some((at) => before < at && at <= index)
        repeats.push({ messageId, killBetween })
      }
      lastSeen.set(messageId, index)
    }
  })
  return repeats
}
