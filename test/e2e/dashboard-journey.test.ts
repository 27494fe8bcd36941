import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../harness/eventually.ts'
import { type Receiver, startReceiver } from '../harness/receiver.ts'
import { type Service, startService } from '../harness/service.ts'
import { launchBrowser } from './browser.ts'
import { type DashboardPage, faultsInEveryLook, openDashboard } from './dashboard-page.ts'
import { signInOwner } from './sign-in-owner.ts'

/**
 * One person's first hour with the whole service, each test going on where the last one stopped: from an
 * empty workspace to events delivered, failed and sent again, and a write key rotated.
 */

const WEBHOOK_TOKEN = 'Bearer of-the-webhook'

let browser: Browser
let service: Service
let receiver: Receiver
let opened: DashboardPage
let lastNumber = 0

beforeAll(async () => {
  ;[browser, service, receiver] = await Promise.all([
    launchBrowser(),
    startService(),
    startReceiver(),
  ])
  opened = await openDashboard(browser)
  await signInOwner(opened, service.origin)
})

afterAll(async () => {
  await opened?.close()
  await browser?.close()
  await receiver?.stop()
  await service?.stop()
})

/** As a library does it. @returns the messageId. */
async function send(writeKey: string, event = 'Order Completed'): Promise<string> {
  lastNumber += 1
  const messageId = `journey-${lastNumber}`
  const response = await fetch(`${service.origin}/v1/track`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}` },
    body: JSON.stringify({ messageId, userId: 'user-1', event }),
  })
  expect(response.status, await response.text()).toBe(200)
  return messageId
}

const heading = (name: string) => opened.page.getByRole('heading', { level: 1, name })
const tab = (name: string | RegExp) => opened.page.getByRole('link', { name })
const stat = (label: string) =>
  opened.page
    .locator('dl > div')
    .filter({ has: opened.page.getByText(label, { exact: true }) })
    .locator('dd')
    .first()

/** The write key in the code that the set-up page shows. */
async function keyOnPage(): Promise<string> {
  const code = await opened.page.getByRole('region', { name: 'command' }).textContent()
  const [, key] = /--user '([^:]+):'/.exec(code ?? '') ?? []
  if (key === undefined) throw new Error(`no key in: ${code}`)
  return key
}

describe('from nothing to events delivered', () => {
  let writeKey = ''

  it('adds a source, whose set-up turns green when its first event arrives', async () => {
    const { page } = opened
    await page.goto(service.origin)
    await heading('Welcome, Ada').waitFor()
    await page.getByText('Nothing is connected yet').waitFor()
    await page.getByText('0 of 8 done').waitFor()
    await page.getByRole('link', { name: 'Add a source' }).first().click()
    await page.getByRole('link', { name: /^Node\.js/ }).click()
    await page.getByLabel('Name').fill('Checkout')
    await page.getByRole('button', { name: 'environment:prod' }).click()
    await page.getByRole('button', { name: 'Add source' }).click()
    await page.getByText('Waiting for the first event').waitFor()
    writeKey = await keyOnPage()
    const code = await page.getByRole('region', { name: 'code', exact: true }).textContent()
    expect(code).toContain(writeKey)
    expect(code).toContain(service.origin)
    expect(await faultsInEveryLook(page, 'journey-waiting')).toEqual([])
    await send(writeKey)
    await page.getByText('Events are arriving').waitFor()
    expect(await faultsInEveryLook(page, 'journey-green')).toEqual([])
  })

  it('shows that event, live', async () => {
    const { page } = opened
    await page.getByRole('link', { name: 'See its events' }).click()
    await page.waitForURL(/debugger$/)
    await page.getByText('Live', { exact: true }).waitFor()
    await page.getByText('Order Completed').first().waitFor()
    await tab('Set-up').click()
    await page.getByText('Events are arriving').waitFor()
  })

  it('adds a webhook and tests it', async () => {
    const { page } = opened
    await page.getByRole('link', { name: 'Add a destination' }).click()
    await page.getByRole('link', { name: /^Webhooks/ }).click()
    await page.getByRole('link', { name: 'Add destination' }).click()
    await page.getByRole('combobox', { name: 'Source' }).getByText('Checkout').waitFor()
    await page.getByLabel('URL', { exact: true }).fill(receiver.url)
    await page.getByRole('button', { name: 'Add header' }).click()
    await page.getByLabel('Header 1, name').fill('authorization')
    await page.getByLabel('Header 1, value').fill(WEBHOOK_TOKEN)
    await page.getByRole('button', { name: 'Add destination' }).click()
    await page.getByRole('button', { name: 'Send test event' }).click()
    await page.getByText('Delivered', { exact: true }).waitFor()
    const [tested] = receiver.deliveries
    expect(tested?.headers.authorization).toBe(WEBHOOK_TOKEN)
    expect(tested?.events[0]?.event).toBe('Order Completed')
    expect(await page.locator('main').textContent()).not.toContain(WEBHOOK_TOKEN)
    expect(await faultsInEveryLook(page, 'journey-tested')).toEqual([])
  })

  it('delivers events, and counts them', async () => {
    const { page } = opened
    const tests = receiver.deliveries.length
    // The collector takes some seconds to know of the destination.
    await eventually('the destination gets events', async () => {
      await send(writeKey)
      return receiver.deliveries.length > tests || undefined
    })
    const ids = [await send(writeKey), await send(writeKey), await send(writeKey)]
    await receiver.waitFor(ids)
    await tab('Overview').click()
    const delivered = String(receiver.deliveries.length - tests)
    await eventually('the page counts them', async () => {
      await page.reload()
      await stat('Delivered').waitFor()
      return (await stat('Delivered').textContent()) === delivered || undefined
    })
    expect(await stat('Failed delivery').textContent()).toBe('0')
    expect(await faultsInEveryLook(page, 'journey-delivered')).toEqual([])
  })

  it('lists what failed with its answer, and sends it again', async () => {
    const { page } = opened
    receiver.answerWith(() => ({ status: 410, body: '{"error":"this shop is closed"}' }))
    const id = await send(writeKey, 'Order Refunded')
    await eventually('it is tried', () => receiver.attempts.at(-1)?.body.includes(id) || undefined)
    await eventually('it is on the list', async () => {
      await page.goto(`${page.url().replace(/\/failed$/, '')}/failed`)
      await page.getByRole('heading', { level: 2 }).first().waitFor()
      return (await page.getByText('Order Refunded').count()) > 0 || undefined
    })
    await page.getByRole('button', { name: /Order Refunded/ }).click()
    await page.getByText('this shop is closed').waitFor()
    receiver.answerWith(() => 200)
    await page.getByRole('checkbox', { name: /^Select Order Refunded/ }).click()
    await page.getByRole('button', { name: 'Send selected again' }).click()
    await receiver.waitFor([id])
    await page.getByText('Nothing has failed').waitFor()
  })

  it('shows the way that events go at home, and ticks what is done', async () => {
    const { page } = opened
    await page.goto(service.origin)
    await page
      .getByText(/delivered$/)
      .first()
      .waitFor()
    // Source, destination, delivery, debugger and tracking; nobody was invited, and a server tracks no pages.
    await page.getByText('5 of 8 done').waitFor()
    const done = await page
      .getByRole('listitem')
      .getByText(', done')
      .locator('..')
      .allTextContents()
    expect(done.map((text) => text.replace(', done', ''))).toEqual([
      'Add a source',
      'Add a destination',
      'See an event delivered',
      'Watch events live',
      'Track what they do',
    ])
    expect(await faultsInEveryLook(page, 'journey-home')).toEqual([])
  })

  it('rotates a write key: both work, then the old one is refused', async () => {
    const { page } = opened
    await page
      .getByRole('link', { name: /Checkout/ })
      .first()
      .click()
    await tab('Settings').last().click()
    await page.getByRole('button', { name: /^Rotate/ }).click()
    await page.getByRole('button', { name: 'Make the new key' }).click()
    const newKey = (await page.getByRole('region', { name: 'new key' }).textContent()) ?? ''
    expect(newKey).not.toBe(writeKey)
    await eventually('the collector knows the new key', async () => {
      const url = `${service.origin}/v1/projects/${newKey}/settings`
      return (await fetch(url)).status === 200 || undefined
    })
    await receiver.waitFor([await send(writeKey), await send(newKey)])
    await page.getByRole('button', { name: 'Remove the old key now' }).click()
    await page.getByText('The key is removed.', { exact: true }).waitFor()
    await page.getByText('The last key cannot be removed.').waitFor()
    expect(await page.locator('main').textContent()).not.toContain(writeKey)
    await eventually('the old key is refused', async () => {
      await send(writeKey)
      await page.goto(page.url().replace(/\/settings$/, ''))
      await stat('Failed on ingest').waitFor()
      return (await page.getByText('source_disabled').count()) > 0 || undefined
    })
    await receiver.waitFor([await send(newKey)])
    expect(await faultsInEveryLook(page, 'journey-overview')).toEqual([])
  })

  it('deletes the source with its destination, after its name is typed', async () => {
    const { page } = opened
    await tab('Settings').last().click()
    await page.getByRole('button', { name: 'Delete source' }).click()
    const dialog = page.getByRole('alertdialog')
    const agree = dialog.getByRole('button', { name: 'Delete source' })
    expect(await agree.isDisabled()).toBe(true)
    await dialog.getByLabel('Type Checkout to go on').fill('Checkout')
    await agree.click()
    await page.getByText('No sources yet').waitFor()
    await page.getByRole('link', { name: 'Destinations' }).click()
    await page.getByText('No destinations yet').waitFor()
    expect(opened.complaints).toEqual([])
  })
})
