import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../browser.ts'
import { makeMe } from '../dashboard-answers.ts'
import { type DashboardPage, faultsInEveryLook, openDashboard } from '../dashboard-page.ts'
import { type DashboardStub, startDashboardStub } from '../dashboard-stub.ts'
import { manyEvents, manyFields, schemaAnswers } from '../schema-answers.ts'

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
    ['schema-screen', '?kind=screen', 'No screen calls yet'],
    ['schema-nothing-fits', '?q=nowhere', 'No event fits these filters'],
    ['schema-unknown', '?name=Gone', 'is not on this list'],
  ])('%s is usable by everybody', async (name, search, sign) => {
    await visit(search, sign)
    await opened.page.waitForLoadState('networkidle')
    expect(await faultsInEveryLook(opened.page, name)).toEqual([])
  })
})

const edits = () => stub.calls.filter(({ name }) => !name.startsWith('GET '))
const controls = (...changes: object[]) => ({
  name: 'PATCH /api/sources/src_web/schema/controls',
  body: { changes },
})
const rowOf = (name: string) =>
  opened.page
    .getByRole('row')
    .filter({ has: opened.page.getByRole('button', { name, exact: true }) })
const switchOf = (name: string) =>
  opened.page.getByRole('switch', { name: `Allow ${name}`, exact: true })

