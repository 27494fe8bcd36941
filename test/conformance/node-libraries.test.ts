import RudderAnalytics from '@rudderstack/rudder-sdk-node'
import { Analytics } from '@segment/analytics-node'
import LegacyAnalytics from 'analytics-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sealGeneration, waitForArchive } from '../harness/archive.ts'
import { type DeliveredSource, startDeliveredSource } from '../harness/delivered-source.ts'
import type { Receiver } from '../harness/receiver.ts'
import type { Service } from '../harness/service.ts'
import type { TestSource } from '../harness/workspace.ts'

/** Each library as its users get it from npm, told nothing but our host. */

let scene: DeliveredSource
let service: Service
let receiver: Receiver
let source: TestSource
let filler: TestSource

beforeAll(async () => {
  scene = await startDeliveredSource('node-js')
  ;({ service, receiver, source, filler } = scene)
})
afterAll(() => scene?.stop())

/** One call of each type that a server library has; the library chooses the messageIds. */
const callsOf = (userId: string) => ({
  identify: { userId, traits: { email: 'ada@example.com', plan: 'pro' } },
  track: { userId, event: 'Order Completed', properties: { total: 42.5, items: ['a', 'b'] } },
  page: { userId, name: 'Pricing', properties: { url: 'https://example.com/pricing' } },
  screen: { userId, name: 'Home', properties: { tab: 'news' } },
  group: { userId, groupId: 'acme', traits: { name: 'Acme' } },
  alias: { userId, previousId: `anonymous-${userId}` },
})
const TYPES = Object.keys(callsOf('')).sort()

/** Waits for the calls of one library, told apart by its user. */
async function expectDelivered(userId: string): Promise<void> {
  const own = () =>
    receiver.deliveries
      .flatMap((delivery) => delivery.events)
      .filter((event) => event.userId === userId)
  await expect.poll(() => own().length, { timeout: 30_000 }).toBe(TYPES.length)
  expect(
    own()
      .map((event) => event.type)
      .sort(),
  ).toEqual(TYPES)
  const calls: Record<string, object> = callsOf(userId)
  for (const event of own()) {
    expect(event).toMatchObject(calls[event.type] ?? {})
    expect(event.messageId).toEqual(expect.any(String))
    expect(event).not.toHaveProperty('writeKey')
    expect(event.context).toMatchObject({ library: { name: expect.any(String) } })
    for (const field of ['timestamp', 'originalTimestamp', 'receivedAt', 'sentAt']) {
      expect(Date.parse(String(event[field])), field).not.toBeNaN()
    }
  }
}

/** What the libraries have in common. */
interface Library {
  identify(call: object): unknown
  track(call: object): unknown
  page(call: object): unknown
  screen(call: object): unknown
  group(call: object): unknown
  alias(call: object): unknown
}

function callEach(library: Library, userId: string): void {
  const calls = callsOf(userId)
  library.identify(calls.identify)
  library.track(calls.track)
  library.page(calls.page)
  library.screen(calls.screen)
  library.group(calls.group)
  library.alias(calls.alias)
}

type Callback = (error?: Error) => void
const flushed = (flush: (callback: Callback) => void): Promise<void> =>
  new Promise((resolve, reject) => flush((error) => (error ? reject(error) : resolve())))

describe('libraries for Node', () => {
  it('@segment/analytics-node delivers each type of call', async () => {
    const analytics = new Analytics({ writeKey: source.writeKey, host: service.origin })
    const errors: unknown[] = []
    analytics.on('error', (error) => errors.push(error))
    callEach(analytics as unknown as Library, 'segment')
    await analytics.closeAndFlush()
    expect(errors).toEqual([])
    await expectDelivered('segment')
  })

  it('@rudderstack/rudder-sdk-node delivers each type of call, gzipped', async () => {
    const analytics = new RudderAnalytics(source.writeKey, {
      dataPlaneUrl: service.origin,
      gzip: true,
      logLevel: 'error',
    })
    callEach(analytics as unknown as Library, 'rudder')
    await flushed((callback) => analytics.flush(callback))
    await expectDelivered('rudder')
  })

  it('the legacy analytics-node delivers each type of call', async () => {
    const analytics = new LegacyAnalytics(source.writeKey, { host: service.origin })
    callEach(analytics, 'legacy')
    await flushed((callback) => analytics.flush(callback))
    await expectDelivered('legacy')
  })

  it('each call was delivered once, and each is in the archive', async () => {
    const counts = receiver.counts()
    expect(counts.size).toBe(3 * TYPES.length)
    await sealGeneration(service, filler)
    const lines = await waitForArchive(service, source, [...counts.keys()])
    expect(lines).toHaveLength(counts.size)
    // What came while the archive was awaited would be a second delivery.
    expect([...receiver.counts().values()].filter((count) => count !== 1)).toEqual([])
  })
})
