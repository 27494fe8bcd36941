import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from './browser.ts'
import { type DashboardPage, faultsInEveryLook, openDashboard } from './dashboard-page.ts'
import { type DashboardStub, startDashboardStub } from './dashboard-stub.ts'
import { schemaAnswers } from './schema-answers.ts'

let browser: Browser
let stub: DashboardStub
let opened: DashboardPage

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  stub = await startDashboardStub(schemaAnswers())
  opened = await openDashboard(browser)
})

afterEach(async () => {
  expect(opened.complaints).toEqual([])
  await opened.close()
  await stub.stop()
})

const SCHEMA = '/sources/src_web/schema'

const visit = async (search: string, sign: string): Promise<void> => {
  await opened.page.goto(`${stub.origin}${SCHEMA}${search}`)
  await opened.page.getByText(sign).filter({ visible: true }).first().waitFor()
}


describe('every view of the schema', () => {
  it.each([
    ['schema-track', '', 'Subscription Paused'],
    ['schema-event', '?name=Order%20Completed', 'products.'],
    ['schema-archived', '?archived=true', 'Old Banner Shown'],
    ['schema-naming', '?naming=true', 'used most'],
    ['schema-identify', '?kind=identify', 'password'],
    ['schema-page', '?kind=page', 'referrer'],
    ['schema-group', '?kind=group', 'No group calls yet'],
    ['schema-nothing-fits', '?q=nowhere', 'No event fits these filters'],
    ['schema-unknown', '?name=Gone', 'is not on this list'],
  ])('%s is usable by everybody', async (name, search, sign) => {
    await visit(search, sign)
    await opened.page.waitForLoadState('networkidle')
    expect(await faultsInEveryLook(opened.page, name)).toEqual([])
  })
})
