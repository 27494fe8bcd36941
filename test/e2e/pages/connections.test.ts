import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../browser.ts'
import { makeSource, shopAnswers } from '../connections-answers.ts'
import { makeMe, teamAnswers } from '../dashboard-answers.ts'
import { type DashboardPage, faultsInEveryLook, openDashboard } from '../dashboard-page.ts'
import { type DashboardStub, startDashboardStub } from '../dashboard-stub.ts'
import { failedAnswers } from '../failed-answers.ts'
import { silentStatus } from '../volume-answers.ts'

let browser: Browser
let stub: DashboardStub
let opened: DashboardPage

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  stub = await startDashboardStub({ ...shopAnswers(), ...failedAnswers('dst_orders') })
  opened = await openDashboard(browser)
})

afterEach(async () => {
  expect(opened.complaints).toEqual([])
  await opened.close()
  await stub.stop()
})

const visit = async (path: string, sign: string): Promise<void> => {
  await opened.page.goto(`${stub.origin}${path}`)
  await opened.page.getByText(sign).filter({ visible: true }).first().waitFor()
}

/** What the dashboard has asked the service to change, in order. */
const edits = () => stub.calls.filter(({ name }) => !name.startsWith('GET '))

describe('every page of connections', () => {
  it.each([
    ['home', '/', '15.3K delivered'],
    ['sources', '/sources', '1,420 since'],
    ['source-catalog', '/sources/catalog', 'Node.js'],
    ['add-source', '/sources/catalog/javascript', 'environment:prod'],
    ['source-overview', '/sources/src_web', 'no_user_anon_id'],
    ['source-setup', '/sources/src_web/setup', 'Events are arriving'],
    ['source-destinations', '/sources/src_web/destinations', 'Data lake'],
    ['source-settings', '/sources/src_web/settings', 'Delivery strategy'],
    ['destinations', '/destinations', 'Paused'],
    ['destination-catalog', '/destinations/catalog', 'Analytics tool 2'],
    ['add-destination', '/destinations/catalog/webhooks/add', 'Send events from now on'],
    ['destination-overview', '/destinations/dst_orders', 'FILTERED_BY_INTEGRATIONS_OBJECT'],
    ['destination-paused', '/destinations/dst_push', 'Deliveries are paused'],
    ['destination-settings', '/destinations/dst_orders/settings', 'Pace and retries'],
  ])('%s is usable by everybody', async (name, path, sign) => {
    await visit(path, sign)
    await opened.page.waitForLoadState('networkidle')
    expect(await faultsInEveryLook(opened.page, name)).toEqual([])
  })

  it('so is the set-up while nothing has come', async () => {
    stub.answers['GET /api/sources/src_web/status'] = { data: { status: silentStatus() } }
    await visit('/sources/src_web/setup', 'Waiting for the first event')
    await opened.page.getByText('wk_Jb7RsdP0qYt4WcEe').first().waitFor()
    expect(await faultsInEveryLook(opened.page, 'source-setup-waiting')).toEqual([])
  })

  it('so are failed deliveries with one of them open', async () => {
    await visit('/destinations/dst_orders/failed', '31 failed deliveries')
    await opened.page
      .getByRole('button', { name: /Order Completed/ })
      .first()
      .click()
    await opened.page.getByText('order_id is missing').waitFor()
    expect(await faultsInEveryLook(opened.page, 'failed-deliveries')).toEqual([])
  })

  it('so is a test with its answer', async () => {
    await visit('/destinations/dst_orders/test', 'Send a test event')
    await opened.page.getByRole('button', { name: 'Send test event' }).click()
    await opened.page.getByText('the webhook answered 400').waitFor()
    expect(await faultsInEveryLook(opened.page, 'destination-test')).toEqual([])
  })

  it('so are dialogs', async () => {
    await visit('/sources/src_web/settings', 'Delete this source')
    await opened.page.getByRole('button', { name: 'Delete source' }).click()
    await opened.page.getByRole('alertdialog').waitFor()
    expect(await faultsInEveryLook(opened.page, 'delete-source')).toEqual([])
    await opened.page.keyboard.press('Escape')
    await opened.page
      .getByRole('button', { name: /^Rotate/ })
      .first()
      .click()
    await opened.page.getByRole('dialog').waitFor()
    expect(await faultsInEveryLook(opened.page, 'rotate-key')).toEqual([])
  })
})

