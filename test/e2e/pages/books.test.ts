import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { booksAnswer, booksAnswers, manySources } from '../books-answers.ts'
import { launchBrowser } from '../browser.ts'
import { teamAnswers } from '../dashboard-answers.ts'
import { type DashboardPage, faultsInEveryLook, openDashboard } from '../dashboard-page.ts'
import { type DashboardStub, startDashboardStub } from '../dashboard-stub.ts'

let browser: Browser
let stub: DashboardStub
let opened: DashboardPage

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  stub = await startDashboardStub(booksAnswers())
  opened = await openDashboard(browser)
})

afterEach(async () => {
  expect(opened.complaints).toEqual([])
  await opened.close()
  await stub.stop()
})

const visit = async (search: string, sign: string): Promise<void> => {
  await opened.page.goto(`${stub.origin}/books${search}`)
  await opened.page.getByText(sign).filter({ visible: true }).first().waitFor()
}
const hourAgo = (hours: number) =>
  new Date(Date.now() - hours * 3_600_000).toISOString().slice(0, 13)

describe('every page of the books', () => {
  it.each([
    ['books-all', '', 'Order service'],
    ['books-source', '?source=src_web', 'no_user_anon_id'],
    ['books-source-silent', '?source=src_ios', 'Nothing happened in these hours'],
    ['books-destination', '?destination=dst_orders', 'Tests, in a book of their own'],
    ['books-hour', `?source=src_web&hour=${hourAgo(3)}`, 'The hour from'],
    ['books-month', '?source=src_web&range=30d', '1 to 24 of 720'],
    ['books-unknown', '?source=src_gone', 'does not exist any more'],
  ])('%s is usable by everybody', async (name, search, sign) => {
    await visit(search, sign)
    await opened.page.waitForLoadState('networkidle')
    expect(await faultsInEveryLook(opened.page, name)).toEqual([])
  })

  it('so it is without a source', async () => {
    stub.answers['GET /api/sources'] = teamAnswers()['GET /api/sources'] ?? { status: 500 }
    await visit('', 'nothing to account for yet')
    expect(await faultsInEveryLook(opened.page, 'books-empty')).toEqual([])
  })
})

describe('the statement of a source', () => {
  it('is an equation, with every reason in words', async () => {
    await visit(`?source=src_web&hour=${hourAgo(3)}`, 'What came, and what became of it')
    const { page } = opened
    await page.getByText('= 35 failed on ingest + 18 duplicate + 5 filtered at source').waitFor()
    await page.getByText('an event needs a userId or an anonymousId').waitFor()
    await page.getByText('Balanced').first().waitFor()
  })

  it('opens hour by hour, and the address keeps the hour', async () => {
    await visit('?source=src_web', 'Hour by hour')
    const { page } = opened
    const hours = page.getByRole('table', { name: '' }).locator('time')
    await hours.nth(2).click()
    await page.getByText('The hour from').waitFor()
    expect(new URL(page.url()).searchParams.get('hour')).toBe(hourAgo(2))
    await page.getByRole('button', { name: 'The hour before' }).click()
    await page.waitForURL((url) => url.searchParams.get('hour') === hourAgo(3))
    await page.getByRole('button', { name: 'All hours' }).click()
    await page.getByText('Hour by hour').waitFor()
  })

  it('says what a difference means: in flight in the running hour', async () => {
    stub.answers['GET /api/books'] = booksAnswer([{ of: 'source', hoursAgo: 0 }])
    await visit('?source=src_web', 'In flight')
    await opened.page.getByText('1 too few').waitFor()
    await opened.page.getByText('come again every 10 seconds').waitFor()
    expect(await opened.page.getByText('Out of balance').count()).toBe(0)
  })

  it('says what a difference means: a fault when nothing moves any more', async () => {
    stub.answers['GET /api/books'] = booksAnswer([{ of: 'source', hoursAgo: 5 }])
    await visit('?source=src_web', 'Out of balance')
    await opened.page.getByText('an event was lost or counted twice').waitFor()
    expect(await faultsInEveryLook(opened.page, 'books-fault')).toEqual([])
  })

  it('is asked for again while its hour runs, and not when it is over', async () => {
    await visit('?source=src_web&range=2026-01-01T00..2026-01-02T00', 'Nothing happened')
    const asked = () => stub.calls.filter(({ name }) => name === 'GET /api/books').length
    expect(asked()).toBe(1)
    await visit('?source=src_web', 'Hour by hour')
    const before = asked()
    await opened.page.waitForResponse((response) => response.url().includes('/api/books'), {
      timeout: 20_000,
    })
    expect(asked()).toBeGreaterThan(before)
  })

  it('is saved as a file', async () => {
    await visit('?source=src_web', 'Hour by hour')
    const download = opened.page.waitForEvent('download')
    await opened.page.getByRole('button', { name: 'Download CSV' }).click()
    expect((await download).suggestedFilename()).toMatch(/^books-website-.*\.csv$/)
  })
})

describe('the statement of a destination', () => {
  it('goes on from what passed, and keeps tests apart', async () => {
    await visit(`?destination=dst_orders&hour=${hourAgo(3)}`, 'What was routed here')
    const { page } = opened
    await page.getByText('the event’s integrations object switches this destination off').waitFor()
    await page.getByText('no answer came in time').waitFor()
    await page.getByText('They are in none of the counts above').waitFor()
    await page.getByText('5 sent').waitFor()
  })

  it('says when its log does not account for all that it took on', async () => {
    stub.answers['GET /api/books'] = booksAnswer([{ of: 'dst_orders', hoursAgo: 4 }])
    await visit('?destination=dst_orders', 'Out of balance')
    await opened.page.getByText('1 too few').waitFor()
  })
})

describe('the choice of a book', () => {
  it('finds sources and destinations, by keyboard alone', async () => {
    await visit('', 'Order service')
    const { page } = opened
    await page.getByRole('button', { name: /^Books of/ }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('order serv')
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.searchParams.get('destination') === 'dst_orders')
    await page.getByText('Tests, in a book of their own').waitFor()
  })

  it('pages through more sources than one answer holds', async () => {
    stub.answers['GET /api/sources'] = manySources(30)
    await visit('', '1 to 8 of 30')
    const { page } = opened
    await page.getByRole('button', { name: 'Next page' }).click()
    await page.getByText('Site 9', { exact: true }).waitFor()
    const asked = stub.calls.filter(({ name }) => name === 'GET /api/books').length
    expect(asked).toBeLessThanOrEqual(16)
  })

  it('is there where one looks at a source or a destination', async () => {
    await opened.page.goto(`${stub.origin}/sources/src_web`)
    await opened.page.getByRole('link', { name: 'Open the books' }).click()
    await opened.page.getByText('What came, and what became of it').waitFor()
    await opened.page.goto(`${stub.origin}/destinations/dst_orders`)
    await opened.page.getByRole('link', { name: 'Open the books' }).click()
    await opened.page.getByText('What was routed here').waitFor()
  })

  it('says that the books did not come, and tries again', async () => {
    const working = stub.answers['GET /api/books']
    if (working === undefined) throw new Error('no answer')
    stub.answers['GET /api/books'] = { status: 500 }
    await opened.page.goto(`${stub.origin}/books?source=src_web`)
    const retry = opened.page.getByRole('button', { name: 'Try again' })
    await retry.waitFor()
    stub.answers['GET /api/books'] = working
    await retry.click()
    await opened.page.getByText('Hour by hour').waitFor()
  })
})
