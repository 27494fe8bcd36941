/**
 * Upstream as it is, on Node: `node test/parity/node-side.ts <cases.json> <outcomes.json>`. Only the module
 * that opens connections is replaced.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { ParityCase } from './cases.ts'
import { answerBody, answerHeaders, freeze, runCase, type SeenRequest } from './run-case.ts'

const [casesFile = '', outcomesFile = ''] = process.argv.slice(2)
const here = createRequire(import.meta.url)
const core = createRequire(here.resolve('@segment/actions-core'))
const crossFetch = createRequire(core.resolve('cross-fetch'))

interface NodeFetch {
  Request: new (input: unknown, init?: unknown) => Request
  Response: new (body: string | null, init: object) => Response
}

let seen: SeenRequest[] = []
let status = 200
const nodeFetch = crossFetch('node-fetch') as NodeFetch
const caught = async (input: unknown, init: unknown): Promise<Response> => {
  const request = new nodeFetch.Request(input, init)
  seen.push({
    url: request.url,
    method: request.method,
    headers: Object.fromEntries(request.headers as unknown as Iterable<[string, string]>),
    body: await request.text(),
  })
  return new nodeFetch.Response(answerBody(status), { status, headers: answerHeaders(status) })
}
const loaded = here.cache[crossFetch.resolve('node-fetch')]
if (loaded === undefined) throw new Error('node-fetch is loaded in another way now')
loaded.exports = Object.assign(caught, nodeFetch, { default: caught })

/** What these keep from one account to the next is what our bundle mends. */
const KEEPS_BETWEEN_ACCOUNTS = new Set(['apolloio', 'friendbuy'])

function forget(key: string): void {
  for (const file of Object.keys(here.cache)) {
    if (file.includes(`/destinations/${key}/`)) delete here.cache[file]
  }
}

// Settings of the catalog's own may not depend on where the test runs.
process.env = { NODE_ENV: 'production', ACTIONS_MEMORA_ENV: 'production' }
freeze()
const { Destination } = here('@segment/actions-core') as { Destination: never }
const outcomes = []
for (const parityCase of JSON.parse(readFileSync(casesFile, 'utf8')) as ParityCase[]) {
  outcomes.push(
    await runCase(
      {
        Destination,
        async definitionOf(key) {
          const file = `@segment/action-destinations/dist/destinations/${key}/index.js`
          if (KEEPS_BETWEEN_ACCOUNTS.has(key)) forget(key)
          return (here(file) as { default: unknown }).default
        },
        async capture({ env, status: answer }, work) {
          seen = []
          status = answer
          Object.assign(process.env, env)
          await work()
          for (const name of Object.keys(env)) delete process.env[name]
          return seen
        },
      },
      parityCase,
    ),
  )
}
writeFileSync(outcomesFile, JSON.stringify(outcomes))
process.exit(0)
