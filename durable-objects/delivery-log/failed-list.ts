import { readDeliveryLines } from '../../worker/messages/delivery-body.ts'
import {
  type FailedDelivery,
  type FailedPage,
  type FailedPageRequest,
  parseDeliveryLine,
} from '../../worker/messages/delivery-log-rpc.ts'
import type { CapturedRequest } from '../../worker/messages/delivery-trace-rpc.ts'
import type { Item } from './backlog.ts'
import { countLines, eachLine } from './line-ranges.ts'
import type { DeliveryOutbox } from './outbox.ts'
import { ResultReader } from './results.ts'

const MAX_PAGE = 200

/** Failed deliveries, newest first. A cursor stays good while failures come, go and are moved. */
export async function listFailed(
  outbox: DeliveryOutbox,
  page: FailedPageRequest,
): Promise<FailedPage> {
  const count = Math.min(Math.max(Math.floor(page.count), 1), MAX_PAGE)
  const failed = [...outbox.items('failed')]
  const codes = countCodes(failed)
  const code = page.code ?? null
  const total = code === null ? outbox.failed : (codes.get(code) ?? 0)
  const rest = { total, codes: Object.fromEntries(codes) }
  const results = new ResultReader(outbox.deps.store)
  const bodies = new Map<number, Promise<string[]>>()
  const items: FailedDelivery[] = []
  for (const { item, line, place } of entriesFrom(withCode(failed, code), page.cursor)) {
    if (items.length === count) return { items, next: place, ...rest }
    items.push(await describe(outbox, { item, line, results, bodies }))
  }
  return { items, next: null, ...rest }
}

const withCode = (items: readonly Item[], code: string | null): readonly Item[] =>
  code === null ? items : items.filter((item) => item.code === code)

function countCodes(items: readonly Item[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { code, lines } of items) counts.set(code, (counts.get(code) ?? 0) + countLines(lines))
  return counts
}

/** A place in the list: the time of failure, and how many of that very time come before it. */
function* entriesFrom(
  items: readonly Item[],
  cursor: string | null,
): Generator<{ item: Item; line: number; place: string }> {
  const [fromAt = Number.POSITIVE_INFINITY, skip = 0] = cursor?.split('.').map(Number) ?? []
  const sorted = items
    .filter((item) => item.at <= fromAt)
    .sort(
      (a, b) =>
        b.at - a.at || a.block.id - b.block.id || (a.lines[0] as number) - (b.lines[0] as number),
    )
  let at = -1
  let before = 0
  for (const item of sorted) {
    if (item.at !== at) before = 0
    at = item.at
    const lines = countLines(item.lines)
    if (at === fromAt && before + lines <= skip) {
      before += lines
      continue
    }
    for (const line of eachLine(item.lines)) {
      if (at !== fromAt || before >= skip) yield { item, line, place: `${at}.${before}` }
      before++
    }
  }
}

async function describe(
  outbox: DeliveryOutbox,
  entry: {
    item: Item
    line: number
    results: ResultReader
    bodies: Map<number, Promise<string[]>>
  },
): Promise<FailedDelivery> {
  const { item, line, results, bodies } = entry
  const { block } = item
  // Read before anything is awaited: its generation may be replaced meanwhile.
  const result = results.resultOf(item)
  let body = bodies.get(block.id)
  if (!body) {
    body = readDeliveryLines(outbox.deps.store.body(block.generation.id, block.id))
    bodies.set(block.id, body)
  }
  const { acceptId, messageId, type, json } = parseDeliveryLine((await body)[line] ?? '')
  return {
    id: acceptId,
    acceptId,
    messageId,
    type,
    code: item.code,
    status: result?.status ?? null,
    message: result?.message ?? '',
    response: result?.response ?? '',
    request: result?.request ? withoutAnswer(result.request) : null,
    attempts: item.attempts,
    failedAt: new Date(item.at).toISOString(),
    event: JSON.parse(json),
  }
}

const withoutAnswer = ({ answer: _, ...request }: CapturedRequest): CapturedRequest => request
