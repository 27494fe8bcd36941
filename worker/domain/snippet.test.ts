import { expect, it } from 'vitest'
import { snippet, snippetCode } from './snippet.ts'

const input = { writeKey: 'wk_demo', origin: 'https://e.example.com' }

interface Script {
  src?: string
  async?: boolean
  attributes: Record<string, string>
}

/** Enough of a page to run the loader in: what it inserts, and what it says to the console. */
function runOnPage(code: string, times = 1) {
  const inserted: Script[] = []
  const errors: string[] = []
  const first = { parentNode: { insertBefore: (script: Script) => inserted.push(script) } }
  const page = {
    console: { error: (text: string) => errors.push(text) },
    location: { pathname: '/shop', href: 'https://www.example.com/shop?a=1', search: '?a=1' },
    document: {
      title: 'Shop',
      referrer: 'https://search.example/',
      querySelector: () => ({ getAttribute: () => 'https://www.example.com/canonical' }),
      getElementsByTagName: () => [first],
      createElement: (): Script & { setAttribute(name: string, value: string): void } => {
        const attributes: Record<string, string> = {}
        return {
          attributes,
          setAttribute: (name: string, value: string) => {
            attributes[name] = value
          },
        }
      },
    },
  }
  // A site's page runs it as text too; the names are all that it takes from there.
  const run = (text: string): unknown =>
    new Function('window', 'document', 'console', text)(page, page.document, page.console)
  for (let count = 0; count < times; count += 1) run(code)
  const evaluate = (expression: string): unknown =>
    JSON.parse(String(run(`return JSON.stringify(${expression})`)))
  return { inserted, errors, evaluate }
}

it('loads the library of the source from the first-party host and names that host to it', () => {
  const { inserted, evaluate } = runOnPage(snippetCode(input))
  expect(inserted.map((script) => script.src)).toEqual([
    'https://e.example.com/analytics.js/v1/wk_demo/analytics.min.js',
  ])
  expect(inserted[0]?.async).toBe(true)
  expect(inserted[0]?.attributes).toEqual({ 'data-global-segment-analytics-key': 'analytics' })
  expect(
    evaluate(
      '[window.analytics._cdn, window.analytics._writeKey, window.analytics.SNIPPET_VERSION]',
    ),
  ).toEqual(['https://e.example.com', 'wk_demo', '5.2.1'])
})

it('keeps calls in order with the page they were made on, until the library takes over', () => {
  const { evaluate } = runOnPage(
    `${snippetCode(input)};window.analytics.track('Order Completed', {total: 3});window.analytics.ready(1)`,
  )
  const page = {
    __t: 'bpc',
    c: 'https://www.example.com/canonical',
    p: '/shop',
    u: 'https://www.example.com/shop?a=1',
    s: '?a=1',
    t: 'Shop',
    r: 'https://search.example/',
  }
  expect(evaluate('window.analytics')).toEqual([
    ['page', page],
    ['track', 'Order Completed', { total: 3 }, page],
    ['ready', 1],
  ])
})

it('hands calls to the library once that is there', () => {
  const { evaluate } = runOnPage(
    `${snippetCode(input)};var early=window.analytics.track;
     window.analytics={initialized:true,track:function(){return [].slice.call(arguments)}};
     window.answer=early('A',{b:1})`,
  )
  expect(evaluate('window.answer')).toEqual(['A', { b: 1 }])
})

it('says so when it is on a page twice, and loads once', () => {
  const { inserted, errors } = runOnPage(snippetCode(input), 2)
  expect(inserted).toHaveLength(1)
  expect(errors).toEqual(['The analytics snippet is on this page twice.'])
})

it('keeps load options for the library', () => {
  const { evaluate } = runOnPage(
    `${snippetCode(input)};window.analytics.load('other', {integrations: {All: false}})`,
  )
  expect(evaluate('window.analytics._loadOptions')).toEqual({ integrations: { All: false } })
})

it('cannot end its script element early, whatever the key', () => {
  const text = snippet({ writeKey: '</script><b>"\'', origin: 'https://e.example.com' })
  expect(text.match(/<\/script>/g)).toHaveLength(1)
  const { evaluate } = runOnPage(text.replace('<script>', '').replace('</script>', ''))
  expect(evaluate('window.analytics._writeKey')).toBe('</script><b>"\'')
})
