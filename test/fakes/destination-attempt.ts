import { gunzipSync } from 'node:zlib'
import * as v from 'valibot'
import { expect } from 'vitest'
import type { DeliveryEvent, Destination } from '../../worker/destinations/destination.ts'
import { RequestError } from '../../worker/destinations/errors.ts'
import type { DestinationExample, ExampleRequest } from '../../worker/destinations/example.ts'
import type { OutboundRequest, OutboundResponse } from '../../worker/destinations/request.ts'
import type { AttemptResult } from '../../worker/messages/delivery-log-rpc.ts'

/** What a partner of a test answers: 200 without a body unless it says otherwise, or nothing. */
export type PartnerAnswer = Partial<Omit<OutboundResponse, 'headers'>> & {
  headers?: Record<string, string>
}
export type Partner = (
  request: OutboundRequest,
  count: number,
) => PartnerAnswer | RequestError | undefined

export const EXAMPLE_NOW = Date.parse('2026-11-23T17:05:00.000Z')

/** An event as it comes out of the pipeline, with the delivery's own facts beside it. */
export function makeDelivery(
  event: Record<string, unknown>,
  overrides: Partial<DeliveryEvent> = {},
): DeliveryEvent {
  const { messageId = 'm1', receivedAt = '2026-11-23T17:00:00.000Z', type = 'track' } = event
  return {
    json: JSON.stringify(event),
    messageId: String(messageId),
    receivedAt: String(receivedAt),
    type: String(type),
    hops: 0,
    attempt: 1,
    progress: null,
    ...overrides,
  }
}

export const makeDeliveries = (
  count: number,
  fields: (n: number) => Record<string, unknown> = () => ({}),
): DeliveryEvent[] =>
  Array.from({ length: count }, (_, n) =>
    makeDelivery({ type: 'track', messageId: `m${n}`, userId: `u${n}`, event: 'E', ...fields(n) }),
  )

/** One attempt of a destination against a partner of the test's making. */
export async function attempt<Settings>(
  destination: Destination<Settings>,
  settings: Record<string, unknown>,
  events: readonly DeliveryEvent[],
  partner: Partner = () => ({}),
) {
  const requests: OutboundRequest[] = []
  const results: (AttemptResult | undefined)[] = events.map(() => undefined)
  await destination.send(
    { settings: v.parse(destination.metadata.settingsSchema, settings), events },
    (index, result) => {
      expect(results[index], `event ${index} was reported twice`).toBeUndefined()
      results[index] = result
    },
    {
      now: () => EXAMPLE_NOW,
      random: () => 0.5,
      signal: new AbortController().signal,
      request: async (request) => {
        const answer = partner(request, requests.push(request)) ?? {}
        if (answer instanceof RequestError) throw answer
        const { headers, ...rest } = answer
        return { status: 200, body: '', latencyMs: 5, ...rest, headers: new Headers(headers) }
      },
    },
  )
  return { requests, results, outcomes: results.map((result) => result?.outcome) }
}

export const bodyText = ({ body }: Pick<OutboundRequest, 'body'>): string => {
  if (body === undefined) return ''
  if (typeof body === 'string') return body
  return body[0] === 0x1f && body[1] === 0x8b
    ? gunzipSync(body).toString()
    : Buffer.from(body).toString('latin1')
}

/** An example's events go in, and its requests come out; credentials are asked for besides. */
export async function expectExample<Settings>(
  destination: Destination<Settings>,
  example: DestinationExample,
  partner?: Partner,
): Promise<void> {
  const events = example.events.map((event) => makeDelivery(event))
  const { requests, outcomes } = await attempt(destination, example.settings, events, partner)
  // Those that go out side by side come in any order.
  const byUrl = (a: { url: string }, b: { url: string }) =>
    a.url < b.url ? -1 : a.url > b.url ? 1 : 0
  const sent = requests.filter((request) => !request.confidential).sort(byUrl)
  const expected = example.requests.toSorted(byUrl)
  expect(sent.map((request, n) => shown(request, expected[n]))).toEqual(expected)
  expect(outcomes).toEqual(events.map(() => 'delivered'))
}

/** Of the headers those that the example shows. */
function shown(request: OutboundRequest, expected: ExampleRequest | undefined): ExampleRequest {
  const text = bodyText(request)
  const names = Object.keys(expected?.headers ?? {})
  return {
    method: request.method,
    url: request.url,
    headers: Object.fromEntries(names.map((name) => [name, request.headers[name] ?? ''])),
    body: typeof expected?.body === 'string' ? text : JSON.parse(text),
  }
}
