import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchBrowser } from '../browser.ts'
import { shopAnswers } from '../connections-answers.ts'
import { type DashboardPage, faultsInEveryLook, openDashboard } from '../dashboard-page.ts'
import { type DashboardStub, startDashboardStub } from '../dashboard-stub.ts'
import { makeLiveEvent, shopEvents } from '../live-answers.ts'
import { makeTrace, traceAnswer } from '../trace-answers.ts'

const ID = 'ajs-next-1763900000000-a1b2c3'
const CALL = `GET /api/traces/${ID}`

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

const visit = async (query: string, sign: string) => {
  await opened.page.goto(`${stub.origin}/trace${query}`)
  await opened.page.getByText(sign).filter({ visible: true }).first().waitFor()
}
const params = () => Object.fromEntries(new URL(opened.page.url()).searchParams)

describe('the trace', () => {
  it('is usable by everybody, before anything is asked', async () => {
    await visit('', 'Follow one event')
    expect(await faultsInEveryLook(opened.page, 'trace')).toEqual([])
    await opened.page.getByRole('button', { name: 'Trace the event' }).click()
    await opened.page.getByText('Paste one to go on.').waitFor()
  })

  it('tells the whole story of an event', async () => {
    stub.answers[CALL] = traceAnswer([makeTrace()])
    await visit('', 'Follow one event')
    const { page } = opened
    await page.getByLabel('Message id').last().fill(` ${ID} `)
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Order Completed' }).waitFor()
    expect(params()).toEqual({ id: ID })
    for (const words of [
      'Region enam, shard 0',
      'properties.card_number',
      '4111 1111 1111 1111',
      'integrations object switches',
      'answered with status 410',
      'Old warehouse (deleted)',
      'archive/v1/src_web',
    ]) {
      await page.getByText(words).first().waitFor()
    }
    await page.getByRole('button', { name: 'Show the event as it is kept' }).click()
    await page.getByText('"order_id"').waitFor()
    await page.getByRole('button', { name: /^Attempt 1.*503/ }).click()
    await page.getByText('Service unavailable').waitFor()
    await page.getByText('Recorded', { exact: true }).waitFor()
    await page.getByRole('button', { name: /^Attempt 1.*410/ }).click()
    await page.getByText('Rebuilt', { exact: true }).waitFor()
    expect(await faultsInEveryLook(page, 'trace-found')).toEqual([])
    await page
      .getByRole('button', { name: /^Copy the request of attempt 1 at Order service/ })
      .click()
    const copied = (await page.evaluate('navigator.clipboard.readText()')) as string
    expect(copied).toContain("curl --request POST 'https://orders.example.com/")
    await page.getByRole('link', { name: /send it again/ }).click()
    await page.waitForURL(/\/destinations\/dst_push\/failed/)
  })

  it('shows where an event stopped', async () => {
    stub.answers[CALL] = traceAnswer([
      makeTrace({
        outcome: 'duplicate',
        code: 'duplicate_message_id',
        message: 'an event with the same messageId came from this source before',
        kept: 'log',
        archiveKey: null,
        stages: [
          { stage: 'collect', effect: 'passed', message: 'accepted', code: '', patch: null },
          {
            stage: 'deduplicate',
            effect: 'stopped',
            message: 'an event with the same messageId came from this source before',
            code: 'duplicate_message_id',
            patch: null,
          },
        ],
        destinations: [],
      }),
      makeTrace({ acceptId: 'enam-0.12.3' }),
    ])
    await visit(`?id=${ID}`, 'Stopped here')
    await opened.page.getByText('2 calls came with this message id').waitFor()
    await opened.page.getByText('It did not pass its source').waitFor()
    expect(await faultsInEveryLook(opened.page, 'trace-stopped')).toEqual([])
  })

  it('follows an event until nothing more happens to it', async () => {
    const [first] = makeTrace().destinations
    if (first === undefined) throw new Error('no destination')
    const now = new Date().toISOString()
    const pending = { ...first, outcome: 'pending' as const, attempts: [] }
    stub.answers[CALL] = traceAnswer([
      makeTrace({ receivedAt: now, outcome: 'in pipeline', stages: [], destinations: [] }),
    ])
    await visit(`?id=${ID}`, 'refreshes by itself')
    stub.answers[CALL] = traceAnswer([makeTrace({ receivedAt: now, destinations: [pending] })])
    await opened.page.getByText('Pending').waitFor()
    stub.answers[CALL] = traceAnswer([makeTrace({ receivedAt: now, destinations: [first] })])
    await opened.page.getByText('Attempt 2').waitFor()
    expect(await opened.page.getByText('refreshes by itself').count()).toBe(0)
  })

  it('that is not found says what to do, and searches a day', async () => {
    stub.answers[CALL] = traceAnswer([])
    await visit(`?id=${ID}`, 'No recent event has this message id')
    expect(await faultsInEveryLook(opened.page, 'trace-not-found')).toEqual([])
    let calls = 0
    stub.answers[CALL] = ({ query }) => {
      if (query.get('day') === null) return traceAnswer([])
      calls += 1
      const cursor = query.get('cursor')
      if (cursor === 'c2')
        return traceAnswer([makeTrace()], { in: 'archive', searched: 60, total: 90, next: 'c3' })
      return traceAnswer([], {
        in: 'archive',
        searched: cursor === null ? 20 : 40,
        total: 90,
        next: cursor === null ? 'c1' : 'c2',
      })
    }
    await opened.page.getByRole('button', { name: 'Search today' }).click()
    await opened.page.getByText('60 of 90 archived objects').waitFor()
    await opened.page.getByRole('heading', { name: 'Order Completed' }).waitFor()
    expect(calls).toBe(3)
    expect(params().day).toMatch(/^\d{4}-\d\d-\d\d$/)
    expect(await faultsInEveryLook(opened.page, 'trace-day')).toEqual([])
  })

  it('says when not all that waits was looked through', async () => {
    stub.answers[CALL] = traceAnswer([], { partial: true })
    await visit(`?id=${ID}`, 'More events wait for the pipeline')
    await opened.page.getByText('No recent event has this message id').waitFor()
    await visit(`?id=${ID}&day=2026-11-20`, 'More events wait for the pipeline')
  })

  it('of a day can be stopped and gone on with', async () => {
    let searched = 0
    stub.answers[CALL] = () => {
      searched += 1
      const next = searched < 200 ? `c${searched}` : null
      return traceAnswer([], { in: 'archive', searched, total: 200, next })
    }
    await visit(`?id=${ID}&day=2026-11-20`, 'Searching Nov 20, 2026')
    await opened.page.getByRole('button', { name: 'Stop' }).click()
    await opened.page.getByText('Stopped searching').waitFor()
    const stoppedAt = searched
    expect(stoppedAt).toBeLessThan(200)
    expect(await faultsInEveryLook(opened.page, 'trace-day-stopped')).toEqual([])
    searched = 199
    await opened.page.getByRole('button', { name: 'Search the rest of the day' }).click()
    await opened.page.getByText('Not received on Nov 20, 2026').waitFor()
    expect(await faultsInEveryLook(opened.page, 'trace-day-nothing')).toEqual([])
  })

  it('begins with a person, too', async () => {
    const nobody = { data: { events: [], complete: true, since: null } }
    for (const id of ['src_ios', 'src_api', 'src_old']) {
      stub.answers[`GET /api/sources/${id}/recent-events`] = nobody
    }
    stub.answers['GET /api/sources/src_web/recent-events'] = ({ query }) => ({
      data: {
        events: query.get('userId') === 'user-ada' ? shopEvents().slice(0, 12) : [],
        complete: true,
        since: null,
      },
    })
    stub.answers[CALL] = traceAnswer([makeTrace()])
    await visit('', 'Follow one event')
    const { page } = opened
    await page.getByLabel('User id', { exact: true }).check()
    await page.getByLabel('User id or anonymous id').fill('user-ada')
    await page.getByRole('button', { name: 'List events' }).click()
    await page.getByText('12 events lately').waitFor()
    expect(await faultsInEveryLook(page, 'trace-user')).toEqual([])
    await visit('?user=nobody', 'Nothing came of them lately')
    stub.answers['GET /api/sources/src_web/recent-events'] = {
      data: { events: [makeLiveEvent({ messageId: ID })], complete: true, since: null },
    }
    await visit('?user=12345', 'One event lately')
    await page.getByRole('link', { name: /Order Completed/ }).click()
    await page.getByText('Region enam, shard 0').waitFor()
  })

  it('is offered by the command menu for whatever looks like a message id', async () => {
    stub.answers[CALL] = traceAnswer([makeTrace()])
    await visit('', 'Follow one event')
    await opened.page.keyboard.press('Control+k')
    await opened.page.getByPlaceholder(/A page, a source/).fill(ID)
    await opened.page.getByRole('option', { name: `Trace ${ID}` }).waitFor()
    expect(await faultsInEveryLook(opened.page, 'command-trace', '[role=dialog]')).toEqual([])
    await opened.page.keyboard.press('Enter')
    await opened.page.getByText('Region enam, shard 0').waitFor()
  })

  it('that fails says so, and tries again', async () => {
    stub.answers[CALL] = { status: 500 }
    await visit(`?id=${ID}`, 'This could not be loaded')
    stub.answers[CALL] = traceAnswer([makeTrace()])
    await opened.page.getByRole('button', { name: 'Try again' }).click()
    await opened.page.getByText('Region enam, shard 0').waitFor()
  })
})
