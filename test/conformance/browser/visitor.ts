import type { Browser, BrowserContext, Page } from 'playwright-core'
import { snippetCode } from '../../../worker/domain/snippet.ts'
import { pageWith, type Site } from '../../e2e/site.ts'
import type { SeenEvent, Target } from './target.ts'

/** One visitor of a site that has the library on it, and every request that its browser makes. */
export interface Visitor {
  page: Page
  context: BrowserContext
  requests: URL[]
  /** Requests that went neither to the site nor to the collection host, once the page is quiet. */
  foreignRequests(): Promise<string[]>
  close(): Promise<void>
}

export async function makeVisitor(
  browser: Browser,
  site: Site,
  target: Target,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<Visitor> {
  const context = await browser.newContext(options)
  const requests: URL[] = []
  context.on('request', (request) => requests.push(new URL(request.url())))
  const ours = new Set([new URL(site.origin).host, new URL(target.origin).host])
  const page = await context.newPage()
  return {
    page,
    context,
    requests,
    foreignRequests: async () => {
      await page.waitForLoadState('networkidle')
      return requests.filter((url) => url.protocol !== 'data:' && !ours.has(url.host)).map(String)
    },
    close: () => context.close(),
  }
}

export interface SitePageInput {
  /** Load options, as a site passes them to `analytics.load`. */
  loadOptions?: Record<string, unknown>
  /** Segment's own snippet with nothing but the host changed: it does not name the host in `_cdn`. */
  standardSnippet?: boolean
  body?: string
}

/** A page with the snippet in its head. */
export function analyticsPage(target: Target, input: SitePageInput = {}): string {
  let code = snippetCode({ writeKey: target.writeKey, origin: target.origin })
  if (input.standardSnippet) code = code.replace(/a\._cdn="[^"]*";/, '')
  const options =
    input.loadOptions === undefined
      ? ''
      : `analytics._loadOptions=${JSON.stringify(input.loadOptions)};`
  return pageWith(`<script>${code}${options}</script>`, input.body)
}

/**
 * What functions that run in the page use of it. The tests are compiled for Node, without a page's
 * types; `globalThis` is the window there.
 */
export interface PageGlobals {
  analytics: Record<string, (...values: unknown[]) => unknown> & { initialized?: boolean }
  document: {
    querySelector(selector: string): unknown
    dispatchEvent(event: Event): boolean
  }
  localStorage: { getItem(key: string): string | null } & Record<string, string>
}

/** Runs in the page: calls wait in the snippet's queue until the library is there. */
export async function call(page: Page, method: string, ...args: unknown[]): Promise<void> {
  await page.evaluate(
    ([name, values]) => {
      const { analytics } = globalThis as unknown as PageGlobals
      analytics[name as string]?.(...(values as unknown[]))
    },
    [method, args] as const,
  )
}

const WAIT_TRIES = 200
const WAIT_STEP_MS = 50

/** The target's events, as soon as they satisfy `enough`. @throws with what there is after 10 s. */
export async function eventsWhen(
  target: Target,
  enough: (events: SeenEvent[]) => boolean,
): Promise<SeenEvent[]> {
  let events: SeenEvent[] = []
  for (let tries = 0; tries < WAIT_TRIES; tries += 1) {
    events = await target.events()
    if (enough(events)) return events
    await new Promise((resolve) => setTimeout(resolve, WAIT_STEP_MS))
  }
  throw new Error(`still waiting; arrived: ${JSON.stringify(events.map(label))}`)
}

export const label = (event: SeenEvent): string => event.event ?? event.type

export const labelsInclude =
  (...wanted: string[]) =>
  (events: SeenEvent[]): boolean =>
    wanted.every((name) => events.some((event) => label(event) === name))
