import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { CatalogDetail } from '../../../worker/domain/catalog/destination-detail.ts'
import { launchBrowser } from '../browser.ts'
import { makeDestinationKind } from '../catalog-answers.ts'
import { makeDestination, shopAnswers } from '../connections-answers.ts'
import { type DashboardPage, faultsInEveryLook, openDashboard } from '../dashboard-page.ts'
import { type DashboardStub, startDashboardStub } from '../dashboard-stub.ts'

const CATALOG = path.join(import.meta.dirname, '../../../.build/catalog')
const read = (name: string): unknown => JSON.parse(readFileSync(path.join(CATALOG, name), 'utf8'))

let browser: Browser
let stub: DashboardStub
let opened: DashboardPage

beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  const detail = read('actions-amplitude.json') as CatalogDetail
  const { slug, name } = detail
  const metadata = makeDestinationKind({ id: slug, slug, name, options: [], description: '' })
  const destination = makeDestination({ metadata, settings: {}, enabled: false, name: 'Amplitude' })
  const subscriptions = detail.presets.map((preset, position) => ({
    id: `map_${position}`,
    name: preset.name,
    actionId: `${slug}:${preset.actionSlug}`,
    actionSlug: preset.actionSlug,
    destinationId: destination.id,
    enabled: true,
    trigger: preset.trigger,
    settings: preset.mapping,
    position,
    version: 1,
    updatedAt: '2026-11-23T12:00:00Z',
  }))
  stub = await startDashboardStub({
    ...shopAnswers(),
    'GET /catalog/index.json': { data: read('index.json') },
    [`GET /catalog/${slug}.json`]: { data: detail },
    'GET /api/destinations/dst_orders': { data: { destination } },
    'GET /api/destinations/dst_orders/subscriptions': { data: { subscriptions } },
    'GET /api/sources/src_web/recent-events': {
      data: { events: [], complete: true, since: null },
    },
    'POST /api/destinations/dst_orders/subscriptions/preview': {
      data: {
        preview: { matches: true, payload: { user_id: 'test-user-1' }, problems: [], requests: [] },
      },
    },
  })
  opened = await openDashboard(browser)
})

afterEach(async () => {
  expect(opened.complaints).toEqual([])
  await opened.close()
  await stub.stop()
})

it.each([
  ['mappings', 'mappings', 'This destination is off'],
  ['new-mapping', 'mappings/new', 'Presets'],
  ['mapping-editor', 'mappings/map_0', 'The trigger picks this event'],
])('%s is usable by everybody', async (name, page, sign) => {
  await opened.page.goto(`${stub.origin}/destinations/dst_orders/${page}`)
  await opened.page.getByText(sign).filter({ visible: true }).first().waitFor()
  await opened.page.waitForLoadState('networkidle')
  expect(await faultsInEveryLook(opened.page, name)).toEqual([])
})

it('does not save a mapping while its JSON cannot be read', async () => {
  const { page } = opened
  await page.goto(`${stub.origin}/destinations/dst_orders/mappings/map_0`)
  await page.getByRole('tab', { name: 'JSON' }).click()
  const text = page.getByRole('textbox', { name: 'Mapping as JSON' })
  await text.fill('{"user_id": ')
  const save = page.getByRole('button', { name: 'Save mapping' })
  await page.getByText('The JSON cannot be read, so the mapping cannot be saved.').waitFor()
  expect(await save.isDisabled()).toBe(true)

  await page.getByRole('tab', { name: 'Fields' }).click()
  await page.getByText('What is written under JSON cannot be read yet.').waitFor()
  expect(await save.isDisabled()).toBe(true)

  await page.getByRole('tab', { name: 'JSON' }).click()
  expect(await text.inputValue()).toBe('{"user_id": ')
  await text.fill('{"user_id": "1"}')
  expect(await save.isEnabled()).toBe(true)
})
