import type { ParityCase } from './cases.ts'
import { createRandom, seedOf } from './random-values.ts'

type Json = Record<string, unknown>

/** One request as it left, or would have. */
export interface SeenRequest {
  url: string
  method: string
  headers: Record<string, string>
  body: string
}

export interface Outcome {
  requests: SeenRequest[]
  result?: unknown
  error?: { name: string; message: string; status?: unknown; code?: unknown; answered?: unknown }
}

interface Runner {
  onEvent(event: Json, settings: Json, options: Json): Promise<unknown>
  onBatch(events: Json[], settings: Json, options: Json): Promise<unknown>
  testAuthentication(settings: Json): Promise<void>
}

/** What differs between the sides: where the code comes from, and how its requests are caught. */
export interface Side {
  Destination: new (definition: never) => Runner
  definitionOf(key: string): Promise<unknown>
  /** Runs `work` and answers with the requests that it sent. */
  capture(parityCase: ParityCase, work: () => Promise<void>): Promise<SeenRequest[]>
}

/** The partner's answer in every case: has in it what definitions look for most. */
export const answerBody = (status: number): string =>
  JSON.stringify({
    id: 'id-1',
    access_token: 'token-2',
    refresh_token: 'refresh-2',
    token: 'token-2',
    expires: '2030-01-01T00:00:00Z',
    expires_in: 3600,
    status: status < 400 ? 'ok' : 'error',
    success: status < 400,
    code: status,
    message: 'The answer',
    data: [{ id: 'data-1', name: 'Data' }],
    results: [{ id: 'result-1', properties: {} }],
    total: 1,
  })

export const answerHeaders = (status: number): Record<string, string> => ({
  'content-type': 'application/json',
  ...(status === 429 && { 'retry-after': '7' }),
})

const NOW_MS = Date.UTC(2024, 0, 2, 3, 4, 10)

/** Time stands still, chance repeats, and nobody waits: the same on both sides. */
export function freeze(): void {
  const RealDate = Date
  const FrozenDate = class extends RealDate {
    constructor(...args: ConstructorParameters<DateConstructor> | []) {
      super(...((args.length === 0 ? [NOW_MS] : args) as [number]))
    }
  }
  FrozenDate.now = () => NOW_MS
  globalThis.Date = new Proxy(FrozenDate, {
    apply: () => new FrozenDate().toString(),
  }) as DateConstructor
  const realSetTimeout = globalThis.setTimeout
  // The core's own limit of 10 s stays; what definitions wait between calls does not.
  globalThis.setTimeout = ((work: () => void, ms = 0, ...args: unknown[]) =>
    realSetTimeout(work, ms >= 10_000 ? ms : 0, ...(args as []))) as typeof setTimeout
}

export async function runCase(side: Side, parityCase: ParityCase): Promise<Outcome> {
  Math.random = createRandom(seedOf(parityCase.id))
  let result: unknown
  let thrown: unknown
  const requests = await side.capture(parityCase, async () => {
    try {
      const definition = await side.definitionOf(parityCase.key)
      result = await call(new side.Destination(definition as never), structuredClone(parityCase))
    } catch (error) {
      thrown = error
    }
  })
  return thrown === undefined
    ? { requests, result: plain(result) }
    : { requests, error: errorOf(thrown) }
}

function call(runner: Runner, { call: kind, events, ...parityCase }: ParityCase): Promise<unknown> {
  const settings: Json = { ...parityCase.settings }
  if (parityCase.isOAuth) {
    settings.oauth = {
      access_token: 'token-1',
      refresh_token: 'refresh-1',
      clientId: 'client-id',
      clientSecret: 'client-secret',
      refresh_token_url: 'https://auth.example.com/token',
    }
  }
  if (kind === 'test credentials') return runner.testAuthentication(settings)
  const types = [...new Set(events.map(({ type }) => `type = "${type}"`))]
  settings.subscriptions = [
    {
      partnerAction: parityCase.action,
      subscribe: types.join(' or '),
      mapping: parityCase.mapping,
      ID: 'mapping-1',
      ConfigID: 'destination-1',
      ActionID: 'action-1',
      ProjectID: 'source-1',
    },
  ]
  const [first = {}] = events
  return kind === 'batch'
    ? runner.onBatch(events, settings, optionsOf())
    : runner.onEvent(first, settings, optionsOf())
}

function optionsOf(): Json {
  const nothing = () => {}
  const statsClient = { incr: nothing, set: nothing, histogram: nothing, observe: nothing }
  return {
    features: {},
    statsContext: { statsClient: { ...statsClient, _name: nothing, _tags: nothing }, tags: [] },
    transactionContext: { transaction: {}, setTransaction: nothing },
    stateContext: { getRequestContext: () => undefined, setResponseContext: nothing },
    logger: { info: nothing, warn: nothing, error: nothing, debug: nothing, crit: nothing },
  }
}

function errorOf(thrown: unknown): NonNullable<Outcome['error']> {
  const error = thrown as Error & {
    status?: unknown
    code?: unknown
    response?: { status?: unknown }
  }
  return {
    name: error.name,
    message: error.message,
    status: error.status,
    code: error.code,
    answered: error.response?.status,
  }
}

/** What JSON keeps of it; a response in it becomes its status. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value, (_key, part) =>
    isResponse(part) ? { response: part.status } : part,
  )
  return text === undefined ? undefined : JSON.parse(text)
}

/** Node's side has a class of its own. */
const isResponse = (value: unknown): value is Response =>
  typeof value === 'object' &&
  value !== null &&
  'clone' in value &&
  'headers' in value &&
  'status' in value
