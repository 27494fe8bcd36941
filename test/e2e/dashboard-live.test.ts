import { Analytics } from '@segment/analytics-node'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Receiver, startReceiver } from '../harness/receiver.ts'
import { type Service, startService } from '../harness/service.ts'
import { launchBrowser } from './browser.ts'
import { type DashboardPage, faultsInEveryLook, openDashboard } from './dashboard-page.ts'
import { signInOwner } from './sign-in-owner.ts'

/** What a library sends is watched, tested and traced, all of it against the running service. */

let browser: Browser
let service: Service
let receiver: Receiver
let opened: DashboardPage
let analytics: Analytics
let source = { id: '', writeKeys: [''] }
let destination = { id: '' }
let workspaceId = ''

beforeAll(async () => {
  ;[browser, service, receiver] = await Promise.all([
    launchBrowser(),
    startService(),
    startReceiver(),
  ])
  opened = await openDashboard(browser)
  await signInOwner(opened, service.origin)
  await connect()
  analytics = new Analytics({
    writeKey: source.writeKeys[0] ?? '',
    host: service.origin,
    flushAt: 1,
  })
})

afterAll(async () => {
  await analytics?.closeAndFlush()
  await opened?.close()
  await browser?.close()
  await receiver?.stop()
  await service?.stop()
})

/** The management API, as the person in the browser uses it. */
async function call<T>(method: string, path: string, data?: unknown): Promise<T> {
  const answer = await opened.context.request.fetch(`${service.origin}/api/${path}`, {
    method,
    headers: {
      origin: service.origin,
      ...(workspaceId !== '' && { 'x-headwater-workspace': workspaceId }),
    },
    ...(data !== undefined && { data }),
  })
  const text = await answer.text()
  expect(answer.ok(), text).toBe(true)
  return (JSON.parse(text) as { data: T }).data
}

async function connect(): Promise<void> {
  const { workspaces } = await call<{ workspaces: { id: string }[] }>('GET', 'me')
  workspaceId = workspaces[0]?.id ?? ''
  const catalog = await call<{ destinationsCatalog: { id: string; slug: string }[] }>(
    'GET',
    'catalog/destinations?pagination[count]=200',
  )
  ;({ source } = await call<{ source: typeof source }>('POST', 'sources', {
    slug: 'checkout',
    name: 'Checkout',
    enabled: true,
    metadataId: 'src_meta_node_js',
    settings: {},
  }))
  ;({ destination } = await call<{ destination: typeof destination }>('POST', 'destinations', {
    sourceId: source.id,
    metadataId: catalog.destinationsCatalog.find(({ slug }) => slug === 'webhooks')?.id,
    enabled: true,
    name: 'Order service',
    settings: { hooks: [{ hook: receiver.url, headers: {} }] },
  }))
}

const row = (name: string) => opened.page.getByRole('option').filter({ hasText: name }).first()

