import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../browser.ts'
import { shopAnswers } from '../connections-answers.ts'
import { type DashboardPage, faultsInEveryLook, openDashboard } from '../dashboard-page.ts'
import { type DashboardStub, startDashboardStub } from '../dashboard-stub.ts'
import { type LiveService, makeLiveEvent, shopEvents, startLive } from '../live-answers.ts'

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
const search = () => new URL(opened.page.url()).searchParams
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

describe('watching', () => {
  it('shows what comes at the top, and what became of it in its place', async () => {
    await visit()
    const event = makeLiveEvent({ event: 'Song Played' }, { state: 'pending', destinations: {} })
    live.send([event])
    await row('Song Played').waitFor()
    expect(await rows().first().textContent()).toContain('Song Played')
    expect(await row('Song Played').textContent()).toContain('In pipeline')
    live.send([{ ...event, state: 'allowed' }])
    await row('Allowed').filter({ hasText: 'Song Played' }).waitFor()
    expect(await rows().filter({ hasText: 'Song Played' }).count()).toBe(1)
    await expect.poll(() => live.seen).toEqual([1, 2])
  })

  it('pauses, says how many wait, and goes on with them', async () => {
    await visit()
    const { page } = opened
    await row('Order Refunded').waitFor()
    await page.getByRole('button', { name: 'Pause' }).click()
    live.send(Array.from({ length: 37 }, () => makeLiveEvent({ event: 'Song Played' })))
    await page.getByRole('button', { name: 'Resume · 37 new' }).waitFor()
    expect(await row('Song Played').count()).toBe(0)
    expect(await faultsInEveryLook(page, 'debugger-paused')).toEqual([])
    await page.getByRole('button', { name: '37 new', exact: true }).click()
    await row('Song Played').waitFor()
    await page.getByText('Paused').waitFor()
    live.send([makeLiveEvent({ event: 'Song Skipped' })])
    await page.getByRole('button', { name: 'Resume · 1 new' }).click()
    await row('Song Skipped').waitFor()
  })

  it('does not move under a reader who has scrolled down', async () => {
    await visit()
    const { page } = opened
    await row('Order Refunded').waitFor()
    await page.getByRole('listbox').hover()
    await page.mouse.wheel(0, 400)
    await row('Product Viewed').waitFor()
    const first = async () => Number(await rows().first().getAttribute('aria-posinset'))
    await expect.poll(first).toBeGreaterThan(1)
    const before = await rows().nth(12).getAttribute('id')
    live.send([makeLiveEvent({ event: 'Song Played' })])
    const more = page.getByRole('button', { name: '1 new', exact: true })
    await more.waitFor()
    expect(await rows().nth(12).getAttribute('id')).toBe(before)
    await more.click()
    await row('Song Played').waitFor()
    await more.waitFor({ state: 'detached' })
  })

  it('draws fifty a second and keeps five hundred, with few of them in the page', async () => {
    await visit()
    for (let second = 0; second < 60; second += 1) {
      live.send(Array.from({ length: 12 }, () => makeLiveEvent({ event: `Song ${second}` })))
    }
    await row('Song 59').waitFor()
    const number = await rows().first().getAttribute('aria-setsize')
    expect(number).toBe('500')
    expect(await rows().count()).toBeLessThan(60)
    await expect.poll(() => live.seen.length).toBe(60)
  })

  it('comes back by itself, and says what it caught up', async () => {
    await visit()
    await row('Order Refunded').waitFor()
    live.away = true
    live.drop()
    await opened.page.getByText('Connection lost').waitFor()
    live.held = [
      ...Array.from({ length: 12 }, () => makeLiveEvent({ event: 'Song Played' })).reverse(),
      ...live.held,
    ]
    live.away = false
    await opened.page.getByText('Reconnected, 12 events caught up').waitFor()
    await row('Song Played').waitFor()
    expect(live.connections).toBeGreaterThan(1)
    live.drop(4000)
    live.send([])
    await expect.poll(() => live.filters.length).toBeGreaterThan(2)
  })

  it.each([
    [4001, 'Sign in again'],
    [4003, 'You were removed.'],
    [4400, 'Connect again'],
  ])('ends with code %i, and says %s', async (code, words) => {
    await visit()
    await row('Order Refunded').waitFor()
    live.say({ kind: 'bye', message: code === 4003 ? 'You were removed.' : '' })
    live.drop(code)
    await opened.page.getByText(words).waitFor()
    expect(await faultsInEveryLook(opened.page, `debugger-ended-${code}`)).toEqual([])
  })

  it('leads to the sign-in when the session is over, and back', async () => {
    await visit('?type=track')
    await row('Order Refunded').waitFor()
    stub.answers['GET /api/me'] = { status: 401 }
    live.drop(4001)
    await opened.page.waitForURL(/\/sign-in/)
    expect(search().get('next')).toBe('/sources/src_web/debugger?type=track')
  })

  it('finds out that the source may not be seen any more', async () => {
    await visit()
    await row('Order Refunded').waitFor()
    live.away = true
    stub.answers['GET /api/sources/src_web'] = { status: 403 }
    live.drop()
    await opened.page.getByText('You may not see this source any more').waitFor()
  })
})

