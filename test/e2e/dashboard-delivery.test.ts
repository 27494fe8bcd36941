import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from './browser.ts'
import { type DashboardPage, faultsInEveryLook, openDashboard } from './dashboard-page.ts'
import { type DashboardStub, startDashboardStub } from './dashboard-stub.ts'
import { deliveryAnswers } from './delivery-answers.ts'

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

describe('every page of deliveries and alerts', () => {
  it.each([
    ['delivery', DELIVERY, 'All others'],
    ['delivery-samples', `${DELIVERY}?outcome=failed+delivery&code=400`, 'The event as it went'],
    ['source-delivery', '/sources/src_web/delivery', 'By destination'],
    ['alerts', '/alerts', 'The website speaks'],
    ['alert', '/alerts/alt_rate', 'Still firing'],
    ['alert-new', '/alerts/new?source=src_web', 'Nobody yet'],
  ])('%s is usable by everybody', async (name, path, sign) => {
    await visit(path, sign)
    expect(await faultsInEveryLook(opened.page, name)).toEqual([])
  })
})