describe('an event', () => {
  let messageId = ''

  it('is on the page moments after the library sent it', async () => {
    const { page } = opened
    await page.goto(`${service.origin}/sources/${source.id}/debugger`)
    await page.getByText('Waiting for events').waitFor()
    analytics.track({
      userId: 'user-1',
      event: 'Order Completed',
      properties: { total: 30.5, items: ['a'] },
    })
    analytics.identify({ userId: 'user-1', traits: { email: 'ada@example.com' } })
    await row('Order Completed').waitFor()
    await row('user-1 · ada@example.com').waitFor()
    await opened.page.getByRole('option', { name: /^Allowed.*Order Completed/ }).waitFor()
    expect(await faultsInEveryLook(page, 'live-debugger')).toEqual([])
  })

  it('is shown as the call that it was', async () => {
    const { page } = opened
    await row('Order Completed').click()
    await page.getByText('analytics.track({').waitFor()
    const code = await page.getByRole('region', { name: 'Node.js' }).textContent()
    expect(code).toBe(`analytics.track({
  userId: 'user-1',
  event: 'Order Completed',
  properties: { total: 30.5, items: ['a'] },
})`)
    await page.getByRole('tab', { name: /Destinations/ }).click()
    await page.getByText('Order service').waitFor()
    expect(await faultsInEveryLook(page, 'live-event')).toEqual([])
  })

  it('is refused in words, when it is not valid', async () => {
    await fetch(`${service.origin}/v1/track`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${source.writeKeys[0]}:`)}` },
      body: JSON.stringify({ event: 'Nobody Did This' }),
    })
    await row('needs a userId or an anonymousId').waitFor()
  })

  it('is found by what is in it, by the service', async () => {
    const { page } = opened
    await page.getByRole('searchbox').fill('ada@EXAMPLE.com')
    await row('Order Completed').waitFor({ state: 'detached' })
    await row('user-1 · ada@example.com').waitFor()
    await page.getByRole('searchbox').fill('')
    await row('Order Completed').waitFor()
  })

  it('waits while the page is paused', async () => {
    const { page } = opened
    await page.getByRole('button', { name: 'Pause' }).click()
    for (let count = 0; count < 3; count += 1) {
      analytics.track({ userId: 'user-2', event: 'Song Played' })
    }
    await page.getByRole('button', { name: 'Resume · 3 new' }).click()
    await row('Song Played').waitFor()
  })

  it('is traced to its delivery', async () => {
    const { page } = opened
    await row('Order Completed').click()
    await page.getByRole('link', { name: 'Where did it go?' }).click()
    await page.getByRole('heading', { name: 'Order Completed' }).waitFor()
    messageId = new URL(page.url()).searchParams.get('id') ?? ''
    await receiver.waitFor([messageId])
    await page.getByText('Order service').waitFor()
    await page.getByText('Delivered', { exact: true }).first().waitFor()
    await page.getByRole('button', { name: /^Attempt 1/ }).click()
    await page.getByRole('heading', { name: 'Request' }).waitFor()
    await page.getByRole('button', { name: 'Show the event as it is kept' }).click()
    await page.getByText('"Order Completed"').first().waitFor()
    expect(await faultsInEveryLook(page, 'live-trace')).toEqual([])
  })

  it('is found by its user', async () => {
    const { page } = opened
    await page.goto(`${service.origin}/trace?user=user-2`)
    await page.getByText('3 events lately').waitFor()
    await page
      .getByRole('link', { name: /Song Played/ })
      .first()
      .click()
    await page.getByText('Delivered', { exact: true }).first().waitFor()
  })

  it('that nobody sent is not found, today either', async () => {
    const { page } = opened
    await page.goto(`${service.origin}/trace?id=nobody-sent-this-1`)
    await page.getByRole('button', { name: 'Search today' }).click()
    await page.getByText(/^Not received on/).waitFor()
  })

  it('is sent once more by the tester, as it was recorded', async () => {
    const { page } = opened
    const before = receiver.deliveries.length
    await page.goto(`${service.origin}/destinations/${destination.id}/test?event=${messageId}`)
    await expect
      .poll(() => page.getByLabel('Event', { exact: true }).inputValue(), { timeout: 20_000 })
      .toContain(messageId)
    await page.getByRole('button', { name: 'Send test event' }).click()
    await page.getByText('Delivered', { exact: true }).waitFor()
    expect(receiver.deliveries.length).toBe(before + 1)
    expect(receiver.deliveries.at(-1)?.events[0]).toMatchObject({
      messageId,
      event: 'Order Completed',
    })
    expect(await faultsInEveryLook(page, 'live-tester')).toEqual([])
  })

  it('comes after the service was away, too', async () => {
    const { page } = opened
    await page.goto(`${service.origin}/sources/${source.id}/debugger`)
    await row('Song Played').waitFor()
    await service.kill9()
    await page.getByText('Connection lost').waitFor()
    await service.restart()
    analytics.track({ userId: 'user-3', event: 'Service Restarted' })
    await row('Service Restarted').waitFor()
    await row('Song Played').waitFor()
    const known = ['WebSocket', 'ERR_', '404', '502', '503']
    expect(opened.complaints.filter((text) => !known.some((part) => text.includes(part)))).toEqual(
      [],
    )
  })
})