describe('a page without data', () => {
  it.each([
    ['home-empty', '/', 'Nothing is connected yet'],
    ['sources-empty', '/sources', 'No sources yet'],
    ['destinations-empty', '/destinations', 'No destinations yet'],
  ])('%s says what to do', async (name, path, sign) => {
    Object.assign(stub.answers, {
      'GET /api/sources': teamAnswers()['GET /api/sources'],
      'GET /api/destinations': teamAnswers()['GET /api/destinations'],
      'GET /api/checklist': { data: { items: [] } },
    })
    await visit(path, sign)
    expect(await faultsInEveryLook(opened.page, name)).toEqual([])
  })

  it.each([
    ['/', 'GET /api/checklist'],
    ['/', 'GET /api/sources'],
    ['/sources', 'GET /api/sources'],
    ['/sources/catalog', 'GET /api/catalog/sources'],
    ['/sources/src_web', 'GET /api/sources/src_web'],
    ['/sources/src_web', 'GET /api/sources/src_web/overview'],
    ['/sources/src_web/setup', 'GET /api/sources/src_web/setup'],
    ['/sources/src_web/destinations', 'GET /api/destinations'],
    ['/destinations/dst_orders', 'GET /api/books'],
    ['/destinations/dst_orders/failed', 'GET /api/destinations/dst_orders/failed-deliveries'],
  ])('%s says that %s failed, and tries again', async (path, call) => {
    const working = stub.answers[call]
    if (working === undefined) throw new Error(`no answer for ${call}`)
    stub.answers[call] = { status: 500 }
    await opened.page.goto(`${stub.origin}${path}`)
    const retry = opened.page.getByRole('button', { name: 'Try again' })
    await retry.waitFor()
    stub.answers[call] = working
    await retry.click()
    await retry.waitFor({ state: 'detached' })
  })

  it('does not move when the data comes', async () => {
    let open: () => void = () => undefined
    await opened.page.goto(`${stub.origin}/account`)
    await opened.page.getByRole('heading', { level: 1 }).waitFor()
    stub.until = new Promise((resolve) => {
      open = () => resolve(null)
    })
    await opened.page.evaluate(`
      globalThis.shift = 0
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) globalThis.shift += entry.value
      }).observe({ type: 'layout-shift', buffered: true })
    `)
    await opened.page.getByRole('link', { name: 'Home' }).first().click()
    await opened.page.getByText('Getting started').waitFor()
    open()
    await opened.page.getByText('15.3K delivered').waitFor()
    const shift = await opened.page.evaluate('globalThis.shift')
    expect(shift).toBeLessThan(0.1)
  })
})

