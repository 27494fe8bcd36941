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
import { exchange } from '../exchange.ts'
import { createSecretRedactor } from '../redact-secrets.ts'
import { basicAuthorization } from '../setting-schemas.ts'
import { formatOf } from './records.ts'
import { readReports } from './reports.ts'
import type { KafkaRestSettings } from './settings.ts'

/** Brokers take a megabyte at once unless they are told otherwise. */
const LIMITS = { events: 500, bytes: 1_000_000, soloBytes: 500_000 }
const TIMEOUT_MS = 20_000

/** Produces each event as a record. A request has a result for each record. */
export async function produce(
  { settings, events }: { settings: KafkaRestSettings; events: readonly DeliveryEvent[] },
  report: Report,
  ctx: SendContext,
): Promise<void> {
  const format = formatOf(settings)
  const redact = createSecretRedactor([settings.password ?? ''])
  const send = async (batch: Batch<string>): Promise<BatchOutcome> => {
    const { result, response, latencyMs } = await exchange(
      ctx,
      {
        url: `${settings.url}${format.path}`,
        method: 'POST',
        headers: {
          'content-type': format.contentType,
          accept: format.accept,
          ...(settings.username !== '' && {
            authorization: basicAuthorization(settings.username, settings.password ?? ''),
          }),
        },
        body: format.body(batch.pieces.map(({ value }) => value)),
        hops: batch.hops,
        events: indexesOf(batch),
        timeoutMs: TIMEOUT_MS,
        largeAnswer: true,
      },
      { partner: 'the proxy', redact },
    )
    const isTaken = response !== null && result.outcome === 'delivered'
    return {
      results: isTaken
        ? readReports(settings.api, response.body, batch.pieces.length, redact)
        : sameForAll(batch, result),
      latencyMs,
      mayBeOneEvent: [400, 413, 422].includes(response?.status ?? 0),
    }
  }
  const pieces = events.map((event, index) => {
    const value = format.record(event)
    return { index, value, bytes: utf8Length(value) + 1 }
  })
  await sendBatches(cutBatches(pieces, events, LIMITS), send, { events, report, ctx })
}
