import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../browser.ts'
import { type DashboardPage, faultsInEveryLook, openDashboard } from '../dashboard-page.ts'
import { type DashboardStub, startDashboardStub } from '../dashboard-stub.ts'
import { filterAnswers, makeFilter } from '../filter-answers.ts'

let browser: Browser
let stub: DashboardStub
let opened: DashboardPage

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  stub = await startDashboardStub(filterAnswers())
  opened = await openDashboard(browser)
})

afterEach(async () => {
  expect(opened.complaints).toEqual([])
  await opened.close()
  await stub.stop()
})

const FILTERS = '/destinations/dst_orders/filters'
const API = '/api/destination/dst_orders/filters'

const visit = async (path: string, sign: string): Promise<void> => {
  await opened.page.goto(`${stub.origin}${path}`)
  await opened.page.getByText(sign).filter({ visible: true }).first().waitFor()
  await opened.page.waitForLoadState('networkidle')
}

/** What the dashboard has asked the service to change, in order; to try a filter changes nothing. */
const edits = () =>
  stub.calls.filter(({ name }) => !name.startsWith('GET ') && !name.endsWith('/preview'))

const list = (filters: unknown[]) => ({
  data: { filters, pagination: { current: 'MA==', totalEntries: filters.length } },
})

const chosen = async (combobox: string, option: string): Promise<void> => {
  await opened.page.getByRole('combobox', { name: combobox }).click()
  await opened.page.getByRole('option', { name: option, exact: true }).click()
}

describe('pages of filters', () => {
  it.each([
    ['filters', FILTERS, 'Sends 10 % by userId'],
    ['filter-edit', `${FILTERS}/flt_people`, 'All that stays of'],
  ])('%s is usable by everybody', async (name, path, sign) => {
    await visit(path, sign)
    expect(await faultsInEveryLook(opened.page, name)).toEqual([])
  })

  it('say that a filter which cannot be read keeps everything away', async () => {
    const filter = makeFilter({ if: "event == 'Order" })
    stub.answers[`GET ${API}`] = list([filter])
    stub.answers[`GET ${API}/${filter.id}`] = { data: { filter } }
    await visit(FILTERS, 'Nothing is sent to this destination.')
    await opened.page.getByRole('link', { name: filter.title }).click()
    await opened.page.getByText('This filter keeps every event away.').waitFor()
    await opened.page.getByText('Equality is one equals sign').waitFor()
    expect(await faultsInEveryLook(opened.page, 'filter-invalid')).toEqual([])
  })
})

describe('a filter', () => {
  it('is made of rows, tried on recent events and saved', async () => {
    stub.answers[`GET ${API}`] = list([])
    await visit(FILTERS, 'Everything goes to this destination')
    const { page } = opened
    await page.getByRole('link', { name: 'Add filter' }).click()
    await page.getByLabel('Title').fill('No small orders')
    await page.getByRole('button', { name: /^Condition 1, field/ }).click()
    await page.getByPlaceholder('Search fields').fill('total')
    await page.getByRole('option', { name: /properties\.total/ }).click()
    await chosen('Condition 1, comparison', 'is less than')
    await page.getByLabel('Condition 1, number').fill('5')
    await page.getByRole('button', { name: 'Drop', exact: true }).click()
    await page.getByText('would have dropped 1 and changed 1').waitFor()
    await page.getByRole('button', { name: 'Changed 1', exact: true }).click()
    await page.getByRole('button', { name: /identify/ }).click()
    await page.getByText('traits.email').waitFor()
    await page.getByRole('button', { name: 'Add filter' }).click()
    await page.getByText('The filter is added.', { exact: false }).first().waitFor()
    expect(edits()).toEqual([
      {
        name: `POST ${API}`,
        body: {
          sourceId: 'src_web',
          title: 'No small orders',
          if: 'properties.total < 5',
          actions: [{ type: 'DROP' }],
          enabled: true,
        },
      },
    ])
  })

  it('is written as text, with its error at its place, and becomes rows where it can', async () => {
    await visit(`${FILTERS}/flt_share`, 'Sent, in percent')
    const { page } = opened
    await page.getByRole('button', { name: 'Text', exact: true }).click()
    const text = page.getByLabel('For events that fit as text')
    await text.fill("type == 'page'")
    await page.getByRole('button', { name: 'Character 7' }).click()
    expect(await page.evaluate('document.activeElement.selectionStart')).toBe(6)
    await page.getByRole('button', { name: 'Rows', exact: true }).click()
    await page.getByText('Mend the text first').waitFor()
    await text.fill('length(userId) > 3')
    await page.getByRole('button', { name: 'Rows', exact: true }).click()
    await page.getByText('says more than rows can show').waitFor()
    await text.fill("match(event, 'Order *')")
    await page.getByRole('button', { name: 'Rows', exact: true }).click()
    await page.getByRole('combobox', { name: 'Condition 1, comparison' }).waitFor()
    expect(await page.getByLabel('Condition 1, text').inputValue()).toBe('Order ')
  })

  it('is not saved while something is missing', async () => {
    await visit(`${FILTERS}/new`, 'Not complete yet')
    await opened.page.getByRole('button', { name: 'Add filter' }).click()
    await opened.page.getByText('Give it a title.').waitFor()
    await opened.page.getByText('Choose what happens to the events.').waitFor()
    expect(edits()).toEqual([])
  })

  it('is switched off, with a way back, and deleted after a question', async () => {
    await visit(FILTERS, 'No test orders')
    const { page } = opened
    await page.getByRole('switch', { name: 'Enable No test orders' }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Actions for No test orders' }).click()
    await page.getByRole('menuitem', { name: 'Delete filter' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete filter' }).click()
    await page.getByText('The filter is deleted.', { exact: false }).first().waitFor()
    expect(edits().map(({ name, body }) => [name, body])).toEqual([
      [`PATCH ${API}/flt_test`, { enabled: false }],
      [`PATCH ${API}/flt_test`, { enabled: true }],
      [`DELETE ${API}/flt_test`, undefined],
    ])
  })
})
