import { importPKCS8, SignJWT } from 'jose'
import * as v from 'valibot'
import type { AttemptResult } from '../../messages/delivery-log-rpc.ts'
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
import { eventOf } from '../event-of.ts'
import { exchange, parseAnswer } from '../exchange.ts'
import { createSecretRedactor } from '../redact-secrets.ts'
import { parseServiceAccount, type ServiceAccount } from './service-account.ts'
import type { GooglePubsubSettings } from './settings.ts'

/** A request may have 1,000 messages and 10 MB. */
const LIMITS = { events: 1000, bytes: 9_500_000 }
const MAX_ATTRIBUTE_BYTES = 1024
const TIMEOUT_MS = 20_000
const TOKEN_S = 3600
const HOST = 'https://pubsub.googleapis.com'
/** Whom a token is for, whatever the endpoint; with it none has to be asked for. */
const AUDIENCE = `${HOST}/`

/** Google's names of errors that pass by themselves; some come with statuses that do not say so. */
const RETRIED = new Set([
  'ABORTED',
  'CANCELLED',
  'DEADLINE_EXCEEDED',
  'INTERNAL',
  'RESOURCE_EXHAUSTED',
  'UNAVAILABLE',
  'UNKNOWN',
])

const errorSchema = v.object({
  error: v.object({ status: v.pipe(v.string(), v.regex(/^[A-Z_]{3,40}$/)) }),
})

/** Publishes each event as a message. A request is taken as a whole or not at all. */
export async function publishEvents(
  { settings, events }: { settings: GooglePubsubSettings; events: readonly DeliveryEvent[] },
  report: Report,
  ctx: SendContext,
): Promise<void> {
  const account = parseServiceAccount(settings.serviceAccount)
  const token = account && (await tokenOf(account, ctx.now()))
  if (account === null || token === null) {
    for (const index of events.keys()) report(index, UNUSABLE_KEY, 0)
    return
  }
  const project = settings.project || account.project_id
  const url = `${settings.endpoint ?? HOST}/v1/projects/${project}/topics/${encodeURIComponent(settings.topic)}:publish`
  const redact = createSecretRedactor([token, account.private_key])
  const send = async (batch: Batch<string>): Promise<BatchOutcome> => {
    const { result, response, latencyMs } = await exchange(
      ctx,
      {
        url,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: `{"messages":[${batch.pieces.map(({ value }) => value).join(',')}]}`,
        hops: batch.hops,
        events: indexesOf(batch),
        timeoutMs: TIMEOUT_MS,
      },
      { partner: 'Pub/Sub', redact },
    )
    if (response === null || result.outcome === 'delivered') {
      return { results: sameForAll(batch, result), latencyMs }
    }
    const parsed = v.safeParse(errorSchema, parseAnswer(response.body))
    const name = parsed.success ? parsed.output.error.status : null
    return {
      results: sameForAll(batch, resultOfError(result, name)),
      latencyMs,
      mayBeOneEvent: name === 'INVALID_ARGUMENT',
    }
  }
  const pieces = events.map((event, index) => {
    const value = messageOf(event)
    return { index, value, bytes: value.length + 1 }
  })
  await sendBatches(cutBatches(pieces, events, LIMITS), send, { events, report, ctx })
}

const UNUSABLE_KEY: AttemptResult = {
  outcome: 'failed',
  code: 'INVALID_SETTINGS',
  message: 'The private key of the service account cannot be used: enter the key file again',
}

/** A token that the account signs itself (RFC 7523, as Google's APIs take it), or null. */
async function tokenOf(account: ServiceAccount, nowMs: number): Promise<string | null> {
  const issuedAt = Math.floor(nowMs / 1000)
  try {
    return await new SignJWT()
      .setProtectedHeader({
        alg: 'RS256',
        typ: 'JWT',
        ...(account.private_key_id !== undefined && { kid: account.private_key_id }),
      })
      .setIssuer(account.client_email)
      .setSubject(account.client_email)
      .setAudience(AUDIENCE)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + TOKEN_S)
      .sign(await importPKCS8(account.private_key, 'RS256'))
  } catch {
    return null
  }
}

const resultOfError = (result: AttemptResult, name: string | null): AttemptResult =>
  name === null
    ? result
    : { ...result, code: name, ...(RETRIED.has(name) && { outcome: 'retry' as const }) }

/** Attributes are what subscriptions can be filtered by. */
function messageOf({ json, messageId, type }: DeliveryEvent): string {
  const { event } = eventOf(json)
  const attributes = {
    messageId: cut(messageId),
    type,
    ...(typeof event === 'string' && event !== '' && { event: cut(event) }),
  }
  return JSON.stringify({ data: base64(json), attributes })
}

/** To as many whole characters as fit into an attribute's value. */
function cut(text: string): string {
  const bytes = new Uint8Array(MAX_ATTRIBUTE_BYTES)
  const { read } = new TextEncoder().encodeInto(text, bytes)
  return text.slice(0, read)
}
