import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../e2e/browser.ts'
import { startSite } from '../../e2e/site.ts'
import { eventually } from '../../harness/eventually.ts'
import { startReceiver } from '../../harness/receiver.ts'
import { type Service, startService } from '../../harness/service.ts'
import { openWorkspace } from '../../harness/workspace.ts'
import { browserScenarios } from './scenarios.ts'
import type { SeenEvent, Target } from './target.ts'
import { analyticsPage, call, eventsWhen, labelsInclude, makeVisitor } from './visitor.ts'

let service: Service

beforeAll(async () => {
  service = await startService()
})
afterAll(async () => {
  await service?.stop()
})

/** A source of the running service with a webhook behind it: what arrives there is what counts. */
async function startServiceTarget(settings: Record<string, unknown> = {}): Promise<Target> {
  const receiver = await startReceiver()
  const workspace = openWorkspace(service)
  const source = await workspace.createSource('javascript', settings)
  await workspace.createWebhook(source, receiver.url)
  await eventually('the webhook in the settings of the source', async () => {
    const response = await fetch(`${service.origin}/v1/projects/${source.writeKey}/settings`)
    const settings = (await response.json()) as { integrations?: Record<string, unknown> }
    return Object.keys(settings.integrations ?? {}).length > 1 ? true : undefined
  })
  return {
    origin: service.origin,
    writeKey: source.writeKey,
    once: true,
    // The webhook's body is the event as the library made it, and more.
    events: async () =>
      receiver.deliveries.flatMap((delivery) => delivery.events) as unknown as SeenEvent[],
    stop: receiver.stop,
  }
}

describe('the library from npm, through our snippet and the running service, to a webhook', () => {
  browserScenarios(() => startServiceTarget())
})

const DAY_S = 86_400

describe('settings of a source', () => {
  it('switch the library to batches, and let the server keep the cookie for 400 days', async () => {
    const browser = await launchBrowser()
    const site = await startSite()
    const target = await startServiceTarget({ serverCookie: true, deliveryStrategy: 'batching' })
    try {
      site.set('/shop', analyticsPage(target))
      const { page, context, requests } = await makeVisitor(browser, site, target)
      await page.goto(`${site.origin}/shop`)
      await call(page, 'track', 'Order Completed')
      const events = await eventsWhen(target, labelsInclude('page', 'Order Completed'))
      expect(requests.map((url) => url.pathname)).toContain('/v1/b')
      const cookies = await context.cookies(target.origin)
      const cookie = cookies.find(({ name }) => name === 'ajs_anonymous_id')
      expect(cookie?.value).toBe(events[0]?.anonymousId)
      // What the library writes by itself ends after 365 days.
      expect((cookie?.expires ?? 0) - Date.now() / 1000).toBeGreaterThan(399 * DAY_S)
      expect(cookie).toMatchObject({ path: '/', sameSite: 'Lax', httpOnly: false })
    } finally {
      await browser.close()
      await site.stop()
      await target.stop()
    }
  })
})

describe('the parts of the library', () => {
  const ask = async (path: string) => {
    const response = await fetch(service.origin + path)
    return { response, text: await response.text() }
  }

  it('are kept for ever by browsers, but not one that is not there', async () => {
    const workspace = openWorkspace(service)
    const source = await workspace.createSource('javascript')
    await workspace.waitUntilKnown(source)
    const library = await ask(`/analytics.js/v1/${source.writeKey}/analytics.min.js`)
    const id = /(\d+):"schemaFilter"/.exec(library.text)?.[1]
    const hash = new RegExp(`\\b${id}:"([0-9a-f]{20})"`).exec(library.text)?.[1]
    const part = await ask(`/analytics-next/bundles/schemaFilter.bundle.${hash}.js`)
    expect(part.response.status).toBe(200)
    expect(part.response.headers.get('cache-control')).toContain('immutable')
    const missing = await ask('/analytics-next/bundles/schemaFilter.bundle.0.js')
    expect(missing.response.status).toBe(404)
    expect(missing.response.headers.get('cache-control') ?? '').not.toContain('immutable')
  })

  it('do not show the library with its places unfilled', async () => {
    expect((await ask('/analytics-next/standalone.js')).response.status).toBe(404)
  })
})
