import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { launchBrowser } from '../../e2e/browser.ts'
import { pageWith, type Site, startSite } from '../../e2e/site.ts'
import type { SeenEvent, Target } from './target.ts'
import {
  analyticsPage,
  call,
  eventsWhen,
  label,
  labelsInclude,
  makeVisitor,
  type PageGlobals,
  type SitePageInput,
  type Visitor,
} from './visitor.ts'

/** A site's own bundle of the npm package, which has Segment's hosts built in. */
async function bundleNpmPackage(load: Record<string, string>): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { AnalyticsBrowser } from '@segment/analytics-next'
        const analytics = AnalyticsBrowser.load(${JSON.stringify(load)})
        analytics.page()
        analytics.track('Order Completed')`,
      resolveDir: import.meta.dirname,
    },
    bundle: true,
    write: false,
    platform: 'browser',
    logLevel: 'error',
  })
  return outputFiles[0]?.text ?? ''
}

const batching = (config: Record<string, unknown>) => ({
  integrations: { 'Segment.io': { deliveryStrategy: { strategy: 'batching', config } } },
})

/**
 * What a page with Segment's library on it does, and what has to arrive. `startTarget` starts a
 * collection host; it is asked for a fresh source for each test.
 */
export function browserScenarios(startTarget: () => Promise<Target>): void {
  let browser: Browser
  let site: Site
  let target: Target
  let visitor: Visitor | undefined

  beforeAll(async () => {
    browser = await launchBrowser()
    site = await startSite()
  })
  afterEach(async () => {
    await visitor?.close()
    visitor = undefined
    await target?.stop()
  })
  afterAll(async () => {
    await browser?.close()
    await site?.stop()
  })

  async function visit(input: SitePageInput = {}, query = ''): Promise<Visitor> {
    target = await startTarget()
    site.set('/shop', analyticsPage(target, input))
    visitor = await makeVisitor(browser, site, target)
    await visitor.page.goto(`${site.origin}/shop${query}`)
    return visitor
  }

  it('takes page, identify, track, group and alias, and no request leaves the host', async () => {
    const { page, foreignRequests } = await visit()
    await call(page, 'track', 'Order Completed', { total: 30 })
    await eventsWhen(target, labelsInclude('page', 'Order Completed'))
    await call(page, 'identify', 'user-1', { plan: 'pro' })
    await call(page, 'group', 'group-1', { name: 'Acme' })
    await call(page, 'alias', 'user-2')
    const events = await eventsWhen(target, labelsInclude('identify', 'group', 'alias'))
    expect(events.map(label).sort()).toEqual([
      'Order Completed',
      'alias',
      'group',
      'identify',
      'page',
    ])
    const find = (name: string) => events.find((event) => label(event) === name)
    expect(find('page')?.properties).toMatchObject({ title: 'Shop', path: '/shop' })
    expect(find('Order Completed')?.properties).toEqual({ total: 30 })
    expect(find('identify')).toMatchObject({ userId: 'user-1', traits: { plan: 'pro' } })
    expect(find('group')).toMatchObject({ groupId: 'group-1', traits: { name: 'Acme' } })
    expect(new Set(events.map((event) => event.anonymousId)).size).toBe(1)
    expect(find('page')?.context.library).toMatchObject({ name: 'analytics.js' })
    expect(await foreignRequests()).toEqual([])
  })

  it('works with the standard snippet in which only the host was changed, in plain http too', async () => {
    const { requests, foreignRequests } = await visit({ standardSnippet: true })
    await eventsWhen(target, labelsInclude('page'))
    expect(await foreignRequests()).toEqual([])
    const { host } = new URL(target.origin)
    const asked = requests.filter((url) => url.host === host).map((url) => url.pathname)
    expect(asked).toContain(`/analytics.js/v1/${target.writeKey}/analytics.min.js`)
    expect(asked).toContain(`/v1/projects/${target.writeKey}/settings`)
  })

  it('works from a bundle of the npm package that is told the host', async () => {
    target = await startTarget()
    const load = { writeKey: target.writeKey, cdnURL: target.origin }
    site.set('/bundle.js', await bundleNpmPackage(load), { 'Content-Type': 'text/javascript' })
    site.set('/app', pageWith('', '<script src="/bundle.js"></script>'))
    visitor = await makeVisitor(browser, site, target)
    await visitor.page.goto(`${site.origin}/app`)
    await eventsWhen(target, labelsInclude('page', 'Order Completed'))
    expect(await visitor.foreignRequests()).toEqual([])
  })

  it('takes batches', async () => {
    const { page, requests, foreignRequests } = await visit({
      loadOptions: batching({ size: 3, timeout: 60_000 }),
    })
    await call(page, 'track', 'First')
    await call(page, 'track', 'Second')
    const events = await eventsWhen(target, labelsInclude('page', 'First', 'Second'))
    expect(events).toHaveLength(3)
    expect(await foreignRequests()).toEqual([])
    const asked = requests.map((url) => url.pathname)
    expect(asked).toContain('/v1/b')
    expect(asked).not.toContain('/v1/t')
  })

  it('has every event of a tab that is hidden and shown again', async () => {
    const { page, foreignRequests } = await visit({
      loadOptions: batching({ size: 10, timeout: 1_000 }),
    })
    await call(page, 'track', 'Before')
    await untilLoaded(page)
    await setVisibility(page, 'hidden')
    await eventsWhen(target, labelsInclude('page', 'Before'))
    await setVisibility(page, 'visible')
    await call(page, 'track', 'After')
    await eventsWhen(target, labelsInclude('After'))
    expect(await foreignRequests()).toEqual([])
    const events = await target.events()
    // The library keeps what it sent while hidden and may send it again: the same calls, not new ones.
    expect(distinct(events).map(label).sort()).toEqual(['After', 'Before', 'page'])
    if (target.once) expect(events).toHaveLength(3)
  })

  it('has the events that a reload found unsent, and as the same events', async () => {
    const { page, context, foreignRequests } = await visit()
    await eventsWhen(target, labelsInclude('page'))
    await context.route('**/v1/t', (route) => route.abort())
    const failed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/v1/t'))
    await call(page, 'track', 'Unsent', { total: 1 })
    await failed
    site.set('/empty', pageWith(''))
    await page.goto(`${site.origin}/empty`)
    const stored = await storedEvents(page)
    expect(stored.map(label)).toEqual(['Unsent'])
    await context.unroute('**/v1/t')
    await page.goto(`${site.origin}/shop`)
    const events = await eventsWhen(target, labelsInclude('Unsent'))
    expect(events.filter((event) => label(event) === 'Unsent')).toMatchObject([
      { messageId: stored[0]?.messageId, properties: { total: 1 } },
    ])
    expect(await foreignRequests()).toEqual([])
  })

  it('loads the lazy parts of the library from the host', async () => {
    const { page, requests, foreignRequests } = await visit(
      { body: '<button id="buy">Buy</button>' },
      '?ajs_event=Landed&ajs_prop_from=mail',
    )
    await untilLoaded(page)
    await page.evaluate(async () => {
      const { analytics, document } = globalThis as unknown as PageGlobals
      await analytics.trackClick?.(document.querySelector('#buy'), 'Buy Clicked')
    })
    await page.click('#buy')
    const events = await eventsWhen(target, labelsInclude('Landed', 'Buy Clicked'))
    expect(events.find((event) => event.event === 'Landed')?.properties).toEqual({ from: 'mail' })
    expect(await foreignRequests()).toEqual([])
    const parts = requests
      .filter((url) => url.pathname.startsWith('/analytics-next/bundles/'))
      .map((url) => /bundles\/([\w-]+)\./.exec(url.pathname)?.[1])
    expect(parts).toEqual(
      expect.arrayContaining(['ajs-destination', 'schemaFilter', 'queryString', 'auto-track']),
    )
    expect(await foreignRequests()).toEqual([])
  })
}

const distinct = (events: SeenEvent[]): SeenEvent[] => [
  ...new Map(events.map((event) => [event.messageId, event])).values(),
]

/** The library has taken over from the snippet. */
export const untilLoaded = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => {
    const { analytics } = globalThis as unknown as PageGlobals
    return analytics.initialized === true
  })

/** A headless tab is never hidden by itself; the library goes by this property and event. */
const setVisibility = (page: Page, state: 'hidden' | 'visible'): Promise<void> =>
  page.evaluate((value) => {
    const { document } = globalThis as unknown as PageGlobals
    Object.defineProperty(document, 'visibilityState', { value, configurable: true })
    document.dispatchEvent(new Event('visibilitychange'))
  }, state)

/** What the library left in localStorage for the next page. */
const storedEvents = (page: Page): Promise<SeenEvent[]> =>
  page.evaluate(() => {
    const { localStorage } = globalThis as unknown as PageGlobals
    const key = Object.keys(localStorage).find((name) => name.endsWith('dest-Segment.io:items'))
    const items = JSON.parse((key && localStorage.getItem(key)) || '[]') as { event: SeenEvent }[]
    return items.map((item) => item.event)
  })
