import { parseAcceptId } from '../archive/object-key.ts'
import { messageHash, messageIndexShard } from '../platform/hash.ts'
import { matchingLines } from './matching-lines.ts'
import { type SeenEvent, seenInArchive, seenInLog } from './seen-event.ts'
import type { TraceDeps } from './trace-deps.ts'

/** Each is a call to its monitor, and a request of a Worker may make so many calls only. */
const MAX_SOURCES_ASKED = 100
const MAX_LOGS_ASKED = 100
/** Per log: what a library repeats in a loop need not be read for ever. */
const MAX_RECORDS = 200

/** What the index of recent message ids knows: of each source the first event with the id. */
export async function findIndexed(
  messageId: string,
  sourceIds: readonly string[],
  deps: TraceDeps,
): Promise<SeenEvent[]> {
  const owners = await locate(messageId, sourceIds, deps)
  const found = await Promise.all(
    owners.map(({ acceptId, sourceId }) => findAccepted(acceptId, sourceId, deps)),
  )
  return found.filter((event) => event !== null)
}

async function locate(messageId: string, sourceIds: readonly string[], deps: TraceDeps) {
  const byShard = Map.groupBy(
    sourceIds.map((sourceId) => ({ sourceId, id: messageHash(sourceId, messageId) })),
    ({ id }) => messageIndexShard(id, 0, deps.messageIndexShards),
  )
  const answers = await Promise.all(
    [...byShard].map(async ([shard, asked]) => {
      const acceptIds = await deps.messageIndex(shard).locate(asked.map(({ id }) => id))
      return asked.flatMap(({ sourceId }, index) => {
        const acceptId = acceptIds[index]
        return acceptId ? [{ sourceId, acceptId }] : []
      })
    }),
  )
  return answers.flat()
}

async function findAccepted(
  acceptId: string,
  sourceId: string,
  deps: TraceDeps,
): Promise<SeenEvent | null> {
  const place = parseAcceptId(acceptId)
  if (place === null) return null
  const log = deps.ingestLog(place.log)
  const [found] = await log.find([place])
  if (!found) return null
  if (found.kept === 'log') return seenInLog(place.log, found)
  // The key's third part is the source.
  const key = found.keys.find((candidate) => candidate.split('/')[2] === sourceId)
  return key === undefined ? null : findInObject(key, { acceptId, sourceId }, deps)
}

async function findInObject(
  key: string,
  wanted: { acceptId: string; sourceId: string },
  deps: TraceDeps,
): Promise<SeenEvent | null> {
  const text = await deps.bucket.text(key)
  if (text === null) return null
  const words = `{"acceptId":${JSON.stringify(wanted.acceptId)},`
  for await (const line of matchingLines(text, words)) {
    if (line.startsWith(words)) return seenInArchive(wanted.sourceId, key, line)
  }
  return null
}

/** What the index does not have: events that have not been claimed yet, refused ones, duplicates. */
export async function findLive(
  messageId: string,
  sourceIds: readonly string[],
  deps: TraceDeps,
): Promise<{ events: SeenEvent[]; partial: boolean }> {
  const asked = sourceIds.slice(0, MAX_SOURCES_ASKED)
  const names = await Promise.all(asked.map((sourceId) => deps.logsOf(sourceId)))
  const all = [...new Set(names.flat())]
  const logs = all.slice(0, MAX_LOGS_ASKED)
  const found = await Promise.all(
    logs.map(async (log) => {
      const request = { messageId, sourceIds: [...sourceIds], limit: MAX_RECORDS }
      const { records, partial } = await deps.ingestLog(log).search(request)
      return { events: records.map((record) => seenInLog(log, record)), partial }
    }),
  )
  const isAll = asked.length === sourceIds.length && logs.length === all.length
  return {
    events: found.flatMap(({ events }) => events),
    partial: !isAll || found.some(({ partial }) => partial),
  }
}