describe('sources', () => {
  it('keeps its filters in the address', async () => {
    await visit('/sources?q=app&label=environment:prod', 'iOS app')
    const { page } = opened
    expect(await page.getByRole('table').getByRole('link').allInnerTexts()).toEqual(['iOS app'])
    await page.getByRole('searchbox').fill('')
    await page.getByText('Website', { exact: true }).waitFor()
    await page.getByRole('combobox', { name: 'State' }).press('Enter')
    await page.getByRole('option', { name: 'Disabled' }).click()
    await page.getByText('No source fits these filters').waitFor()
    expect(new URL(page.url()).searchParams.get('status')).toBe('disabled')
    await page.getByRole('button', { name: 'Clear the filters' }).click()
    await page.getByText('Old website').waitFor()
  })

  it('is added with a name and labels, by keyboard alone', async () => {
    const added = makeSource({ id: 'src_new', name: 'Mein Shöp', labels: [] })
    Object.assign(stub.answers, {
      'POST /api/sources': { data: { source: added } },
      'PUT /api/sources/src_new/labels': { data: { labels: [] } },
      'GET /api/sources/src_new': { data: { source: added, trackingPlanId: null } },
      'GET /api/sources/src_new/status': { data: { status: silentStatus() } },
      'GET /api/sources/src_new/setup': stub.answers['GET /api/sources/src_web/setup'],
    })
    await visit('/sources/catalog/javascript', 'environment:prod')
    const { page } = opened
    await page.getByLabel('Name').focus()
    await page.keyboard.type('Mein Shöp')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.getByLabel('Name').press('Enter')
    await page.getByText('Waiting for the first event').waitFor()
    expect(edits()).toEqual([
      {
        name: 'POST /api/sources',
        body: {
          slug: 'mein-shop',
          name: 'Mein Shöp',
          metadataId: 'src_meta_javascript',
          enabled: true,
        },
      },
      {
        name: 'PUT /api/sources/src_new/labels',
        body: { labels: [{ key: 'environment', value: 'prod' }] },
      },
    ])
  })

  it('turns green when the first event arrives', async () => {
    const working = stub.answers['GET /api/sources/src_web/status']
    if (working === undefined) throw new Error('no answer')
    stub.answers['GET /api/sources/src_web/status'] = { data: { status: silentStatus() } }
    await visit('/sources/src_web/setup', 'Waiting for the first event')
    stub.answers['GET /api/sources/src_web/status'] = working
    await opened.page.getByText('Events are arriving').waitFor()
  })

  it('shows no keys and no settings to who may only read', async () => {
    const me = makeMe()
    const [workspace] = me.workspaces
    if (workspace === undefined) throw new Error('no workspace')
    const readOnly = { source: ['read'], destination: ['read'] } as typeof workspace.may
    stub.answers['GET /api/me'] = {
      data: makeMe({
        workspaces: [{ ...workspace, isOwner: false, may: readOnly, mayAll: readOnly }],
      }),
    }
    stub.answers['GET /api/sources/src_web'] = {
      data: { source: makeSource({ writeKeys: [] }), trackingPlanId: null },
    }
    await visit('/sources', '1,420 since')
    const { page } = opened
    expect(await page.getByRole('link', { name: 'Add source' }).count()).toBe(0)
    await page.getByRole('link', { name: 'Website', exact: true }).click()
    await page.getByText('no_user_anon_id').waitFor()
    expect(await page.getByRole('link', { name: 'Settings' }).count()).toBe(0)
    await visit('/destinations/dst_orders', 'Routed')
    expect(await page.getByRole('switch').count()).toBe(0)
  })
})

