import * as v from 'valibot'
import type { AttemptResult } from '../../messages/delivery-log-rpc.ts'
import {
  type Batch,
  type BatchOutcome,
  cutBatches,
  indexesOf,
  type Piece,
  sameForAll,
  sendBatches,
  utf8Length,
} from '../batches.ts'
import type { DeliveryEvent, Report, SendContext } from '../destination.ts'
import { eventOf } from '../event-of.ts'
import { exchange, parseAnswer } from '../exchange.ts'
import { createSecretRedactor } from '../redact-secrets.ts'
import { capture } from './capture.ts'
import type { PosthogSettings } from './settings.ts'

/** PostHog takes 20 MB a request; smaller ones are answered sooner. */
const LIMITS = { events: 1000, bytes: 4_000_000, soloBytes: 1_000_000 }
const TIMEOUT_MS = 20_000

const quotaSchema = v.object({ quota_limited: v.array(v.string()) })

/** Sends calls as events of PostHog's batch API, which takes or refuses a batch as one. */
export async function sendToPosthog(
  { settings, events }: { settings: PosthogSettings; events: readonly DeliveryEvent[] },
  report: Report,
  ctx: SendContext,
): Promise<void> {
  const partner = { partner: 'PostHog', redact: createSecretRedactor([settings.apiKey]) }
  const send = async (batch: Batch<string>): Promise<BatchOutcome> => {
    const captured = batch.pieces.map(({ value }) => value)
    const { result, response, latencyMs } = await exchange(
      ctx,
      {
        url: `${settings.host}/batch/`,
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: `{"api_key":${JSON.stringify(settings.apiKey)},"historical_migration":${settings.historicalMigration},"batch":[${captured.join(',')}]}`,
        hops: batch.hops,
        events: indexesOf(batch),
        timeoutMs: TIMEOUT_MS,
      },
      partner,
    )
    return {
      results: sameForAll(batch, isOverQuota(response?.body) ? OVER_QUOTA : result),
      latencyMs,
      mayBeOneEvent: response?.status === 400 || response?.status === 413,
    }
  }
  const pieces = capturePieces(settings, events, report)
  await sendBatches(cutBatches(pieces, events, LIMITS), send, { events, report, ctx })
}

/** What makes no event is reported at once. */
function capturePieces(
  settings: PosthogSettings,
  events: readonly DeliveryEvent[],
  report: Report,
): Piece<string>[] {
  const pieces: Piece<string>[] = []
  for (const [index, { json }] of events.entries()) {
    const captured = capture(eventOf(json), settings)
    if ('reason' in captured) {
      const { reason, message } = captured
      report(
        index,
        reason === 'filtered'
          ? { outcome: 'filtered', code: 'message_rejected', message }
          : { outcome: 'failed', code: 'PAYLOAD_VALIDATION_FAILED', message },
        0,
      )
      continue
    }
    const value = JSON.stringify(captured)
    pieces.push({ index, value, bytes: utf8Length(value) + 1 })
  }
  return pieces
}

/** It answers 200 and throws the events away, and will until somebody raises the quota. */
const OVER_QUOTA: AttemptResult = {
  outcome: 'failed',
  code: 'QUOTA_LIMITED',
  status: 200,
  message: 'the project is over its quota of events, so PostHog dropped them',
}

function isOverQuota(body: string | undefined): boolean {
  if (body === undefined || !body.includes('quota_limited')) return false
  const answer = v.safeParse(quotaSchema, parseAnswer(body))
  return answer.success && answer.output.quota_limited.includes('events')
}
