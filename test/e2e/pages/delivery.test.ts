import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../browser.ts'
import {
  type DashboardPage,
  faults,
  faultsInEveryLook,
  openDashboard,
  overflows,
} from '../dashboard-page.ts'
import { type DashboardStub, startDashboardStub } from '../dashboard-stub.ts'
import { deliveryAnswers, makeJob } from '../delivery-answers.ts'

let browser: Browser
let stub: DashboardStub
let opened: DashboardPage

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  stub = await startDashboardStub(deliveryAnswers())
  opened = await openDashboard(browser)
})

afterEach(async () => {
  expect(opened.complaints).toEqual([])
  await opened.close()
  await stub.stop()
})

const DELIVERY = '/destinations/dst_orders/delivery'

const visit = async (path: string, sign: string): Promise<void> => {
  await opened.page.goto(`${stub.origin}${path}`)
  await opened.page.getByText(sign).filter({ visible: true }).first().waitFor()
  await opened.page.waitForLoadState('networkidle')
}

const edits = () => stub.calls.filter(({ name }) => !name.startsWith('GET '))

describe('pages of deliveries and alerts', () => {
  it.each([
    ['delivery', DELIVERY, 'All others'],
    ['alert', '/alerts/alt_rate', 'Still firing'],
  ])('%s is usable by everybody', async (name, path, sign) => {
    await visit(path, sign)
    expect(await faultsInEveryLook(opened.page, name)).toEqual([])
  })

  it.each([
    [`${DELIVERY}?outcome=failed+delivery&code=400`, 'The event as it went'],
    ['/sources/src_web/delivery', 'By destination'],
    ['/alerts', 'The website speaks'],
    ['/alerts/new?source=src_web', 'Nobody yet'],
  ])('%s has no faults, and fits a phone', async (path, sign) => {
    await visit(path, sign)
    expect(await faults(opened.page)).toEqual([])
    await opened.page.setViewportSize({ width: 375, height: 812 })
    expect(await overflows(opened.page)).toBe(false)
  })
})

describe('what failed', () => {
  it('is looked at by its code, and sent again with a bar that can be stopped', async () => {
    await visit(DELIVERY, 'Failed delivery, by the last answer')
    const { page } = opened
    await page.getByRole('button', { name: 'Samples of 400', exact: true }).click()
    await page.getByRole('dialog').getByText('order_id is missing').waitFor()
    expect(new URL(page.url()).searchParams.get('outcome')).toBe('failed delivery')
    await page.keyboard.press('Escape')
    stub.answers['GET /api/destinations/dst_orders/requeue-jobs'] = {
      data: { jobs: [makeJob()], pagination: { current: 'MA==', totalEntries: 1 } },
    }
    await page.getByRole('button', { name: /^Send again.*400$/ }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Send again' }).click()
    await page.getByText('Sending failed deliveries with code 400 again').waitFor()
    const bar = page.getByRole('progressbar', { name: 'Sent again' })
    expect(await bar.getAttribute('aria-valuenow')).toBe('12')
    await page.getByRole('button', { name: 'Stop' }).click()
    await expect.poll(edits).toEqual([
      {
        name: 'POST /api/destinations/dst_orders/failed-deliveries/requeue',
        body: { code: '400' },
      },
      { name: 'POST /api/destinations/dst_orders/requeue-jobs/job_1/cancel', body: undefined },
    ])
  })

  it('is told by event, mapping or response, over a time that the address keeps', async () => {
    await visit(DELIVERY, 'All others')
    const { page } = opened
    await page.getByRole('button', { name: 'Mapping', exact: true }).click()
    await page.getByText('Everything else').waitFor()
    await page.getByRole('button', { name: 'Table', exact: true }).first().click()
    await page.getByRole('region', { name: 'Events over time, as numbers' }).waitFor()
    await page.getByRole('button', { name: /^Time range/ }).click()
    await page.getByRole('button', { name: 'Last 10 minutes' }).click()
    await expect.poll(() => new URL(page.url()).search).toBe('?by=mapping&range=10m')
  })

  it('leaves out a destination whose log does not answer, and says so', async () => {
    stub.answers['GET /api/destinations/dst_lake/delivery-overview'] = { status: 500 }
    await visit('/sources/src_web/delivery', 'did not answer')
    await opened.page.getByText('The log of Data lake').waitFor()
  })
})

describe('an alert', () => {
  it('is seen at home and where it fires, and is tried on its channels', async () => {
    await visit('/', 'An alert is firing.')
    await opened.page.getByRole('link', { name: 'Orders arrive' }).click()
    await opened.page.getByText('Still firing').waitFor()
    await opened.page.getByRole('button', { name: 'Send a test' }).click()
    await opened.page.getByText('Not every channel took the test.').waitFor()
  })

  it('is made for a source, with a channel', async () => {
    await visit('/alerts/new?source=src_web', 'Nobody yet')
    const { page } = opened
    await page.getByLabel('Name').fill('The website speaks')
    await page.getByLabel('Fires after so many minutes').fill('45')
    await page.getByRole('button', { name: 'Slack', exact: true }).click()
    await page.getByRole('button', { name: 'Add alert' }).click()
    await page.getByText('Enter an https address.').waitFor()
    await page.getByLabel('Slack address').fill('https://hooks.slack.com/services/T/B/x')
    await page.getByRole('button', { name: 'Add alert' }).click()
    await page.waitForURL(/alerts\/alt_new$/)
    expect(edits()).toEqual([
      {
        name: 'POST /api/alerts',
        body: {
          name: 'The website speaks',
          condition: { kind: 'no_events', sourceId: 'src_web', minutes: 45 },
          enabled: true,
          channels: [{ type: 'slack', url: 'https://hooks.slack.com/services/T/B/x' }],
          repeatMinutes: 0,
        },
      },
    ])
  })
})
