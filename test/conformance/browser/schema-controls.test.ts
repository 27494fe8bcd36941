import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser } from '../../e2e/browser.ts'
import { type Site, startSite } from '../../e2e/site.ts'
import { eventually } from '../../harness/eventually.ts'
import { type Receiver, startReceiver } from '../../harness/receiver.ts'
import { type Service, startService } from '../../harness/service.ts'
import { openWorkspace, type TestSource, type Workspace } from '../../harness/workspace.ts'
import { analyticsPage, call, makeVisitor } from './visitor.ts'

/** What the library from npm makes of a source's controls, and what becomes of what it sends then. */

let service: Service
let workspace: Workspace
let browser: Browser
let site: Site
let receiver: Receiver

beforeAll(async () => {
  service = await startService()
  workspace = openWorkspace(service)
  browser = await launchBrowser()
  site = await startSite()
  receiver = await startReceiver()
})
afterAll(async () => {
  await browser?.close()
  await site?.stop()
  await receiver?.stop()
  await service?.stop()
})

interface Sent {
  type: string
  event?: string
  integrations?: Record<string, unknown>
  traits?: Record<string, unknown>
}

interface Books {
  data: {
    sources: { outcomes: Record<string, { count: number; reasons: Record<string, number> }> }[]
    destinations: { 'filtered at destination': { reasons: Record<string, number> } }[]
  }
}

const booksOf = async (source: TestSource) =>
  (await workspace.call<Books>('GET', `/books?sourceId=${source.id}`)).data

/** The settings that pages get tell of the controls. */
const untilPublished = (source: TestSource, name: string) =>
  eventually('the controls in the settings', async () => {
    const response = await fetch(`${service.origin}/v1/projects/${source.writeKey}/settings`)
    return (await response.text()).includes(name) ? true : undefined
  })

describe('a page of a source with controls', () => {
  it('still sends what is blocked, for nobody, and it is dropped and counted here', async () => {
    const source = await workspace.createSource('javascript')
    const destinationId = await workspace.createWebhook(source, receiver.url)
    await workspace.call('PATCH', `/sources/${source.id}/schema/controls`, {
      changes: [
        { control: 'event', name: 'Blocked Event', allowed: false },
        { control: 'destination', name: 'Kept Away', destinationId, allowed: false },
        { control: 'trait', kind: 'identify', path: 'email', allowed: false },
      ],
    })
    await untilPublished(source, 'Blocked Event')
    const target = { origin: service.origin, writeKey: source.writeKey, once: true }
    const visited = { ...target, events: async () => [], stop: async () => undefined }
    site.set('/shop', analyticsPage(visited))
    const visitor = await makeVisitor(browser, site, visited)
    const sent: Sent[] = []
    visitor.page.on('request', (request) => {
      const body = request.method() === 'POST' ? request.postDataJSON() : null
      if (typeof body?.messageId === 'string') sent.push(body)
    })
    await visitor.page.goto(`${site.origin}/shop`)
    await call(visitor.page, 'track', 'Blocked Event')
    await call(visitor.page, 'track', 'Kept Away')
    await call(visitor.page, 'identify', 'user-1', { email: 'ada@example.com', plan: 'pro' })
    await call(visitor.page, 'track', 'Allowed Event')

    const has = (name: string) => receiver.deliveries.some(({ body }) => body.includes(name))
    await eventually('what passes at the webhook', () =>
      has('Allowed Event') && has('"identify"') ? true : undefined,
    )
    await eventually('all of it in the books', async () => {
      const { outcomes } = (await booksOf(source)).sources[0] ?? {}
      const counted = Object.values(outcomes ?? {}).reduce((sum, { count }) => sum + count, 0)
      return counted >= 5 ? true : undefined
    })
    await visitor.close()

    const find = (name: string) => sent.find((event) => event.event === name)
    expect(find('Blocked Event')?.integrations).toMatchObject({ All: false, 'Segment.io': true })
    expect(find('Kept Away')?.integrations).toMatchObject({ Webhooks: false })
    expect(find('Allowed Event')?.integrations).not.toHaveProperty('All')
    // The library applies nothing to traits: here they end.
    expect(sent.find(({ type }) => type === 'identify')?.traits).toHaveProperty('email')
    expect(has('Blocked Event')).toBe(false)
    expect(has('Kept Away')).toBe(false)
    expect(has('ada@example.com')).toBe(false)
    expect(has('"plan":"pro"')).toBe(true)

    const books = await booksOf(source)
    expect(books.sources[0]?.outcomes['filtered at source']?.reasons).toEqual({ event_setting: 1 })
    // The page has put the control into the call, so that is what it is filtered by.
    expect(books.destinations[0]?.['filtered at destination'].reasons).toEqual({
      FILTERED_BY_INTEGRATIONS_OBJECT: 1,
    })
  })

  it('names a destination itself, and its event goes there', async () => {
    const source = await workspace.createSource('javascript')
    const first = await workspace.createWebhook(source, receiver.url)
    await workspace.createWebhook(source, receiver.url)
    const post = async (messageId: string, integrations: Record<string, unknown>) => {
      const response = await fetch(`${service.origin}/v1/track`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${source.writeKey}:`)}` },
        body: JSON.stringify({ userId: 'ada', event: 'E', messageId, integrations }),
      })
      await response.text()
      expect(response.status).toBe(200)
    }
    await workspace.call('PATCH', `/sources/${source.id}/schema/controls`, {
      changes: [{ control: 'destination', name: 'E', destinationId: first, allowed: false }],
    })
    // Five seconds after a change it holds for every event.
    await workspace.waitUntilKnown(source)
    await eventually('the control to hold', async () => {
      await post(`probe-${Date.now()}`, {})
      const { destinations } = await booksOf(source)
      const reasons = destinations.flatMap((one) =>
        Object.keys(one['filtered at destination'].reasons),
      )
      return reasons.includes('FILTERED_BY_EVENT_SETTING') ? true : undefined
    })
    receiver.deliveries.length = 0
    await post('unnamed', {})
    await post('named', { Webhooks: true })
    await eventually('both at the webhooks', () =>
      receiver.deliveries.filter(({ body }) => body.includes('"named"')).length === 2 &&
      receiver.deliveries.some(({ body }) => body.includes('"unnamed"'))
        ? true
        : undefined,
    )
    expect(receiver.deliveries.filter(({ body }) => body.includes('"unnamed"'))).toHaveLength(1)
  })
})
