import type { DeliveryEvent } from '../destination.ts'
import type { S3Settings } from './settings.ts'

export interface FileFormat {
  extension: string
  contentType: string
  write(events: readonly DeliveryEvent[]): Promise<Uint8Array<ArrayBuffer>>
}

const NDJSON: FileFormat = {
  extension: 'ndjson.gz',
  contentType: 'application/gzip',
  write: (events) => gzip(`${events.map(({ json }) => json).join('\n')}\n`),
}

const PARQUET: FileFormat = {
  extension: 'parquet',
  contentType: 'application/vnd.apache.parquet',
  // Loaded when it is needed: most buckets get lines.
  write: async (events) => (await import('./parquet.ts')).writeParquet(events),
}

export const fileFormatOf = ({ format }: Pick<S3Settings, 'format'>): FileFormat =>
  format === 'parquet' ? PARQUET : NDJSON

async function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}
