import type { OutboundRequest, OutboundResponse } from '../../worker/destinations/request.ts'
import type {
  UpstreamAction,
  UpstreamBundle,
  UpstreamDefinition,
} from '../../worker/destinations/segment-actions/upstream.ts'

/**
 * A small stand-in for the prebuilt catalog, with the same outside as upstream's core, so that tests of
 * the adapter run in Node and say themselves what a definition does.
 */

type Json = Record<string, unknown>

interface Bundle {
  payload: Json
  settings: Json
  auth: { accessToken?: string; refreshToken?: string }
  subscriptionMetadata: Json
}

/** Sends a request as a definition does: throws `HTTPError` at anything but a success. */
type Send = (request: Partial<OutboundRequest> & { url: string }) => Promise<OutboundResponse>

export interface FakeAction {
  fields?: Record<string, { default?: unknown; type?: string; required?: boolean }>
  perform(send: Send, data: Bundle): Promise<unknown>
  performBatch?(send: Send, data: Omit<Bundle, 'payload'> & { payload: Json[] }): Promise<unknown>
}

export interface FakeDefinition {
  name: string
  scheme?: string
  actions: Record<string, FakeAction>
  refresh?(send: Send, oauth: Json): Promise<unknown>
  validateSettings?(settings: Json): void
}

export class HTTPError extends Error {
  readonly response: Response & { content: string }

  constructor(status: number, headers: Headers, content: string) {
    super('')
    this.response = Object.assign(new Response(null, { status, headers }), { content })
  }
}
export class IntegrationError extends Error {
  readonly code: string | undefined
  readonly status: number | undefined

  constructor(message: string, code?: string, status?: number) {
    super(message)
    this.code = code
    this.status = status
  }
}
export class RetryableError extends IntegrationError {
  constructor(message: string, status = 500) {
    super(message, 'RETRYABLE_ERROR', status)
  }
}
export class InvalidAuthenticationError extends IntegrationError {
  constructor(message: string, code = 'INVALID_AUTHENTICATION') {
    super(message, code, 401)
  }
}
export class AggregateAjvError extends Error {
  override name = 'AggregateAjvError'
}

interface Way {
  request(outbound: OutboundRequest): Promise<OutboundResponse>
  hops: number
  events?: readonly number[]
  confidential?: boolean
}

export function fakeBundle(fakes: Record<string, FakeDefinition>): UpstreamBundle {
  let ways: Way[] = []
  const send: (way: Way) => Send =
    (way) =>
    async ({ url, ...rest }) => {
      const response = await way.request({
        url,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        hops: way.hops,
        ...(way.events && { events: way.events }),
        ...(way.confidential && { confidential: true }),
        timeoutMs: 1000,
        ...rest,
      })
      if (response.status >= 200 && response.status < 300) return response
      throw new HTTPError(response.status, response.headers, response.body)
    }
  // Node's own storage follows each call; here the way is taken as the call begins.
  const here = (): Send => {
    const way = ways.at(-1)
    if (!way) throw new Error('a definition sent a request outside of an attempt')
    return send(way)
  }

  class Destination {
    readonly fake: FakeDefinition
    readonly actions: Record<string, { schema?: unknown }>
    responses: unknown[] = []

    constructor(definition: UpstreamDefinition) {
      this.fake = fakes[definition.name] as FakeDefinition
      this.actions = Object.fromEntries(Object.keys(definition.actions).map((key) => [key, {}]))
    }

    validateSettings(settings: Json): void {
      this.fake.validateSettings?.(settings)
    }

    async executeAction(key: string, input: Bundle & { event: Json; mapping: Json }) {
      const action = this.fake.actions[key]
      if (!action) return []
      const payload = mapped(action, input.mapping, input.event)
      await action.perform(here(), { ...input, payload })
      return [{ output: 'Mappings resolved' }, { output: 'Action Executed', data: null }]
    }

    async executeBatch(key: string, input: Bundle & { events: Json[]; mapping: Json }) {
      const action = this.fake.actions[key]
      const way = here()
      const nodes: unknown[] = []
      const payloads: Json[] = []
      const places: number[] = []
      for (const [at, event] of input.events.entries()) {
        try {
          payloads.push(mapped(action as FakeAction, input.mapping, event))
          places.push(at)
        } catch (error) {
          if (!(error instanceof AggregateAjvError)) throw error
          nodes[at] = {
            status: 400,
            errortype: 'PAYLOAD_VALIDATION_FAILED',
            errormessage: error.message,
            errorreporter: 'INTEGRATIONS',
          }
        }
      }
      if (payloads.length === 0) return nodes
      const answer = await action?.performBatch?.(way, { ...input, payload: payloads })
      for (const [n, at] of places.entries()) {
        nodes[at] = Array.isArray(answer) ? answer[n] : { status: 200, body: {} }
      }
      return nodes
    }

    async executeDynamicField() {
      return { choices: [] }
    }

    async testAuthentication() {}

    async refreshAccessToken(_settings: Json, oauth: Json) {
      return this.fake.refresh?.(here(), oauth)
    }
  }

  return {
    Destination: Destination as unknown as UpstreamBundle['Destination'],
    HTTPError,
    IntegrationError: IntegrationError as never,
    RetryableError: RetryableError as never,
    InvalidAuthenticationError: InvalidAuthenticationError as never,
    transform,
    validateMapping: () => {},
    removeEmptyValues: (payload) => payload,
    validateSchema: () => true,
    runWithOutbound: (way, work) => {
      ways = [way as Way]
      return work()
    },
    operatorEnvOf: () => ({}),
    definitions: Object.fromEntries(
      Object.entries(fakes).map(([key, fake]) => [key, async () => definitionOf(key, fake)]),
    ),
  }
}

const definitionOf = (name: string, fake: FakeDefinition): UpstreamDefinition => ({
  name,
  authentication: { ...(fake.scheme && { scheme: fake.scheme }) },
  actions: Object.fromEntries(
    Object.entries(fake.actions).map(
      ([key, { fields = {}, performBatch }]): [string, UpstreamAction] => [
        key,
        { title: key, fields, performBatch },
      ],
    ),
  ),
})

/** Paths and plain values; a value of `throw` is a fault of the definition's own. */
function transform(mapping: Json, event: Json): Json {
  const payload: Json = {}
  for (const [key, value] of Object.entries(mapping)) {
    const path = Object(value)['@path'] as string | undefined
    payload[key] = path === undefined ? value : at(event, path.replace('$.', '').split('.'))
  }
  if (payload.fault === true) throw new TypeError('x is not a function')
  return payload
}

const at = (value: unknown, path: string[]): unknown =>
  path.reduce<unknown>((inner, key) => Object(inner)[key], value)

function mapped(action: FakeAction, mapping: Json, event: Json): Json {
  const payload = transform(mapping, event)
  for (const [key, field] of Object.entries(action.fields ?? {})) {
    if (field.required && payload[key] === undefined) {
      throw new AggregateAjvError(`The root value is missing the required field '${key}'.`)
    }
  }
  return payload
}
