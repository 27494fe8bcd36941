import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeSource, makeTarget } from '../builders/make-source.ts'
import { browserScenarios } from '../conformance/browser/scenarios.ts'
import { type StubTarget, startStubTarget } from '../conformance/browser/stub-target.ts'
import {
  analyticsPage,
  eventsWhen,
  labelsInclude,
  makeVisitor,
  type SitePageInput,
  type Visitor,
} from '../conformance/browser/visitor.ts'
import { launchBrowser } from './browser.ts'
import { type Site, startSite } from './site.ts'

const source = makeSource({ targets: [makeTarget()] })

describe('the built library against a collection that only remembers', () => {
  browserScenarios(() => startStubTarget(source))
})

describe('where the library by itself would call a third party', () => {
  let browser: Browser
  let site: Site
  let target: StubTarget
  let visitor: Visitor | undefined

  beforeAll(async () => {
    browser = await launchBrowser()
    site = await startSite()
  })
  beforeEach(async () => {
    target = await startStubTarget(source)
  })
  afterEach(async () => {
    await visitor?.close()
    visitor = undefined
    await target.stop()
  })
  afterAll(async () => {
    await browser.close()
    await site.stop()
  })

  async function visit(
    input: SitePageInput,
    headers: Record<string, string> = {},
    context: { userAgent?: string } = {},
  ) {
    site.set('/shop', analyticsPage(target, input), headers)
    visitor = await makeVisitor(browser, site, target, context)
    const asked: string[] = []
    visitor.page.on('request', (request) => asked.push(new URL(request.url()).pathname))
    const messages: string[] = []
    visitor.page.on('console', (message) => messages.push(message.text()))
    await visitor.page.goto(`${site.origin}/shop`)
    return { ...visitor, asked, messages }
  }

  it('gives the polyfill to a browser of 2015 from the host', async () => {
    const { asked, foreignRequests } = await visit(
      {},
      {},
      { userAgent: 'Mozilla/5.0 Firefox/40.0' },
    )
    await eventsWhen(target, labelsInclude('page'))
    expect(await foreignRequests()).toEqual([])
    expect(
      asked.some((path) => /^\/analytics-next\/bundles\/polyfill-[\d.]+\.min\.js$/.test(path)),
    ).toBe(true)
    expect(await foreignRequests()).toEqual([])
  })

  it('counts a part that the page blocks by policy at the host, and says what to allow', async () => {
    const policy = `script-src 'unsafe-inline' ${target.origin}/analytics.js/`
    const { messages, page, foreignRequests } = await visit(
      {},
      { 'Content-Security-Policy': policy },
    )
    const classic = await page.waitForResponse(/analytics\.classic\.js$/)
    expect(classic.status()).toBe(200)
    await expect
      .poll(() => messages.join('\n'))
      .toContain(`Content Security Policy blocks ${target.origin}`)
    await expect.poll(() => target.posts()).toContain('/v1/m')
    expect(await foreignRequests()).toEqual([])
  })

  it('warns instead of asking YouTube and Vimeo, when a page switches the video plugins on', async () => {
    site.set('/shop', analyticsPage(target))
    visitor = await makeVisitor(browser, site, target)
    const { page, context, foreignRequests } = visitor
    await context.route('**/settings', async (route) => {
      const response = await route.fetch()
      const settings = (await response.json()) as object
      await route.fulfill({ response, json: { ...settings, legacyVideoPluginsEnabled: true } })
    })
    const warned = page.waitForEvent('console', (message) =>
      message.text().includes('The legacy video plugins'),
    )
    await page.goto(`${site.origin}/shop`)
    await warned
    await eventsWhen(target, labelsInclude('page'))
    expect(await foreignRequests()).toEqual([])
  })

  it('takes its own host, not that of another library on the page', async () => {
    const { foreignRequests, asked } = await visit({
      standardSnippet: true,
      body: '<script src="https://cdn.segment.com/analytics.js/v1/other/analytics.min.js" type="text/plain"></script>',
    })
    await eventsWhen(target, labelsInclude('page'))
    expect(asked).toContain(`/v1/projects/${target.writeKey}/settings`)
    expect(await foreignRequests()).toEqual([])
  })
})
