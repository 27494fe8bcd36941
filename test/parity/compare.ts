import type { ParityCase } from './cases.ts'
import type { Outcome, SeenRequest } from './run-case.ts'

export interface Comparison {
  cases: number
  /** Cases in which at least one request left, and the destinations and actions that they are of. */
  sent: number
  destinations: number
  actions: number
  requests: number
  /** Differ because we want it so: see `INTENDED`. */
  intended: number
  differences: { id: string; what: string; upstream: string; ours: string }[]
}

export function compare(
  cases: readonly ParityCase[],
  upstream: readonly Outcome[],
  ours: readonly Outcome[],
): Comparison {
  const destinations = new Set<string>()
  const actions = new Set<string>()
  const comparison: Comparison = {
    cases: cases.length,
    sent: 0,
    destinations: 0,
    actions: 0,
    requests: 0,
    intended: 0,
    differences: [],
  }
  for (const [index, { id, key, action }] of cases.entries()) {
    const [theirs, mine] = [upstream[index], ours[index]]
    if (theirs === undefined || mine === undefined) throw new Error(`${id} has no outcome`)
    if (mine.requests.length > 0) {
      comparison.sent++
      comparison.requests += mine.requests.length
      destinations.add(key)
      if (action !== '') actions.add(`${key}.${action}`)
    }
    const difference = differenceOf(normal(theirs), normal(mine))
    if (difference === null) continue
    if (INTENDED.some((pattern) => pattern.test(id))) comparison.intended++
    else comparison.differences.push({ id, ...difference })
  }
  return { ...comparison, destinations: destinations.size, actions: actions.size }
}

/** Batches lose empty texts as single events do: scripts/destinations/bundle.ts says why. */
const INTENDED = [
  /^customerio createUpdatePerson batch/,
  /^google-sheets postSheet2? batch/,
  /^rokt-capi send batch/,
]

function differenceOf(
  theirs: Outcome,
  mine: Outcome,
): { what: string; upstream: string; ours: string } | null {
  // Node's client of old takes half an address, which could go nowhere; here that is the user's error.
  const toNowhere = theirs.requests.some(({ url }) => !URL.canParse(url))
  if (toNowhere && mine.error?.name === 'invalid address') return null
  for (const what of ['requests', 'result', 'error'] as const) {
    const [upstream, ours] = [stable(theirs[what]), stable(mine[what])]
    if (upstream !== ours) return { what, upstream, ours }
  }
  return null
}

const normal = ({ requests, result, error }: Outcome): Outcome => ({
  requests: requests.map(normalRequest),
  ...(result !== undefined && { result }),
  ...(error !== undefined && { error: normalError(error) }),
})

/** Node's parser of addresses leaves some characters as they are that the standard has escaped. */
function normalRequest({ url, method, headers, body }: SeenRequest): SeenRequest {
  const boundary = /boundary=(\S+)/.exec(headers['content-type'] ?? '')?.[1]
  const same = (text: string) =>
    boundary === undefined ? text : text.replaceAll(boundary, 'boundary')
  return {
    url: URL.canParse(url) ? new URL(url).href.replaceAll('^', '%5E') : url,
    method,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), same(blot(name, value))]),
    ),
    body: same(body),
  }
}

/** A number used once, and the digest that it goes into. */
const blot = (name: string, value: string): string =>
  name.toLowerCase() === 'x-wsse'
    ? value.replace(/(PasswordDigest|Nonce)="[^"]*"/g, '$1="once"')
    : value

/** Where the two runtimes say the same in other words, or name minified things. */
function normalError(error: NonNullable<Outcome['error']>): NonNullable<Outcome['error']> {
  const { name, message } = error
  if (/invalid url|only absolute urls|cannot load|only http/i.test(message)) {
    return { name: 'invalid address', message: '' }
  }
  if (name === 'FetchError' || name === 'SyntaxError')
    return { name: 'unreadable JSON', message: '' }
  if (name === 'TypeError' || name === 'ReferenceError') return { name, message: '' }
  return error
}

/** Keys in order, so that only what is said counts. */
const stable = (value: unknown): string =>
  (
    JSON.stringify(value, (_key, part) =>
      typeof part === 'object' && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ) ?? 'undefined'
  )
    // Of Node's own class of requests and responses, where a definition wrote one down.
    .replaceAll('\\"size\\":0,\\"timeout\\":0,', '')
    .replaceAll(/\\"request\\":\{\\"size\\":0[^}]*\}/g, '\\"request\\":{}')
