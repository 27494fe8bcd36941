import { base64 } from '../base64.ts'
import {
  type Batch,
  type BatchOutcome,
  cutBatches,
  indexesOf,
  sameForAll,
  sendBatches,
} from '../batches.ts'
import type { DeliveryEvent, Report, SendContext } from '../destination.ts'
import { eventOf, keyOf } from '../event-of.ts'
import { exchange } from '../exchange.ts'
import { createSecretRedactor } from '../redact-secrets.ts'
import { awsDomain, signAws } from '../sign-aws.ts'
import { errorTypeOf, isAboutRecords, readRecordResults, resultOfError } from './results.ts'
import type { AmazonKinesisSettings } from './settings.ts'

/** PutRecords takes 500 records and 5 MB; base64 and the keys are counted too, to be safe. */
const LIMITS = { events: 500, bytes: 4_900_000 }
const MAX_KEY_CHARS = 256
const TIMEOUT_MS = 20_000

/** Puts each event as a record. A request has a result for each record, and only failed ones come again. */
export async function putEvents(
  { settings, events }: { settings: AmazonKinesisSettings; events: readonly DeliveryEvent[] },
  report: Report,
  ctx: SendContext,
): Promise<void> {
  const { region, streamName, accessKeyId, secretAccessKey } = settings
  const url = `${settings.endpoint ?? `https://kinesis.${region}.${awsDomain(region)}`}/`
  const redact = createSecretRedactor([secretAccessKey])
  const send = async (batch: Batch<string>): Promise<BatchOutcome> => {
    const records = batch.pieces.map(({ value }) => value).join(',')
    const request = {
      url,
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'Kinesis_20131202.PutRecords',
      },
      body: `{"StreamName":${JSON.stringify(streamName)},"Records":[${records}]}`,
    } as const
    const keys = { accessKeyId, secretAccessKey }
    const { result, response, latencyMs } = await exchange(
      ctx,
      {
        ...request,
        // A signature holds for some minutes only, so each try has its own.
        headers: await signAws(request, { keys, service: 'kinesis', region, now: ctx.now() }),
        hops: batch.hops,
        events: indexesOf(batch),
        timeoutMs: TIMEOUT_MS,
        largeAnswer: true,
      },
      { partner: 'Kinesis', redact },
    )
    const count = batch.pieces.length
    if (response !== null && result.outcome === 'delivered') {
      return { results: readRecordResults(response.body, count, redact), latencyMs }
    }
    const type = response && errorTypeOf(response.body)
    return {
      results: sameForAll(batch, resultOfError(result, type)),
      latencyMs,
      mayBeOneEvent: isAboutRecords(type),
    }
  }
  const pieces = events.map((event, index) => {
    const value = recordOf(event, settings.partitionKeyPath)
    return { index, value, bytes: value.length + 1 }
  })
  await sendBatches(cutBatches(pieces, events, LIMITS), send, { events, report, ctx })
}

/** Every record has to have a key; one without spreads by its id. */
function recordOf({ json, messageId }: DeliveryEvent, keyPath: string): string {
  const key = keyOf(eventOf(json), keyPath) ?? messageId
  const partitionKey = Array.from(key).slice(0, MAX_KEY_CHARS).join('')
  return JSON.stringify({ Data: base64(json), PartitionKey: partitionKey })
}
