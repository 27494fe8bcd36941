import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'

/** One request in the shape that a library sends it. */
export interface SdkRequest {
  name: string
  method: string
  path: string
  headers: Record<string, string>
  body?: unknown
  gzip?: boolean
  /** Sent without a Content-Length. */
  chunked?: boolean
  expect: {
    status: number
    accepted: number
    /** Events listed as `rejected` in the answer. */
    rejected: number
    /** What the accepted events hold, among other things, in order. */
    events?: Record<string, unknown>[]
  }
}

export interface SdkRequests {
  library: string
  requests: SdkRequest[]
}

const FOLDER = path.join(import.meta.dirname, '../fixtures/sdk-requests')

/** Placeholders: `{{writeKey}}`, and Basic credentials made of it with and without the colon. */
export function readSdkRequests(writeKey: string): SdkRequests[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => {
      const text = readFileSync(path.join(FOLDER, file), 'utf8')
        .replaceAll('{{writeKey}}', writeKey)
        .replaceAll('{{basic}}', btoa(`${writeKey}:`))
        .replaceAll('{{basicWithoutColon}}', btoa(writeKey))
      return JSON.parse(text) as SdkRequests
    })
}

/** For `fetch`: a body without a length is sent chunked. */
export function sdkRequestInit({ method, headers, body, gzip, chunked }: SdkRequest): RequestInit {
  if (body === undefined) return { method, headers }
  const plain = new TextEncoder().encode(JSON.stringify(body))
  const bytes = gzip ? new Uint8Array(gzipSync(plain)) : plain
  if (!chunked) return { method, headers, body: bytes }
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(bytes.slice(0, 100))
      controller.enqueue(bytes.slice(100))
      controller.close()
    },
  })
  // `duplex` is required with a stream and missing from the types.
  return { method, headers, body: stream, duplex: 'half' } as RequestInit
}
