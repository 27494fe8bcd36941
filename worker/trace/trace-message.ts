import { parseAcceptId } from '../archive/object-key.ts'
import { describeCode } from '../domain/describe-code.ts'
import type { TracedEvent, TraceReport, TraceRequest } from '../messages/trace-rpc.ts'
import { messageHash, messageIndexShard } from '../platform/hash.ts'
import { readArchivedLine } from './archived-line.ts'
import { describeStages } from './describe-stages.ts'
import { matchingLines } from './matching-lines.ts'
import { type SeenEvent, seenInLog } from './seen-event.ts'
import { traceDestinations } from './trace-deliveries.ts'
import type { TraceDeps } from './trace-deps.ts'

/** Each is a call to its monitor, and a request of a Worker may make so many calls only. */
const MAX_SOURCES_ASKED = 100
const MAX_LOGS_ASKED = 100
/** Of one message id: what a library repeats in a loop need not be listed for ever. */
const MAX_EVENTS = 20

/** Where the events with a message id went, as far as the index and the logs know. */
export async function traceMessage(
  { messageId, sourceIds }: TraceRequest,
  deps: TraceDeps,
): Promise<TraceReport> {
  const [indexed, live] = await Promise.all([
    findIndexed(messageId, sourceIds, deps),
    findLive(messageId, sourceIds, deps),
  ])
  const seen = new Map([...live, ...indexed].map((event) => [event.acceptId, event]))
  const newest = [...seen.values()].sort(newestFirst).slice(0, MAX_EVENTS)
  return {
    events: await Promise.all(newest.map((event) => traceEvent(event, deps))),
    search: { in: 'index', searched: 0, total: 0, next: null },
  }
}

export const newestFirst = (a: SeenEvent, b: SeenEvent): number =>
  b.receivedAt.localeCompare(a.receivedAt) || b.acceptId.localeCompare(a.acceptId)

/** The whole story of an event that was found. */
export async function traceEvent(seen: SeenEvent, deps: TraceDeps): Promise<TracedEvent> {
  const { messageId, sourceId, acceptId, receivedAt, verdict, event, place } = seen
  const [, region = '', shard = '0'] = /^([a-z]+)-(\d+)\./.exec(acceptId) ?? []
  const outcome = verdict?.outcome ?? 'in pipeline'
  const code = verdict?.code ?? ''
  return {
    messageId,
    sourceId,
    acceptId,
    receivedAt,
    region,
    shard: Number(shard),
    kept: place.kept,
    archiveKey: place.kept === 'log' ? null : place.key,
    outcome,
    code,
    message: describeCode(outcome, code),
    event,
    stages: describeStages(seen),
    destinations: await traceDestinations(seen, deps),
  }
}

async function findIndexed(
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
  const [found] = await deps.ingestLog(place.log).find([place])
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
    if (line.startsWith(words)) return readArchivedLine(line, wanted.sourceId, key)
  }
  return null
}

/** What the index does not have: events that have not been claimed yet, refused ones, duplicates. */
async function findLive(
  messageId: string,
  sourceIds: readonly string[],
  deps: TraceDeps,
): Promise<SeenEvent[]> {
  const asked = sourceIds.slice(0, MAX_SOURCES_ASKED)
  const names = await Promise.all(asked.map((sourceId) => deps.logsOf(sourceId)))
  const logs = [...new Set(names.flat())].slice(0, MAX_LOGS_ASKED)
  const found = await Promise.all(
    logs.map(async (log) => {
      const request = { messageId, sourceIds: [...sourceIds], limit: MAX_EVENTS }
      const records = await deps.ingestLog(log).search(request)
      return records.map((record) => seenInLog(log, record))
    }),
  )
  return found.flat()
}