describe('an event', () => {
  it('is blocked after a question that says what it means, and that can be undone', async () => {
    await visit('', 'Product Viewed')
    const { page } = opened
    await switchOf('Product Viewed').click()
    const question = page.getByRole('alertdialog')
    await question.getByText('is dropped for all destinations').waitFor()
    await question.getByText('stays in the archive, marked as blocked').waitFor()
    await question.getByText('accepted 5 seconds after you confirm').waitFor()
    expect(await faultsInEveryLook(page, 'schema-block')).toEqual([])
    await question.getByRole('button', { name: 'Cancel' }).click()
    expect(edits()).toEqual([])
    await switchOf('Product Viewed').click()
    await question.getByRole('button', { name: 'Block event' }).click()
    await page
      .getByText('“Product Viewed” is blocked. It holds for events accepted 5 seconds')
      .first()
      .waitFor()
    await page.getByRole('switch', { name: 'Allow Product Viewed', checked: false }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('switch', { name: 'Allow Product Viewed', checked: true }).waitFor()
    expect(edits()).toEqual([
      controls({ control: 'event', name: 'Product Viewed', allowed: false }),
      controls({ control: 'event', name: 'Product Viewed', allowed: true }),
    ])
  })

  it('stays allowed when the service refuses', async () => {
    stub.answers['PATCH /api/sources/src_web/schema/controls'] = { status: 503 }
    await visit('', 'Product Viewed')
    await switchOf('Product Viewed').click()
    await opened.page.getByRole('button', { name: 'Block event' }).click()
    await opened.page.getByText('Refused with 503').first().waitFor()
    await opened.page.getByRole('switch', { name: 'Allow Product Viewed', checked: true }).waitFor()
  })

  it('is kept from one destination', async () => {
    await visit('', 'Product Viewed')
    const { page } = opened
    await page.getByRole('button', { name: 'Destinations of Product Viewed: 2 of 2' }).click()
    await page.getByText('whatever is set here').waitFor()
    expect(await faultsInEveryLook(page, 'schema-destinations')).toEqual([])
    await page.getByRole('switch', { name: 'Order service' }).click()
    await page.getByText('“Product Viewed” is kept from Order service').first().waitFor()
    await page.getByRole('button', { name: 'Destinations of Product Viewed: 1 of 2' }).waitFor()
    expect(edits()).toEqual([
      controls({
        control: 'destination',
        name: 'Product Viewed',
        destinationId: 'dst_orders',
        allowed: false,
      }),
    ])
  })

  it('opens to its properties, and its address leads there', async () => {
    await visit('', 'Product Viewed')
    const { page } = opened
    await page.getByRole('button', { name: 'Order Completed', exact: true }).click()
    await page.getByRole('table', { name: '' }).getByText('currency').waitFor()
    expect(new URL(page.url()).searchParams.get('name')).toBe('Order Completed')
    await page.getByRole('searchbox', { name: 'Search properties' }).fill('sku')
    await page.getByText('currency').waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Order Completed', exact: true }).click()
    await page.getByRole('searchbox', { name: 'Search properties' }).waitFor({ state: 'detached' })
  })

  it('is archived once it is blocked, and comes back', async () => {
    await visit('', 'Product Viewed')
    const { page } = opened
    await page.getByRole('button', { name: 'Actions for Product Viewed' }).click()
    expect(
      await page.getByRole('menuitem', { name: /^Archive/ }).getAttribute('aria-disabled'),
    ).toBe('true')
    const watch = page.getByRole('menuitem', { name: 'Watch it in the debugger' })
    expect(await watch.getAttribute('href')).toBe('/sources/src_web/debugger?name=Product+Viewed')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Actions for Cart Debug Dump' }).click()
    await page.getByRole('menuitem', { name: /^Archive/ }).click()
    await page.getByText('“Cart Debug Dump” is archived.').first().waitFor()
    await rowOf('Cart Debug Dump').waitFor({ state: 'detached' })
    await page.getByRole('switch', { name: 'Archived too' }).click()
    await page.getByRole('button', { name: 'Actions for Cart Debug Dump' }).click()
    await page.getByRole('menuitem', { name: 'Put back on the list' }).click()
    await page.getByText('“Cart Debug Dump” is back on the list.').first().waitFor()
  })

  it('is added before it is seen; a name that is there is refused', async () => {
    await visit('', 'Product Viewed')
    const { page } = opened
    await page.getByRole('button', { name: 'New event' }).click()
    await page.getByLabel('Event name').fill('Product Viewed')
    await page.keyboard.press('Enter')
    await page.getByText('It is on the list already.').waitFor()
    expect(await faultsInEveryLook(page, 'schema-new-event')).toEqual([])
    await page.getByLabel('Event name').fill('Refund Requested')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Refund Requested', exact: true }).waitFor()
  })
})

describe('several at once', () => {
  it('are blocked in one call, by keyboard alone', async () => {
    await visit('', 'Product Viewed')
    const { page } = opened
    await page.getByRole('checkbox', { name: 'Select Product Viewed' }).focus()
    await page.keyboard.press('Space')
    await page.getByRole('checkbox', { name: 'Select order_completed' }).focus()
    await page.keyboard.press('Space')
    await page.getByText('2 selected').waitFor()
    expect(await faultsInEveryLook(page, 'schema-selection')).toEqual([])
    await page.getByRole('button', { name: 'Block', exact: true }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('alertdialog').getByText('Block 2 events?').waitFor()
    await page.getByRole('button', { name: 'Block events' }).focus()
    await page.keyboard.press('Enter')
    await page.getByText('2 events are blocked.').first().waitFor()
    await page.getByText('2 selected').waitFor({ state: 'detached' })
    expect(edits()).toEqual([
      controls(
        { control: 'event', name: 'Product Viewed', allowed: false },
        { control: 'event', name: 'order_completed', allowed: false },
      ),
    ])
  })
})

describe('the list', () => {
  it('keeps its filters in the address', async () => {
    await visit('?only=blocked', 'Cart Debug Dump')
    const { page } = opened
    expect(await page.getByText('Product Viewed', { exact: true }).count()).toBe(0)
    await page.getByRole('combobox', { name: 'Show' }).press('Enter')
    await page.getByRole('option', { name: 'With naming hints' }).click()
    await page.getByText('order_completed').waitFor()
    await page.getByRole('combobox', { name: 'Period of the counts' }).press('Enter')
    await page.getByRole('option', { name: 'Last 24 hours' }).click()
    await page.getByRole('columnheader', { name: 'Allowed' }).getByRole('button').click()
    await page.waitForURL((url) => url.searchParams.get('sort') === 'allowed')
    const { searchParams } = new URL(page.url())
    expect(Object.fromEntries(searchParams)).toEqual({
      only: 'hints',
      period: '24h',
      sort: 'allowed',
    })
  })

  it('says when some counts are not included', async () => {
    await stub.stop()
    stub = await startDashboardStub(schemaAnswers({ incomplete: true }))
    await visit('', 'Some counts of the last minutes are not included')
    await opened.page.getByText('Order Completed', { exact: true }).first().waitFor()
    expect(await faultsInEveryLook(opened.page, 'schema-incomplete')).toEqual([])
  })

  it('stays quick with as much as it may hold, and leads to any of it', async () => {
    await stub.stop()
    stub = await startDashboardStub(
      schemaAnswers({
        events: manyEvents(4_000),
        fields: { track: () => manyFields(300) },
        unlistedEvents: 31_200,
      }),
    )
    await visit('?name=Feature%203999%20Used', '31,200 events came under names')
    const { page } = opened
    await page.getByText('property_1', { exact: true }).waitFor()
    await page.getByText('3,951 to 4,000 of 4,000').waitFor()
    await page.getByRole('button', { name: 'Show all 300' }).click()
    await page.getByText('property_300').waitFor()
    // What is drawn is bounded, whatever the list holds.
    expect(await page.getByRole('row').count()).toBeLessThan(400)
    await page.getByRole('searchbox', { name: 'Search events' }).fill('feature 77 ')
    await page.getByText('Feature 77 Used').waitFor()
    await page.getByRole('searchbox', { name: 'Search events' }).fill('')
    await page.getByText('1 to 50 of 4,000').waitFor()
    expect(await faultsInEveryLook(page, 'schema-many')).toEqual([])
    await page.getByRole('checkbox', { name: 'Select every event of this page' }).click()
    await page.getByRole('button', { name: 'Select all 4,000' }).click()
    await page.getByText('4,000 selected').waitFor()
    await page.getByRole('button', { name: 'Allow', exact: true }).click()
    await page.getByText('100 events are allowed.').first().waitFor()
  })

  it('leads from a naming hint to the name', async () => {
    await visit('', 'Product Viewed')
    const { page } = opened
    await page.getByRole('button', { name: 'Naming hint for event order_completed' }).click()
    await page.getByText('differs from “Order Completed” in spelling only').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: /^Naming 2/ }).click()
    const panel = page.getByRole('dialog', { name: 'Naming' })
    await panel.getByRole('button', { name: 'Order Completed' }).click()
    await panel.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Order Completed', expanded: true }).waitFor()
  })

  it('is exported, and its history cleared after a question', async () => {
    await visit('', 'Product Viewed')
    const { page } = opened
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Export CSV' }).click()
    expect((await download).suggestedFilename()).toMatch(/^website-schema-track-7d-.*\.csv$/)
    await page.getByRole('button', { name: 'More for the schema' }).click()
    await page.getByRole('menuitem', { name: 'Clear the history' }).click()
    await page.getByText('there is no way back').waitFor()
    expect(await faultsInEveryLook(page, 'schema-clear')).toEqual([])
    await page.getByRole('checkbox', { name: 'What is archived' }).click()
    await page.getByRole('button', { name: 'Clear the history' }).click()
    await page.getByText('Product Viewed', { exact: true }).waitFor({ state: 'detached' })
    // What is blocked stays blocked, and so it stays on the list.
    await page.getByRole('switch', { name: 'Allow Cart Debug Dump', checked: false }).waitFor()
    await page.getByText('Not seen', { exact: true }).first().waitFor()
    expect(edits()).toEqual([
      {
        name: 'POST /api/sources/src_web/schema/clear',
        body: { kinds: ['track'], what: ['allowed', 'blocked'] },
      },
    ])
  })

  it('says that it failed, and tries again', async () => {
    const working = stub.answers['GET /api/sources/src_web/schema']
    if (working === undefined) throw new Error('no answer')
    stub.answers['GET /api/sources/src_web/schema'] = { status: 500 }
    await opened.page.goto(`${stub.origin}${SCHEMA}`)
    const retry = opened.page.getByRole('button', { name: 'Try again' })
    await retry.waitFor()
    stub.answers['GET /api/sources/src_web/schema'] = working
    await retry.click()
    await opened.page.getByText('Product Viewed').waitFor()
  })

  it('has no switches for who may only read', async () => {
    const me = makeMe()
    const [workspace] = me.workspaces
    if (workspace === undefined) throw new Error('no workspace')
    const readOnly = { source: ['read'], destination: ['read'] } as typeof workspace.may
    stub.answers['GET /api/me'] = {
      data: makeMe({
        workspaces: [{ ...workspace, isOwner: false, may: readOnly, mayAll: readOnly }],
      }),
    }
    await visit('', 'Product Viewed')
    expect(await opened.page.getByRole('switch', { name: /^Allow/ }).count()).toBe(0)
    expect(await opened.page.getByRole('checkbox').count()).toBe(0)
    expect(await faultsInEveryLook(opened.page, 'schema-read-only')).toEqual([])
  })
})

describe('traits', () => {
  it('are blocked one by one; the calls go on', async () => {
    await visit('?kind=identify', 'email')
    const { page } = opened
    expect(await page.getByRole('switch', { name: 'Allow identify calls' }).count()).toBe(0)
    await switchOf('email').click()
    await page.getByText('removed from identify calls for all destinations').waitFor()
    await page.getByRole('button', { name: 'Block trait' }).click()
    await page.getByRole('switch', { name: 'Allow email', checked: false }).waitFor()
    expect(edits()).toEqual([
      controls({ control: 'trait', kind: 'identify', path: 'email', allowed: false }),
    ])
  })
})

describe('page calls', () => {
  it('are blocked all together', async () => {
    await visit('?kind=page', 'referrer')
    await opened.page.getByRole('switch', { name: 'Allow page calls' }).click()
    await opened.page.getByRole('alertdialog').getByText('Block page calls?').waitFor()
    await opened.page.getByRole('button', { name: 'Block calls' }).click()
    await opened.page.getByText('Page calls are blocked.').first().waitFor()
    expect(edits()).toEqual([controls({ control: 'page', allowed: false })])
  })
})
