import { archivePrefix } from '../archive/object-key.ts'
import type { DayCursor, TraceReport, TraceRequest } from '../messages/trace-rpc.ts'
import { findIndexed, findLive } from './find-event.ts'
import { matchingLines } from './matching-lines.ts'
import { type SeenEvent, seenInArchive } from './seen-event.ts'
import type { ListedObject, TraceDeps } from './trace-deps.ts'
import { traceEvents } from './trace-event.ts'

/** Read at once; each is streamed. */
const AT_ONCE = 4
/** One call reads no more objects, and begins no other after this time: the caller goes on from there. */
const MAX_OBJECTS = 60
const MAX_MS = 6000
const LIST_LIMIT = 1000
const DAY_MS = 24 * 3_600_000
/** Of one message id, in one call. */
const MAX_LINES = 200

type DayRequest = Omit<TraceRequest, 'day'> & { day: NonNullable<TraceRequest['day']> }

/** One object of the day, and whose. */
interface DayObject {
  sourceId: string
  key: string
}

const NOTHING = { events: [], partial: false }

/**
 * Looks through the archive of a UTC day of `receivedAt`, as far as one call may: until something is
 * found, or its time is over. The first call also asks what the index and the logs know of the day.
 */
export async function searchDay(request: DayRequest, deps: TraceDeps): Promise<TraceReport> {
  const { messageId, day } = request
  const sourceIds = [...request.sourceIds].sort()
  const until = deps.now() + MAX_MS
  const atHand =
    day.cursor === null ? await findAtHand(messageId, sourceIds, day.date, deps) : NOTHING
  let cursor = day.cursor ?? {
    sourceId: '',
    after: '',
    searched: 0,
    total: await countObjects(sourceIds, day.date, deps),
  }
  const objects = objectsOf(sourceIds, day.date, cursor, deps)
  const found = [...atHand.events]
  let left = MAX_OBJECTS
  let next = await take(objects, AT_ONCE)
  while (next.length > 0 && found.length === 0 && left > 0 && deps.now() < until) {
    const lines = await Promise.all(next.map((object) => findInObject(object, messageId, deps)))
    found.push(...lines.flat().filter(({ receivedAt }) => receivedAt.startsWith(day.date)))
    cursor = after(cursor, next)
    left -= next.length
    next = await take(objects, AT_ONCE)
  }
  return {
    events: await traceEvents(found, deps),
    search: {
      in: 'archive',
      searched: cursor.searched,
      total: Math.max(cursor.total, cursor.searched),
      next: next.length === 0 ? null : cursor,
      partial: atHand.partial,
    },
  }
}

function after(cursor: DayCursor, done: readonly DayObject[]): DayCursor {
  const { sourceId = '', key = '' } = done.at(-1) ?? {}
  return { ...cursor, sourceId, after: key, searched: cursor.searched + done.length }
}

/** What is not in the archive yet, and what the index leads to without a search. */
async function findAtHand(
  messageId: string,
  sourceIds: readonly string[],
  date: string,
  deps: TraceDeps,
): Promise<{ events: SeenEvent[]; partial: boolean }> {
  const [live, indexed] = await Promise.all([
    findLive(messageId, sourceIds, deps),
    findIndexed(messageId, sourceIds, deps),
  ])
  const events = [...live.events, ...indexed]
  return {
    events: events.filter(({ receivedAt }) => receivedAt.startsWith(date)),
    partial: live.partial,
  }
}

async function countObjects(
  sourceIds: readonly string[],
  date: string,
  deps: TraceDeps,
): Promise<number> {
  const counts = await Promise.all(
    sourceIds.map(async (sourceId) => {
      let count = 0
      for await (const _ of objectsOfSource(sourceId, date, '', deps)) count++
      return count
    }),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}

async function* objectsOf(
  sourceIds: readonly string[],
  date: string,
  cursor: DayCursor,
  deps: TraceDeps,
): AsyncGenerator<DayObject> {
  for (const sourceId of sourceIds) {
    if (sourceId < cursor.sourceId) continue
    const from = sourceId === cursor.sourceId ? cursor.after : ''
    yield* objectsOfSource(sourceId, date, from, deps)
  }
}

/**
 * Objects with events of the day. They stand under the hour in which their generation was opened: the
 * last one before the day may have some, and what the pipeline held up may be among the next day's.
 */
async function* objectsOfSource(
  sourceId: string,
  date: string,
  from: string,
  deps: TraceDeps,
): AsyncGenerator<DayObject> {
  const prefix = archivePrefix(sourceId)
  const [first, last] = [`${prefix}${folderOf(date, -1)}/23/`, `${prefix}${folderOf(date, 1)}/~`]
  for (let at = from > first ? from : first; ; ) {
    const page = await deps.bucket.list({ prefix, after: at, limit: LIST_LIMIT, times: true })
    for (const object of page.objects) {
      if (object.key > last) return
      if (mayHave(object, date)) yield { sourceId, key: object.key }
    }
    const end = page.objects.at(-1)?.key
    if (!page.more || end === undefined) return
    at = end
  }
}

const folderOf = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '/')

const mayHave = ({ first, last }: ListedObject, date: string): boolean =>
  first === '' || last === '' || (first.slice(0, 10) <= date && last.slice(0, 10) >= date)

async function findInObject(
  { sourceId, key }: DayObject,
  messageId: string,
  deps: TraceDeps,
): Promise<SeenEvent[]> {
  const found: SeenEvent[] = []
  try {
    const text = await deps.bucket.text(key)
    if (text === null) return found
    // As the archive writes it: the bare id may be a word that every event has.
    const words = `"messageId":${JSON.stringify(messageId)}`
    for await (const line of matchingLines(text, words)) {
      const seen = seenInArchive(sourceId, key, line)
      if (seen.messageId === messageId) found.push(seen)
      if (found.length >= MAX_LINES) break
    }
  } catch (error) {
    deps.report({ failed: 'search of an archive object', key, error: String(error) })
  }
  return found
}

async function take<T>(items: AsyncGenerator<T>, count: number): Promise<T[]> {
  const taken: T[] = []
  while (taken.length < count) {
    const { done, value } = await items.next()
    if (done) break
    taken.push(value)
  }
  return taken
}
