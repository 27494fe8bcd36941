import { backoffMs } from '../../domain/delivery/retry-policy.ts'
import type { AttemptResult } from '../../messages/delivery-log-rpc.ts'
import { type Batch, type BatchOutcome, indexesOf, sameForAll, sendBatches } from '../batches.ts'
import type { DeliveryEvent, Report, SendContext } from '../destination.ts'
import { exchange } from '../exchange.ts'
import { createSecretRedactor } from '../redact-secrets.ts'
import { awsDomain, signAws } from '../sign-aws.ts'
import { fileFormatOf } from './file-formats.ts'
import { groupFiles, progressOf } from './files.ts'
import { encodeKey, fileName } from './object-name.ts'
import type { S3Settings } from './settings.ts'

const TIMEOUT_MS = 22_000
/** Times are rounded up to it, so that events which fail together are kept and come back together. */
const TIME_STEP_MS = 250

/** S3's own names of errors that pass by themselves, some of which come with status 400 or 403. */
const RETRIED = new Set([
  'InternalError',
  'OperationAborted',
  'RequestTimeout',
  'RequestTimeTooSkewed',
  'ServiceUnavailable',
  'SlowDown',
])

/** Writes an attempt's events as files, one for each folder. */
export async function writeFiles(
  { settings, events }: { settings: S3Settings; events: readonly DeliveryEvent[] },
  report: Report,
  ctx: SendContext,
): Promise<void> {
  const format = fileFormatOf(settings)
  const { accessKeyId, secretAccessKey, region } = settings
  const partner = { partner: 'the bucket', redact: createSecretRedactor([secretAccessKey]) }
  // The same for all events of an attempt, so that those of one file come back together.
  const random = ctx.random()
  const files = groupFiles(events, settings.folder).map(({ folder, hops, indexes }) => {
    return { hops, pieces: indexes.map((index) => ({ index, value: folder, bytes: 0 })) }
  })
  const send = async (file: Batch<string>): Promise<BatchOutcome> => {
    const content = file.pieces.flatMap(({ index }) => events[index] ?? [])
    const folder = file.pieces[0]?.value ?? ''
    const name = await fileName(content, format.extension)
    const key = folder === '' ? name : `${folder}/${name}`
    const request = {
      url: `${bucketUrl(settings)}/${encodeKey(key)}`,
      method: 'PUT',
      headers: { 'content-type': format.contentType },
      body: await format.write(content),
    } as const
    const keys = { accessKeyId, secretAccessKey }
    const { result, response, latencyMs } = await exchange(
      ctx,
      {
        ...request,
        headers: await signAws(request, { keys, service: 's3', region, now: ctx.now() }),
        hops: file.hops,
        events: indexesOf(file),
        timeoutMs: TIMEOUT_MS,
      },
      partner,
    )
    const judged = judge(result, response?.body ?? '')
    if (judged.outcome !== 'retry') return { results: sameForAll(file, judged), latencyMs }
    const attempts = Math.max(...content.map(({ attempt }) => attempt))
    const waitMs = Math.max(backoffMs(attempts, random), judged.retryAfterMs ?? 0)
    const retryAt = Math.ceil((ctx.now() + waitMs) / TIME_STEP_MS) * TIME_STEP_MS
    const again = { ...judged, retryAt, progress: progressOf(key) }
    return { results: sameForAll(file, again), latencyMs }
  }
  await sendBatches(files, send, { events, report, ctx })
}

/** A bucket of AWS has a host of its own; elsewhere its name stands in the path. */
function bucketUrl({ endpoint, bucket, region }: S3Settings): string {
  if (endpoint !== undefined) return `${endpoint}/${bucket}`
  // A dot in the name would make it a host that the certificate does not cover.
  if (bucket.includes('.')) return `https://s3.${region}.${awsDomain(region)}/${bucket}`
  return `https://${bucket}.s3.${region}.${awsDomain(region)}`
}

function judge(result: AttemptResult, body: string): AttemptResult {
  if (result.outcome === 'delivered') return result
  const code = /<Code>([A-Za-z]{3,80})<\/Code>/.exec(body)?.[1]
  if (code === undefined) return result
  return { ...result, code, ...(RETRIED.has(code) && { outcome: 'retry' as const }) }
}