describe('destinations', () => {
  it('are found among two hundred', async () => {
    await visit('/destinations/catalog', '1 to 24 of 200')
    const { page } = opened
    await page.getByRole('button', { name: 'Next page' }).click()
    await page.getByText('25 to 48 of 200').waitFor()
    await page.getByRole('button', { name: /^CRM/ }).click()
    await page.getByText('1 to 24 of 33').waitFor()
    await page.getByRole('searchbox').fill('webhook')
    await page.getByText('Nothing in the catalog fits').waitFor()
    await page.getByRole('button', { name: 'Show the whole catalog' }).click()
    await page.getByText('1 to 24 of 200').waitFor()
    await page.getByRole('searchbox').fill('crm tool 3')
    await page.waitForURL((url) => url.searchParams.get('q') === 'crm tool 3')
    await page.getByRole('link', { name: /^CRM tool 3 / }).waitFor()
  })

  it('keep the secrets that were not touched', async () => {
    stub.answers['PATCH /api/destinations/dst_orders'] = () => {
      const { data } = stub.answers['GET /api/destinations/dst_orders'] as { data: unknown }
      return { data }
    }
    await visit('/destinations/dst_orders/settings', 'https://orders.example.com/••••')
    const { page } = opened
    await page.getByLabel('Timeout').fill('8000')
    await page.getByRole('button', { name: 'Save settings' }).click()
    await page.getByText('The settings are saved.', { exact: true }).waitFor()
    expect(edits()).toEqual([
      { name: 'PATCH /api/destinations/dst_orders', body: { settings: { timeoutMs: 8000 } } },
    ])
  })

  it('warn that a new address forgets the other secrets', async () => {
    await visit('/destinations/dst_orders/settings', 'https://orders.example.com/••••')
    const { page } = opened
    await page.getByRole('button', { name: 'Replace: Webhook URLs' }).click()
    await page.getByLabel('URL', { exact: true }).fill('https://new.example.com/in')
    await page.getByText('saving forgets what is stored for Shared secret').waitFor()
    expect(await faultsInEveryLook(page, 'destination-settings-replaced')).toEqual([])
    await page.getByRole('button', { name: 'Keep what is stored for Webhook URLs' }).click()
    await page.getByText('https://orders.example.com/••••').waitFor()
    expect(await page.getByText('saving forgets').count()).toBe(0)
  })

  it('send what failed again: some, or all', async () => {
    await visit('/destinations/dst_orders/failed', '31 failed deliveries')
    const { page } = opened
    await page.getByRole('checkbox', { name: /message-1$/ }).click()
    await page.getByRole('checkbox', { name: /message-2$/ }).click()
    await page.getByRole('button', { name: 'Send selected again' }).click()
    await page.getByText('2 events are sent again.', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Send all again' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Send all again' }).click()
    await page.getByText('31 events are sent again.', { exact: true }).waitFor()
    expect(edits().map(({ body }) => body)).toEqual([{ ids: ['f1', 'f2'] }, {}])
  })

  it('list what failed by its code, and send only that again', async () => {
    await visit('/destinations/dst_orders/failed?code=410', '16 failed deliveries')
    const { page } = opened
    expect(await page.getByText('the webhook answered 400').count()).toBe(0)
    await page.getByRole('button', { name: 'Send all again' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Send all again' }).click()
    await page.getByText('16 events are sent again.', { exact: true }).waitFor()
    expect(edits().map(({ body }) => body)).toEqual([{ code: '410' }])
    await page.getByRole('combobox', { name: 'Code' }).click()
    await page.getByRole('option', { name: '400 (15)' }).click()
    await page.getByText('15 failed deliveries').waitFor()
    await page.getByRole('combobox', { name: 'Code' }).click()
    await page.getByRole('option', { name: 'All codes' }).click()
    await page.getByText('31 failed deliveries').waitFor()
    expect(new URL(page.url()).search).toBe('')
  })

  it('count any hours, which stand in the address', async () => {
    await visit('/destinations/dst_orders?range=7d', 'Last 7 days')
    const { page } = opened
    await page.getByRole('button', { name: 'Time range: Last 7 days' }).click()
    await page.getByLabel('From', { exact: true }).fill('2026-11-20T10:00')
    await page.getByLabel('To', { exact: true }).fill('2026-11-20T09:00')
    await page.getByRole('button', { name: 'Show these hours' }).click()
    await page.getByText('The end has to be later than the start.').waitFor()
    expect(await faultsInEveryLook(page, 'time-range')).toEqual([])
    await page.getByLabel('To', { exact: true }).fill('2026-11-21T09:00')
    await page.getByRole('button', { name: 'Show these hours' }).click()
    await page.getByRole('button', { name: /^Time range: Nov 20/ }).waitFor()
    const range = new URL(page.url()).searchParams.get('range') ?? ''
    expect(range).toMatch(/^2026-11-\d\dT\d\d\.\.2026-11-\d\dT\d\d$/)
    await page.reload()
    await page.getByRole('button', { name: /^Time range: Nov 20/ }).waitFor()
  })

  it('can be disabled, and that be undone', async () => {
    stub.answers['PATCH /api/destinations/dst_orders'] = ({ body }) => {
      const { data } = stub.answers['GET /api/destinations/dst_orders'] as {
        data: { destination: object }
      }
      const answer = { data: { destination: { ...data.destination, ...(body as object) } } }
      stub.answers['GET /api/destinations/dst_orders'] = answer
      return answer
    }
    await visit('/destinations/dst_orders', 'Routed')
    const { page } = opened
    await page.getByRole('switch').click()
    await page.getByRole('button', { name: 'Disable destination' }).click()
    await page.getByRole('button', { name: 'Undo' }).click()
    await page
      .getByText('The destination is disabled.', { exact: true })
      .waitFor({ state: 'detached' })
    await page.getByRole('switch', { checked: true }).waitFor()
    expect(edits().map(({ body }) => body)).toEqual([{ enabled: false }, { enabled: true }])
  })
})
