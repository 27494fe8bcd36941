import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8')
/** Drawing takes a good part of a run, and nobody looks at the pictures of a CI machine. */
const KEEPS_SCREENSHOTS = process.env.SCREENSHOTS === 'true' || process.env.CI === undefined
/** What a theme can break that the other theme does not show as well. */
const RULES_OF_COLOUR = ['color-contrast', 'link-in-text-block']
const SCREENSHOTS = path.join(import.meta.dirname, '../../.build/screenshots')

export interface DashboardPage {
  page: Page
  context: BrowserContext
  /** What the browser's console said of errors and of its policy; refused requests are the tests' own. */
  complaints: string[]
  close(): Promise<void>
}

/** A window of a person who is not signed in. */
export async function openDashboard(
  browser: Browser,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<DashboardPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error)))
  page.on('console', (message) => {
    const text = message.text()
    if (message.type() === 'error' && !text.startsWith('Failed to load resource')) {
      complaints.push(text)
    }
  })
  return { page, context, complaints, close: () => context.close() }
}

/**
 * Faults of accessibility on the page as it is now.
 * @param within A selector; the whole page without it.
 * @param rules Ids of axe's rules; all of them without it.
 */
export async function faults(
  page: Page,
  within?: string,
  rules?: readonly string[],
): Promise<string[]> {
  // Not as a script of the page, which its policy forbids.
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(AXE)
  return page.evaluate(
    async ({ selector, runOnly }) => {
      interface Violation {
        id: string
        help: string
        nodes: { html: string; failureSummary?: string }[]
      }
      const { axe } = globalThis as unknown as {
        axe: { run(on: unknown, options: object): Promise<{ violations: Violation[] }> }
      }
      const { violations } = await axe.run(selector ?? 'html', {
        resultTypes: ['violations'],
        ...(runOnly && { runOnly }),
      })
      return violations.map(
        ({ id, help, nodes }) =>
          `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).join('\n')}`,
      )
    },
    { selector: within, runOnly: rules === undefined ? undefined : [...rules] },
  )
}

/** Whether the page is wider than the window. */
export const overflows = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > window.innerWidth') as Promise<boolean>

export const LOOKS = [
  { width: 1280, colorScheme: 'light' },
  { width: 1280, colorScheme: 'dark' },
  { width: 375, colorScheme: 'light' },
  { width: 375, colorScheme: 'dark' },
] as const
export type Look = (typeof LOOKS)[number]

/**
 * Keeps how the page looks as `.build/screenshots/<name>-<width>-<theme>.png`: all of it, in a window that is as
 * high as the page, for what stands fixed to stand as it does. Behind a dialog only what the window shows.
 */
export async function screenshot(page: Page, name: string, { width, colorScheme }: Look) {
  if (!KEEPS_SCREENSHOTS) return settled(page)
  mkdirSync(SCREENSHOTS, { recursive: true })
  const height = (await page.evaluate(`
    document.querySelector('[role=dialog], [role=alertdialog], [role=menu]') === null
      ? document.documentElement.scrollHeight
      : window.innerHeight
  `)) as number
  const before = page.viewportSize()
  await page.setViewportSize({ width, height })
  await settled(page)
  await page.screenshot({
    path: path.join(SCREENSHOTS, `${name}-${width}-${colorScheme}.png`),
    animations: 'disabled',
  })
  if (before !== null) await page.setViewportSize(before)
}

const CHARTS_ARE_DRAWN = `
  [...document.querySelectorAll('figure')].every((figure) => {
    const drawing = figure.querySelector('svg')
    return drawing !== null && Math.abs(drawing.clientWidth - figure.clientWidth) < 2
  })
`

/** Observers of sizes are told in the first frame of a new width, and what they change is drawn in the next. */
const FRAMES_HAVE_PASSED = `new Promise((done) => {
  let left = 3
  const next = () => (--left === 0 ? done() : requestAnimationFrame(next))
  requestAnimationFrame(next)
})`

/**
 * Charts come a moment after their page, and are drawn anew when its width changes. Asked again and again from
 * outside: the page's policy lets nobody do so inside.
 */
async function settled(page: Page): Promise<void> {
  await page.evaluate(FRAMES_HAVE_PASSED)
  for (let tries = 0; tries < 100; tries += 1) {
    if (await page.evaluate(CHARTS_ARE_DRAWN)) return
    await page.waitForTimeout(50)
  }
  throw new Error('a chart was not drawn')
}

/** A machine that is busy may be asked between a new width and what the page does about it: a fault is what stays. */
async function lastingFaults(...asked: Parameters<typeof faults>): Promise<string[]> {
  const [page] = asked
  if ((await faults(...asked)).length === 0) return []
  await page.waitForTimeout(1_000)
  return faults(...asked)
}

/** The page in each look, with what is wrong in it: nothing, that is. Each look keeps a picture, but on CI. */
export async function faultsInEveryLook(
  page: Page,
  name: string,
  within?: string,
): Promise<string[]> {
  const found: string[] = []
  for (const look of LOOKS) {
    await page.setViewportSize({ width: look.width, height: look.width === 375 ? 812 : 900 })
    await page.emulateMedia({ colorScheme: look.colorScheme })
    await screenshot(page, name, look)
    const at = `${name} at ${look.width}, ${look.colorScheme}`
    if (await overflows(page)) found.push(`${at}: wider than the window`)
    const rules = look.colorScheme === 'dark' ? RULES_OF_COLOUR : undefined
    for (const fault of await lastingFaults(page, within, rules)) found.push(`${at}: ${fault}`)
  }
  await page.setViewportSize({ width: 1280, height: 900 })
  return found
}
