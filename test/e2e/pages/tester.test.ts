import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../browser.ts'
import { shopAnswers } from '../connections-answers.ts'
import { type DashboardPage, faultsInEveryLook, openDashboard } from '../dashboard-page.ts'
import { type DashboardStub, startDashboardStub } from '../dashboard-stub.ts'
import { shopEvents } from '../live-answers.ts'
import { makeTrace, traceAnswer } from '../trace-answers.ts'

const RECENT = 'GET /api/sources/src_web/recent-events'
const TEST = 'POST /api/destinations/dst_orders/test'

let browser: Browser
let stub: DashboardStub
let opened: DashboardPage

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  stub = await startDashboardStub(shopAnswers())
  opened = await openDashboard(browser, { permissions: ['clipboard-read', 'clipboard-write'] })
})

afterEach(async () => {
  expect(opened.complaints).toEqual([])
  await opened.close()
  await stub.stop()
})

const visit = async (query = '') => {
  await opened.page.goto(`${stub.origin}/destinations/dst_orders/test${query}`)
  await opened.page.getByText('Send a test event').waitFor()
}
const editor = () => opened.page.getByLabel('Event', { exact: true })
const send = () => opened.page.getByRole('button', { name: 'Send test event' })
const sent = () => stub.calls.filter(({ name }) => name === TEST).map(({ body }) => body)

describe('the tester', () => {
  it('says where an event is wrong, and sends none that is', async () => {
    await visit()
    await opened.page.getByText('goes past').waitFor()
    await editor().fill('{\n  "type": "track"\n  "event": "A"\n}')
    await opened.page.getByText('A comma is missing').waitFor()
    await opened.page.getByText('Line 2:').waitFor()
    expect(await send().isDisabled()).toBe(true)
    expect(await faultsInEveryLook(opened.page, 'tester-wrong')).toEqual([])
    await editor().fill('{\n  "type": "track",\n  "event": "A"\n}')
    await opened.page.getByText('A source would refuse this call').waitFor()
    await send().click()
    await opened.page.getByText('the webhook answered 400').waitFor()
    expect(sent()).toEqual([{ event: { type: 'track', event: 'A' } }])
  })

  it('begins with a sample of each type', async () => {
    await visit()
    await opened.page.getByRole('combobox', { name: 'Begin with' }).click()
    await opened.page.getByRole('option', { name: 'group' }).click()
    expect(await editor().inputValue()).toContain('"groupId": "test-team-1"')
  })

  it('keeps the last tries, to compare them', async () => {
    await visit()
    const { page } = opened
    await editor().press('Control+Enter')
    await page.getByText('the webhook answered 400').waitFor()
    stub.answers[TEST] = {
      data: {
        test: {
          outcome: 'delivered',
          code: '',
          message: '',
          latencyMs: 12.4,
          event: {},
          requests: [
            {
              method: 'POST',
              url: 'https://orders.example.com/••••',
              headers: { 'content-type': 'application/json' },
              body: '{"total":31}',
              response: { status: 200, headers: {}, body: '{"ok":true}' },
              error: '',
              latencyMs: 12.4,
            },
          ],
        },
      },
    }
    await editor().fill((await editor().inputValue()).replace('30', '31'))
    await send().click()
    await page.getByText('The event, compared with try 1').waitFor()
    await page.getByText('properties.total').waitFor()
    expect(await faultsInEveryLook(page, 'tester-compared')).toEqual([])
    await page.getByRole('button', { name: 'Copy the request as a curl command' }).click()
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain(
      `--data-raw '{"total":31}'`,
    )
    await page.getByRole('button', { name: 'Show it as it was sent' }).first().click()
    await page.getByText('{"total":31}', { exact: true }).waitFor()
    await page.getByRole('button', { name: /^Try 1/ }).click()
    await page.getByText('the webhook answered 400').waitFor()
    await page.getByRole('button', { name: 'Edit this event again' }).click()
    expect(await editor().inputValue()).toContain('"total": 30')
    stub.answers[TEST] = { status: 500 }
    await send().click()
    await page.getByText('Not sent').waitFor()
  })

  it('sends what was recorded, chosen among the last events', async () => {
    const events = shopEvents()
    stub.answers[RECENT] = ({ query }) => {
      const text = query.get('text') ?? ''
      const fitting = events.filter(({ json }) => json?.includes(text))
      return { data: { events: fitting, complete: true, since: null } }
    }
    await visit()
    const { page } = opened
    await page.getByRole('button', { name: 'Use a recorded event' }).click()
    await page.getByRole('button', { name: /user-ada/ }).waitFor()
    expect(await faultsInEveryLook(page, 'tester-recorded', '[role=dialog]')).toEqual([])
    await page.getByRole('searchbox').fill('nothing like it')
    await page.getByText('No recorded event fits').waitFor()
    await page.getByRole('searchbox').fill('ada@example.com')
    await page.getByRole('button', { name: /Product Viewed/ }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /user-ada/ }).click()
    expect(await editor().inputValue()).toContain('"email": "ada@example.com"')
    await send().click()
    await page.getByText('the webhook answered 400').waitFor()
    expect(sent()).toMatchObject([{ event: { type: 'identify', userId: 'user-ada' } }])
  })

  it('begins with the event that a link names: recorded lately, or traced, or gone', async () => {
    const [event] = shopEvents()
    stub.answers[RECENT] = ({ query }) => ({
      data: {
        events: query.get('text') === event?.messageId ? [event] : [],
        complete: true,
        since: null,
      },
    })
    await visit(`?event=${event?.messageId}`)
    expect(await editor().inputValue()).toContain('"event": "Order Refunded"')
    stub.answers['GET /api/traces/old'] = traceAnswer([makeTrace()])
    await visit('?event=old')
    expect(await editor().inputValue()).toContain('4111 1111 1111 1111')
    stub.answers['GET /api/traces/gone'] = traceAnswer([])
    await visit('?event=gone')
    await opened.page.getByText('is not held any').waitFor()
    expect(await editor().inputValue()).toContain('test-user-1')
  })
})