describe('filters', () => {
  it('are in the address and with the service', async () => {
    await visit('?type=track,page&state=blocked&name=Debug%20Ping&user=12345&q=order')
    await expect
      .poll(() => live.filters.at(-1))
      .toEqual({
        types: ['track', 'page'],
        states: ['blocked'],
        name: 'Debug Ping',
        userId: '12345',
        text: 'order',
      })
    const { page } = opened
    await page.getByRole('button', { name: /^Remove the filter User/ }).click()
    await page.getByRole('button', { name: /^Remove the filter Name/ }).click()
    await page.getByRole('button', { name: /^Type: track, page/ }).click()
    await page.getByRole('checkbox', { name: 'page' }).click()
    await page.keyboard.press('Escape')
    await page.getByRole('searchbox').fill('order 17')
    await expect
      .poll(() => live.filters.at(-1))
      .toEqual({ types: ['track'], states: ['blocked'], text: 'order 17' })
    expect(search().get('type')).toBe('track')
    await page.getByRole('button', { name: 'Name or user' }).click()
    await page.getByLabel('User id or anonymous id').fill('user-7')
    expect(await faultsInEveryLook(page, 'debugger-filter', '[role=dialog]')).toEqual([])
    await page.keyboard.press('Enter')
    await expect.poll(() => live.filters.at(-1)).toMatchObject({ userId: 'user-7' })
  })

  it('are taken from an event that is open', async () => {
    await visit()
    await row('user-grace').click()
    await opened.page.getByRole('button', { name: 'Show only this user' }).click()
    await expect.poll(() => live.filters.at(-1)).toEqual({ userId: 'user-grace' })
  })
})

describe('one event', () => {
  it('has an address, and leads on to its trace, the tester and the schema', async () => {
    await visit()
    const { page } = opened
    await row('user-grace').click()
    await page.getByRole('button', { name: 'Copy the link to this event' }).click()
    const link = (await page.evaluate('navigator.clipboard.readText()')) as string
    await page.goto(link)
    await panel().getByRole('heading', { name: 'Order Completed' }).waitFor()
    const messageId = search().get('message')
    await expect(
      page.getByRole('link', { name: 'View in schema' }).getAttribute('href'),
    ).resolves.toContain('/sources/src_web/schema?name=Order')
    await page.getByRole('button', { name: 'Send to a destination' }).click()
    await page.getByRole('menuitem', { name: 'Data lake' }).click()
    await page.waitForURL(/dst_lake\/test/)
    expect(search().get('event')).toBe(messageId)
    await page.goBack()
    await page.getByRole('link', { name: 'Where did it go?' }).click()
    await page.waitForURL(/\/trace/)
    expect(search().get('id')).toBe(messageId)
  })

  it('that is not held any more is offered to be traced', async () => {
    await visit('?event=enam-0.1.1&message=m-1')
    await opened.page.getByText('not held here any more').waitFor()
    expect(await faultsInEveryLook(opened.page, 'debugger-gone')).toEqual([])
    await opened.page.getByRole('link', { name: 'Trace it' }).click()
    await opened.page.waitForURL(/\/trace\?id=m-1/)
  })

  it('stays open when the list has moved on', async () => {
    await visit()
    await row('user-grace').click()
    for (let batch = 0; batch < 6; batch += 1) {
      live.send(Array.from({ length: 100 }, () => makeLiveEvent({ event: `Song ${batch}` })))
    }
    await row('Song 5').waitFor()
    await panel().getByText("analytics.track('Order Completed', {").waitFor()
  })

  it('is written in another library’s syntax when asked', async () => {
    await visit()
    await row('user-grace').click()
    await opened.page.getByRole('combobox', { name: 'Write it as in' }).click()
    await opened.page.getByRole('option', { name: 'Python' }).click()
    await opened.page.getByText('anonymous_id=').waitFor()
  })
})

describe('the keyboard', () => {
  it('is enough', async () => {
    await visit()
    const { page } = opened
    await row('Order Refunded').waitFor()
    await page.keyboard.press('/')
    await page.keyboard.type('j k')
    expect(await page.getByRole('searchbox').inputValue()).toBe('j k')
    await page.getByRole('searchbox').fill('')
    await page.getByRole('listbox').focus()
    await page.keyboard.press('j')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await panel().getByRole('heading', { name: 'Order Completed' }).waitFor()
    await page.keyboard.press('j')
    await page.keyboard.press('j')
    await panel().getByRole('heading', { name: 'A call without a name' }).waitFor()
    await page.keyboard.press('k')
    await panel().getByText('came from this source before').waitFor()
    await page.keyboard.press('Escape')
    await panel().waitFor({ state: 'detached' })
    await page.getByRole('listbox').focus()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Resume' }).waitFor()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: 'Pause' }).waitFor()
  })
})
