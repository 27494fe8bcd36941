import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from './browser.ts'
import { shopAnswers } from './connections-answers.ts'
import { type DashboardPage, faultsInEveryLook, openDashboard } from './dashboard-page.ts'
import { type DashboardStub, startDashboardStub } from './dashboard-stub.ts'
import { type LiveService, makeLiveEvent, shopEvents, startLive } from './live-answers.ts'

let browser: Browser
let stub: DashboardStub
let opened: DashboardPage
let live: LiveService

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  stub = await startDashboardStub(shopAnswers())
  opened = await openDashboard(browser, { permissions: ['clipboard-read', 'clipboard-write'] })
  live = await startLive(opened.page, shopEvents())
})

afterEach(async () => {
  expect(opened.complaints).toEqual([])
  await opened.close()
  await stub.stop()
})

const visit = async (query = '', source = 'src_web') => {
  await opened.page.goto(`${stub.origin}/sources/${source}/debugger${query}`)
  await opened.page.getByRole('status').filter({ hasText: 'Live' }).waitFor()
}
const rows = () => opened.page.getByRole('option')
const row = (name: string) => rows().filter({ hasText: name }).first()
const panel = () => opened.page.getByRole('region', { name: 'Event', exact: true })

describe('the debugger', () => {
  it('is usable by everybody', async () => {
    await visit()
    await row('Order Refunded').waitFor()
    expect(await faultsInEveryLook(opened.page, 'debugger')).toEqual([])
  })

  it('so is an open event, each of its tabs', async () => {
    await visit()
    await row('user-grace').click()
    await panel().getByText("analytics.track('Order Completed', {").waitFor()
    expect(await faultsInEveryLook(opened.page, 'debugger-pretty')).toEqual([])
    await opened.page.getByRole('tab', { name: 'Raw' }).click()
    await opened.page.getByText('"analytics.js"').waitFor()
    expect(await faultsInEveryLook(opened.page, 'debugger-raw')).toEqual([])
    await opened.page.getByRole('tab', { name: /Destinations/ }).click()
    await opened.page.getByText('integrations object switches').waitFor()
    expect(await faultsInEveryLook(opened.page, 'debugger-destinations')).toEqual([])
  })

  it('so is one that was refused', async () => {
    await visit()
    await row('needs a userId').click()
    await panel().getByText('no_user_anon_id').waitFor()
    expect(await faultsInEveryLook(opened.page, 'debugger-rejected')).toEqual([])
  })

  it('so it is while nothing has come, and while nothing fits', async () => {
    live.held = []
    await visit()
    await opened.page.getByText('Waiting for events').waitFor()
    await opened.page.getByText('curl https://e.example.com/v1/track').waitFor()
    expect(await faultsInEveryLook(opened.page, 'debugger-waiting')).toEqual([])
    await visit('?name=Nothing&type=track,page&user=user-1')
    await opened.page.getByText('No event fits so far').waitFor()
    expect(await faultsInEveryLook(opened.page, 'debugger-nothing-fits')).toEqual([])
  })

  it('so it is when the connection is gone, and when the source is busy', async () => {
    await visit()
    live.send([makeLiveEvent()], 19)
    await opened.page.getByText('Showing 1 in 20:').waitFor()
    live.away = true
    live.drop()
    await opened.page.getByText('Connection lost').waitFor()
    expect(await faultsInEveryLook(opened.page, 'debugger-lost')).toEqual([])
  })
})
