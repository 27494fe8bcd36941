import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startService } from '../harness/service.ts'
import { openWorkspace } from '../harness/workspace.ts'
import { launchBrowser } from './browser.ts'
import {
  busyBooks,
  type DashboardStub,
  emptyBooks,
  makeSourceAnswer,
  STUB_TOKEN,
  startDashboardStub,
} from './dashboard-stub.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8')

let browser: Browser
let context: BrowserContext
let page: Page
/** What the browser's console said of errors; refused requests are the tests' own. */
let complaints: string[]

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

async function openPage(): Promise<void> {
  context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  page = await context.newPage()
  complaints = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    const text = message.text()
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) {
      complaints.push(text)
    }
  })
}

async function signIn(origin: string, token: string): Promise<void> {
  await page.goto(origin)
  await page.getByLabel('API token').fill(token)
  await page.getByRole('button', { name: 'Open' }).click()
}

/** Faults of accessibility on the page as it is now. */
async function faults(): Promise<string[]> {
  // Not as a script of the page, which its policy forbids.
  await page.evaluate(AXE)
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; help: string }[] }> }
    }
    const { violations } = await axe.run()
    return violations.map(({ id, help }) => `${id}: ${help}`)
  })
}

const overflows = (): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > window.innerWidth') as Promise<boolean>

describe('the dashboard, with an API that says what the test wants', () => {
  let stub: DashboardStub

  beforeEach(async () => {
    stub = await startDashboardStub()
    await openPage()
  })
  afterEach(async () => {
    expect(complaints).toEqual([])
    await context.close()
    await stub.stop()
  })

  it('says in words that a token is unknown, missing, or that nobody answers', async () => {
    await signIn(stub.origin, 'another')
    await page.getByText('This token is not known here.').waitFor()
    await page.getByLabel('API token').fill(' ')
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByText('Paste the token first.').waitFor()
    await context.setOffline(true)
    await page.getByLabel('API token').fill(STUB_TOKEN)
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByText('The service did not answer.').waitFor()
    await context.setOffline(false)
    await page.getByRole('button', { name: 'Open' }).click()
    await page.getByRole('heading', { name: 'Demo website' }).waitFor()
  })

  it('keeps the token in the tab, over a reload, until it is told to forget it', async () => {
    await signIn(stub.origin, STUB_TOKEN)
    await page.reload()
    await page.getByRole('heading', { name: 'Demo website' }).waitFor()
    expect(await page.evaluate('localStorage.length')).toBe(0)
    await page.getByRole('button', { name: 'Forget token' }).click()
    await page.getByLabel('API token').waitFor()
    await page.reload()
    await page.getByLabel('API token').waitFor()
  })

  it('asks again for a token that is not taken any more', async () => {
    await signIn(stub.origin, STUB_TOKEN)
    await page.getByRole('heading', { name: 'Demo website' }).waitFor()
    stub.failWith = 401
    await page.reload()
    await page.getByLabel('API token').waitFor()
  })

  it('shows the write keys and copies the set-up text', async () => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await signIn(stub.origin, STUB_TOKEN)
    await page.getByText('wk_8fK2mQzT5vLr1XnB', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Copy the set-up text' }).click()
    await page.getByText('Copied').waitFor()
    const copied = await page.evaluate('navigator.clipboard.readText()')
    expect(copied).toContain('a.load("wk_8fK2mQzT5vLr1XnB")')
  })

  it('shows what became of the events, and why', async () => {
    stub.books = busyBooks()
    await signIn(stub.origin, STUB_TOKEN)
    await page.getByText('To Order webhook').waitFor()
    const figures = await page.locator('.figures > div').allInnerTexts()
    expect(figures.map((text) => text.replace('\n', ' '))).toEqual([
      'received 18,432',
      'in pipeline 12',
      'failed on ingest 35',
      'duplicate 171',
      'passed 18,214',
      'routed 18,214',
      'pending 4',
      'awaiting retry 17',
      'delivered 18,190',
      'failed delivery 3',
    ])
    await page.getByText('no_user_anon_id').waitFor()
    await page.getByText('Every event is accounted for.').waitFor()
  })

  it('has words for no source, no event, a disabled source and a failure', async () => {
    stub.sources = []
    await signIn(stub.origin, STUB_TOKEN)
    await page.getByText('No sources yet').waitFor()
    stub.sources = [makeSourceAnswer({ enabled: false, writeKeys: [] })]
    stub.books = emptyBooks()
    await page.reload()
    await page.getByText('Nothing received yet.').waitFor()
    await page.getByText('counted as failed on ingest').waitFor()
    await page.getByText('None that this token may see.').waitFor()
    stub.failWith = 503
    await page.reload()
    await page.getByText('The workspace could not be loaded.').waitFor()
    stub.failWith = null
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('heading', { name: 'Demo website' }).waitFor()
  })

  it('shows text of others as text', async () => {
    stub.sources = [makeSourceAnswer({ name: '<img src=x onerror=alert(1)>' })]
    await signIn(stub.origin, STUB_TOKEN)
    await page.getByRole('heading', { name: '<img src=x onerror=alert(1)>' }).waitFor()
  })

  it.each([
    [1280, 'light'],
    [375, 'light'],
    [375, 'dark'],
  ] as const)('is usable by everybody at a width of %i, %s', async (width, colorScheme) => {
    await page.setViewportSize({ width, height: 800 })
    await page.emulateMedia({ colorScheme })
    await page.goto(stub.origin)
    await page.getByLabel('API token').waitFor()
    expect(await faults()).toEqual([])
    expect(await overflows()).toBe(false)
    stub.books = busyBooks()
    await signIn(stub.origin, STUB_TOKEN)
    await page.getByText('To Order webhook').waitFor()
    await page.getByText('<script>').waitFor()
    expect(await faults()).toEqual([])
    expect(await overflows()).toBe(false)
  })
})

describe('the dashboard of the running service', () => {
  it('counts an event that was sent', async () => {
    const service = await startService()
    await openPage()
    try {
      const source = await openWorkspace(service).createSource('javascript')
      await signIn(service.origin, service.apiToken)
      await page.getByText(source.writeKey, { exact: true }).waitFor()
      await page.getByText('Nothing received yet.').waitFor()
      const sent = await fetch(`${service.origin}/v1/track`, {
        method: 'POST',
        headers: { authorization: `Basic ${btoa(`${source.writeKey}:`)}` },
        body: JSON.stringify({ userId: 'user-1', event: 'Order Completed' }),
      })
      expect(sent.status).toBe(200)
      await page.locator('.figures .good', { hasText: 'passed' }).waitFor()
      expect(complaints).toEqual([])
    } finally {
      await context.close()
      await service.stop()
    }
  })
})
