import {
  type Batch,
  type BatchOutcome,
  cutBatches,
  indexesOf,
  sameForAll,
  sendBatches,
  utf8Length,
} from '../batches.ts'
import type { DeliveryEvent, Report, SendContext } from '../destination.ts'
import { eventOf } from '../event-of.ts'
import { exchange } from '../exchange.ts'
import { createSecretRedactor } from '../redact-secrets.ts'
import { basicAuthorization } from '../setting-schemas.ts'
import type { HttpRelaySettings } from './settings.ts'

/** The Tracking API takes 500 KB, 2,500 events and 32 KB an event; the envelope needs some room. */
const LIMITS = { events: 2500, bytes: 499_000, soloBytes: 32_000 }
const TIMEOUT_MS = 15_000

/**
 * Sends events in batches to the Tracking API. They keep their ids, by which the receiver knows a
 * repeat, and their times. Each batch is accepted or refused as one.
 */
export async function relay(
  { settings, events }: { settings: HttpRelaySettings; events: readonly DeliveryEvent[] },
  report: Report,
  ctx: SendContext,
): Promise<void> {
  const partner = { partner: 'the source', redact: createSecretRedactor([settings.writeKey]) }
  const authorization = basicAuthorization(settings.writeKey, '')
  const send = async (batch: Batch<string>): Promise<BatchOutcome> => {
    const jsons = batch.pieces.map(({ value }) => value)
    const sentAt = new Date(ctx.now()).toISOString()
    const { result, response, latencyMs } = await exchange(
      ctx,
      {
        url: `${settings.host}/v1/batch`,
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: `{"batch":[${jsons.join(',')}],"sentAt":"${sentAt}"}`,
        hops: batch.hops,
        events: indexesOf(batch),
        timeoutMs: TIMEOUT_MS,
      },
      partner,
    )
    const isRefused = response?.status === 400 || response?.status === 413
    // Where events have gone round too often, none of them is better than the others.
    const mayBeOneEvent = isRefused && !response.body.includes('too_many_hops')
    return { results: sameForAll(batch, result), latencyMs, mayBeOneEvent }
  }
  const pieces = events.map(({ json }, index) => {
    const value = forwardedJson(json)
    return { index, value, bytes: utf8Length(value) + 1 }
  })
  await sendBatches(cutBatches(pieces, events, LIMITS), send, { events, report, ctx })
}

/**
 * The event as a library would send it. Its `timestamp` is right by our clock, so it goes with our own
 * `sentAt` (the batch's): the event's would make the receiver take the way here for a clock that is
 * wrong. What the receiver sets anyway is left out.
 */
function forwardedJson(json: string): string {
  const { sentAt: _s, receivedAt: _r, originalTimestamp: _o, ...event } = eventOf(json)
  return JSON.stringify(event)
}
