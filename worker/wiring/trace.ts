import { WorkerEntrypoint } from 'cloudflare:workers'
import * as v from 'valibot'
import { type EdgeEnv, edgeVarsSchema } from '../env.ts'
import type { EdgeTraceRpc, TraceReport, TraceRequest } from '../messages/trace-rpc.ts'
import { gunzipText } from '../platform/gzip.ts'
import type { TraceBucket, TraceDeps } from '../trace/trace-deps.ts'
import { traceMessage } from '../trace/trace-message.ts'

const varsSchema = v.pick(edgeVarsSchema, ['MESSAGE_INDEX_SHARDS'])

/** Where events went, for the app Worker: only this Worker reaches the archive and every object. */
export class Trace extends WorkerEntrypoint<EdgeEnv> implements EdgeTraceRpc {
  async traceMessage(request: TraceRequest): Promise<TraceReport> {
    return traceMessage(request, depsOf(this.env))
  }
}

const depsOf = (env: EdgeEnv): TraceDeps => ({
  messageIndex: (shard) => env.MESSAGE_INDEX.getByName(String(shard)),
  messageIndexShards: Math.max(1, v.parse(varsSchema, env).MESSAGE_INDEX_SHARDS),
  logsOf: (sourceId) => env.SOURCE_MONITOR.getByName(sourceId).logs(),
  ingestLog: (name) => env.INGEST_LOG.getByName(name),
  deliveryLog: (destinationId) => env.DELIVERY_LOG.getByName(destinationId),
  bucket: bucketOf(env.ARCHIVE),
  now: Date.now,
  report: (problem) => console.error(JSON.stringify(problem)),
})

const bucketOf = (bucket: R2Bucket): TraceBucket => ({
  async text(key) {
    const object = await bucket.get(key)
    if (object === null) return null
    return key.endsWith('.gz')
      ? gunzipText(object.body)
      : object.body.pipeThrough(new TextDecoderStream())
  },
  async list({ prefix, after, limit, times }) {
    const { objects, truncated } = await bucket.list({
      prefix,
      limit,
      ...(after !== null && { startAfter: after }),
      ...(times && { include: ['customMetadata'] }),
    })
    return {
      objects: objects.map(({ key, customMetadata }) => ({
        key,
        first: customMetadata?.first ?? '',
        last: customMetadata?.last ?? '',
      })),
      more: truncated,
    }
  },
})
