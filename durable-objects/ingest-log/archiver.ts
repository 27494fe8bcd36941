import { type ArchiveLines, addSegmentLines } from '../../worker/archive/archive-lines.ts'
import { archiveKey } from '../../worker/archive/object-key.ts'
import { unpack } from '../../worker/messages/packed.ts'
import { GzipFile } from '../../worker/platform/gzip.ts'
import type { LiveGeneration } from './generations.ts'
import type { LogStore } from './store.ts'

/** Where archive objects go; the R2 bucket in production. */
export interface ArchiveBucket {
  put(
    key: string,
    value: Uint8Array,
    options: { customMetadata: Record<string, string>; httpMetadata: { contentType: string } },
  ): Promise<unknown>
}

/**
 * Writes a finished generation as one object per source, segment by segment: the object serves others
 * meanwhile, and never holds more than a segment's text besides what is compressed already. A repeat
 * after a crash writes the same objects under the same names.
 * @returns the keys, and the segments they hold as ranges
 */
export async function archiveGeneration(
  log: string,
  generation: LiveGeneration,
  store: LogStore,
  bucket: ArchiveBucket,
): Promise<{ keys: string[]; segments: [number, number][] }> {
  const ids = [...generation.segments.keys()].sort((a, b) => a - b)
  const segments = rangesOf(ids)
  const acks = Map.groupBy(store.acks(generation.id), (ack) => ack.segment)
  const lines = new Map<string, ArchiveLines>()
  const files = new Map<string, GzipFile>()
  for (const segment of ids) {
    const units = (acks.get(segment) ?? []).sort((a, b) => a.first - b.first)
    const verdicts = units.flatMap((unit) => unpack(unit.verdicts))
    addSegmentLines(lines, { log, segment, body: store.body(generation.id, segment), verdicts })
    for (const [sourceId, source] of lines) {
      const text = source.take()
      if (text === '') continue
      const file = files.get(sourceId) ?? new GzipFile()
      files.set(sourceId, file)
      await file.write(text)
    }
  }
  const keys: string[] = []
  for (const [sourceId, file] of files) {
    const key = archiveKey({ sourceId, hour: generation.hour, log, generation: generation.id })
    const { body, bytes, sha256 } = await file.close()
    const stats = lines.get(sourceId)?.stats
    await bucket.put(key, body, {
      httpMetadata: { contentType: 'application/gzip' },
      customMetadata: {
        v: '1',
        lines: String(stats?.lines),
        events: String(stats?.events),
        first: stats?.firstReceivedAt ?? '',
        last: stats?.lastReceivedAt ?? '',
        bytes: String(bytes),
        sha256,
        segments: JSON.stringify(segments),
      },
    })
    keys.push(key)
  }
  return { keys, segments }
}

/** Sorted numbers as inclusive ranges. */
export function rangesOf(sorted: readonly number[]): [number, number][] {
  const ranges: [number, number][] = []
  for (const n of sorted) {
    const last = ranges.at(-1)
    if (last && n === last[1] + 1) last[1] = n
    else ranges.push([n, n])
  }
  return ranges
}
