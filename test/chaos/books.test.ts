import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BooksAnswer } from '../../worker/api/contract/books.ts'
import { sealGeneration, waitForArchive } from '../harness/archive.ts'
import { eventually } from '../harness/eventually.ts'
import { type Delivery, type Receiver, startReceiver } from '../harness/receiver.ts'
import { type Service, startService } from '../harness/service.ts'
import { openWorkspace, type TestSource, type Workspace } from '../harness/workspace.ts'
import {
  type ArchivedHour,
  type ArchiveLine,
  booksOfArchive,
  passedEvent,
} from './archived-books.ts'
import {
  BLOCKED_EVENT,
  BLOCKED_TRAIT,
  CONSENT_CATEGORY,
  DROPPED_EVENT,
  KEPT_AWAY_EVENT,
  KINDS,
  MAPPINGS,
  type MixedLoad,
  SECRET,
  startMixedLoad,
} from './mixed-load.ts'

/**
 * Everything at once that can happen to an event: sent twice, refused, blocked, trimmed, filtered,
 * delivered, refused by its destination, requeued, stuck, given up; and the whole service killed in the
 * middle of it. Then three bookkeepers are held against each other, hour by hour: the API's books, what
 * the archive holds, and what the clients sent and the webhooks got.
 */

const KILLS = 3
const ACKNOWLEDGED_PER_ROUND = 200
/** Events right before a kill, and how long before: now and then it finds a pipeline run half done. */
const BURST = 700
const KILL_AFTER_MS = [20, 50, 90]
const SEED = 20_261_123

let service: Service
let workspace: Workspace
let source: TestSource
let filler: TestSource
let load: MixedLoad

/** Takes everything. Kept from some events by a control. */
let steady: { id: string; receiver: Receiver }
/** Fails every third request, each time in another way. */
let flapping: { id: string; receiver: Receiver }
/** Refuses some events for good, and some until it is mended. */
let choosy: { id: string; receiver: Receiver }
/** Never takes anything. Kept from some events by a control. */
let dead: { id: string; receiver: Receiver }
/** Never takes anything either, and is switched off half way. */
let leaving: { id: string; receiver: Receiver }
/** Takes everything, by mappings; has a filter and a consent category. */
let mapped: { id: string; receiver: Receiver }

const FAILURES = [500, 429, 'reset', 503] as const
const hashOf = (messageId: string) => [...messageId].reduce((sum, c) => sum + c.charCodeAt(0), 0)
const isStubborn = (messageId: string) => hashOf(messageId) % 11 === 0
const isRefusedAtFirst = (messageId: string) => hashOf(messageId) % 11 === 1
const idOf = ({ events }: Delivery) => events[0]?.messageId ?? ''

beforeAll(async () => {
  // Rings without a pause: a kill is to find work half done.
  service = await startService({ vars: { LEASE_MS: '3000', RING_INTERVAL_MS: '10' } })
  workspace = openWorkspace(service)
  source = await workspace.createSource()
  filler = await workspace.createSource()
  const connect = async (settings: Record<string, unknown>) => {
    const receiver = await startReceiver()
    return { id: await workspace.createWebhook(source, receiver.url, settings), receiver }
  }
  steady = await connect({})
  flapping = await connect({ batch: true })
  choosy = await connect({})
  dead = await connect({ batch: true })
  leaving = await connect({ batch: true })
  mapped = await connectMapped()
  flapping.receiver.answerWith((_, attempt) =>
    attempt % 3 === 0 ? (FAILURES[attempt % FAILURES.length] ?? 500) : 200,
  )
  choosy.receiver.answerWith((delivery) => {
    if (isStubborn(idOf(delivery))) return 422
    return isRefusedAtFirst(idOf(delivery)) ? 400 : 200
  })
  dead.receiver.answerWith(() => 'reset')
  leaving.receiver.answerWith(() => 503)
  await workspace.call('PATCH', `/sources/${source.id}/schema/controls`, {
    changes: [
      { control: 'event', name: BLOCKED_EVENT, allowed: false },
      { control: 'screen', allowed: false },
      { control: 'trait', kind: 'identify', path: BLOCKED_TRAIT, allowed: false },
      ...[steady.id, dead.id].map((destinationId) => ({
        control: 'destination',
        name: KEPT_AWAY_EVENT,
        destinationId,
        allowed: false,
      })),
    ],
  })
})
afterAll(async () => {
  await service?.stop()
  for (const one of [steady, flapping, choosy, dead, leaving, mapped]) await one?.receiver.stop()
})

async function connectMapped() {
  const receiver = await startReceiver()
  const { data } = await workspace.call<{ data: { destination: { id: string } } }>(
    'POST',
    '/destinations',
    {
      sourceId: source.id,
      metadataId: 'actions-webhook',
      enabled: true,
      settings: {},
      consentCategories: [CONSENT_CATEGORY],
      mappings: Object.entries(MAPPINGS).map(([name, trigger]) => ({
        name,
        actionId: 'send',
        trigger,
        enabled: true,
        settings: {
          url: `${receiver.url}/${name}`,
          method: 'POST',
          data: { '@path': '$.' },
          enable_batching: true,
        },
      })),
    },
  )
  const { id } = data.destination
  await workspace.call('POST', `/destination/${id}/filters`, {
    sourceId: source.id,
    title: 'Not these',
    if: `event = '${DROPPED_EVENT}'`,
    actions: [{ type: 'DROP' }],
    enabled: true,
  })
  return { id, receiver }
}

async function readBooks() {
  const { data } = await workspace.call<{ data: BooksAnswer }>(
    'GET',
    `/books?sourceId=${source.id}`,
  )
  const [books] = data.sources
  if (!books) throw new Error('no books of the source')
  const of = ({ id }: { id: string }) => {
    const found = data.destinations.find(({ destinationId }) => destinationId === id)
    if (!found) throw new Error(`no books of ${id}`)
    return found
  }
  return { source: books, of }
}
type Books = Awaited<ReturnType<typeof readBooks>>

/** Nothing is on its way any more, but to the destination that never takes anything. */
const untilQuiet = () =>
  eventually(
    'everything to have come to rest',
    async () => {
      const books = await readBooks()
      const waiting = [steady, flapping, choosy, leaving, mapped].map((one) => {
        const { outcomes, routed, taken } = books.of(one)
        return outcomes.pending.count + outcomes['awaiting retry'].count + Math.abs(routed - taken)
      })
      if (books.source['in pipeline'] === 0 && waiting.every((count) => count === 0)) return books
      throw new Error(`in pipeline ${books.source['in pipeline']}, waiting ${waiting.join(' ')}`)
    },
    60_000,
  )

describe('the books', () => {
  let lines: ArchiveLine[]
  let archived: Map<string, ArchivedHour>
  let books: Books

  it('of a service that is killed again and again come to rest', { timeout: 240_000 }, async () => {
    load = startMixedLoad(service, source, SEED)
    for (let round = 1; round <= KILLS; round++) {
      const wanted = load.acknowledged.size + ACKNOWLEDGED_PER_ROUND
      await eventually(`${wanted} events acknowledged`, () =>
        load.acknowledged.size >= wanted ? true : undefined,
      )
      await load.burst(BURST)
      await sleep(KILL_AFTER_MS[round % KILL_AFTER_MS.length] ?? 0)
      await service.kill9()
      await service.restart()
      if (round === 1)
        await workspace.call('PATCH', `/destinations/${leaving.id}`, { enabled: false })
    }
    await load.stop()
    expect(load.refusals).toEqual([])
    flapping.receiver.answerWith(() => 200)
    // Requests that found no log in time wait in the bucket for the cron job.
    await service.scheduled()
    await untilQuiet()
    await requeue()
    books = await untilQuiet()
    await sealGeneration(service, filler)
    const archivedTexts = await waitForArchive(service, source, [...load.acknowledged.keys()])
    lines = archivedTexts.map((text) => JSON.parse(text) as ArchiveLine)
    archived = booksOfArchive(lines)
    const { received, outcomes } = books.source
    const counts = Object.entries(outcomes).map(([outcome, { count }]) => `${count} ${outcome}`)
    console.log(`${received} received over ${KILLS + 1} kills: ${counts.join(', ')}`)
  })

  /** What was refused with 400 is put back, and the service dies with the answer just given. */
  async function requeue() {
    choosy.receiver.answerWith((delivery) => (isStubborn(idOf(delivery)) ? 422 : 200))
    const { data } = await workspace.call<{ data: { requeued: number } }>(
      'POST',
      `/destinations/${choosy.id}/failed-deliveries/requeue`,
      { code: '400' },
    )
    await service.kill9()
    expect(data.requeued).toBe(passing().filter(isRefusedAtFirst).length)
    await service.restart()
  }

  it('balance in every hour, for the source and for each destination', () => {
    expect(books.source.balanced).toBe(true)
    for (const hour of books.source.hours) expect(hour.balanced, hour.hour).toBe(true)
    for (const one of [steady, flapping, choosy, dead, leaving, mapped]) {
      const destination = books.of(one)
      expect(destination.balanced).toBe(true)
      for (const hour of destination.hours) {
        expect(hour.balanced, `${one.id} ${hour.hour}`).toBe(true)
        const source = books.source.hours.find((other) => other.hour === hour.hour)
        const decided = hour.routed + hour['filtered at destination'].count
        // One that is switched off is not counted from then on.
        if (one === leaving) expect(decided).toBeLessThan(source?.outcomes.passed.count ?? 0)
        else expect(decided).toBe(source?.outcomes.passed.count)
      }
    }
  })

  it('say of every hour what the archive says', () => {
    expect(books.source.hours.map(({ hour }) => hour)).toEqual([...archived.keys()].sort())
    for (const hour of books.source.hours) {
      const expected = archived.get(hour.hour)
      expect(hour.received).toBe(expected?.received)
      expect(reasonsOf(hour.outcomes)).toEqual(expected?.outcomes)
      for (const one of [steady, flapping, choosy, dead, leaving, mapped]) {
        const counted = books.of(one).hours.find((other) => other.hour === hour.hour)
        expect({
          routed: counted?.routed ?? 0,
          filtered: counted?.['filtered at destination'].reasons ?? {},
        }).toEqual(expected?.destinations[one.id] ?? { routed: 0, filtered: {} })
      }
    }
  })

  it('count each event that clients were told is kept once, as what it is', () => {
    const count = (outcome: string, code = '') =>
      [...load.acknowledged.values()].filter((kind) => {
        const stopped = KINDS[kind]?.stoppedBy
        return (stopped?.outcome ?? 'passed') === outcome && (stopped?.code ?? '') === code
      }).length
    const { outcomes } = books.source
    expect(outcomes.passed.count).toBe(count('passed'))
    expect(outcomes['filtered at source'].reasons).toEqual({
      event_setting: count('filtered at source', 'event_setting'),
    })
    expect(outcomes['dead-lettered'].count).toBe(0)
    expect(outcomes.suppressed.count).toBe(0)
  })

  it('count every copy that was sent, refused ones as often as they came', () => {
    const all = [...load.copies.values()]
    const sure = all.reduce((sum, copies) => sum + copies.sure, 0)
    const unsure = all.reduce((sum, copies) => sum + copies.unsure, 0)
    const { received, outcomes } = books.source
    expect(received).toBeGreaterThanOrEqual(sure)
    expect(received).toBeLessThanOrEqual(sure + unsure)
    for (const [kind, { stoppedBy }] of Object.entries(KINDS)) {
      if (stoppedBy?.outcome !== 'failed on ingest') continue
      const copies = load.copies.get(kind) ?? { sure: 0, unsure: 0 }
      const counted = outcomes['failed on ingest'].reasons[stoppedBy.code] ?? 0
      expect(counted, kind).toBeGreaterThanOrEqual(copies.sure)
      expect(counted, kind).toBeLessThanOrEqual(copies.sure + copies.unsure)
    }
    const once = outcomes.passed.count + outcomes['filtered at source'].count
    expect(outcomes.duplicate.count).toBe(received - once - outcomes['failed on ingest'].count)
    expect(outcomes.duplicate.count).toBeGreaterThan(0)
  })

  it('count for each destination what its webhook got, hour by hour', () => {
    for (const [one, wanted] of [
      [steady, passing({ isKeptAway: true })],
      [flapping, passing()],
      [choosy, passing().filter((id) => !isStubborn(id))],
      [dead, []],
      [leaving, []],
      [mapped, passingMapped()],
    ] as const) {
      expect([...one.receiver.counts().keys()].sort()).toEqual([...wanted].sort())
      const perHour = deliveredPerHour(one.receiver)
      for (const { hour, outcomes } of books.of(one).hours) {
        expect(outcomes.delivered.count, `${one.id} ${hour}`).toBe(perHour.get(hour)?.size ?? 0)
      }
    }
  })

  it('keep what was not delivered: waiting, refused, given up', () => {
    const stuck = books.of(dead)
    expect(stuck.routed).toBe(passing({ isKeptAway: true }).length)
    expect(stuck.outcomes.pending.count + stuck.outcomes['awaiting retry'].count).toBe(stuck.routed)

    const refused = books.of(choosy)
    const stubborn = passing().filter(isStubborn).length
    expect(refused.outcomes['failed delivery'].reasons).toEqual({ 422: stubborn })

    const left = books.of(leaving)
    expect(left.routed).toBeGreaterThan(0)
    expect(left.outcomes['failed delivery'].reasons).toEqual({ destination_disabled: left.routed })
  })

  it('filter by calls and controls what they name', () => {
    const kindCount = (wanted: (kind: string) => boolean) =>
      [...load.acknowledged.values()].filter(wanted).length
    const byReason = (key: 'filteredEverywhere' | 'filteredByControl', reason: string) =>
      kindCount((kind) => KINDS[kind]?.[key] === reason)
    const everywhere = {
      FILTERED_BY_INTEGRATIONS_OBJECT: byReason(
        'filteredEverywhere',
        'FILTERED_BY_INTEGRATIONS_OBJECT',
      ),
      MESSAGE_SENT_CLIENT_SIDE: byReason('filteredEverywhere', 'MESSAGE_SENT_CLIENT_SIDE'),
    }
    const controlled = {
      ...everywhere,
      FILTERED_BY_EVENT_SETTING: byReason('filteredByControl', 'FILTERED_BY_EVENT_SETTING'),
    }
    const reasons = (one: { id: string }) => books.of(one)['filtered at destination'].reasons
    expect(reasons(flapping)).toEqual(everywhere)
    expect(reasons(choosy)).toEqual(everywhere)
    expect(reasons(steady)).toEqual(controlled)
    expect(reasons(dead)).toEqual(controlled)
  })

  it('count what consent, filters and triggers keep from the destination with mappings', () => {
    const kinds = [...load.acknowledged.values()].filter((kind) => !KINDS[kind]?.stoppedBy)
    const reasons: Record<string, number> = {}
    for (const kind of kinds) {
      const reason = KINDS[kind]?.filteredFromMapped
      if (reason !== undefined) reasons[reason] = (reasons[reason] ?? 0) + 1
    }
    expect(Object.keys(reasons)).toHaveLength(4)
    const counted = books.of(mapped)
    expect(counted['filtered at destination'].reasons).toEqual(reasons)
    expect(counted.routed).toBe(passingMapped().length)
    expect(counted.outcomes.delivered.count).toBe(counted.routed)
  })

  it('count an event once that two mappings send', () => {
    const by = (name: string) =>
      new Set(
        mapped.receiver.deliveries
          .filter(({ url }) => url.endsWith(`/${name}`))
          .flatMap(({ events }) => events.map(({ messageId }) => messageId)),
      )
    const kindsOf = (ids: Iterable<string>) =>
      [...new Set([...ids].map((id) => load.acknowledged.get(id)))].sort()
    expect(kindsOf(by('totals'))).toEqual(['identify', 'track'])
    expect(kindsOf(by('calls'))).not.toContain('identify')
    const both = passingMapped().filter((id) => load.acknowledged.get(id) === 'track')
    expect(both.every((id) => by('calls').has(id) && by('totals').has(id))).toBe(true)
  })

  it('go with events without the blocked trait, which the archive keeps', () => {
    const sent = [steady, flapping, choosy, mapped].flatMap(({ receiver }) => receiver.deliveries)
    expect(sent.filter(({ body }) => body.includes(SECRET))).toEqual([])
    const identifies = lines.filter(({ event }) => event?.type === 'identify')
    expect(identifies.length).toBeGreaterThan(0)
    for (const line of identifies) {
      expect(JSON.stringify(line.event)).toContain(SECRET)
      expect(JSON.stringify(passedEvent(line))).not.toContain(SECRET)
    }
  })
})

/** Ids of events that some destination gets. */
const passing = ({ isKeptAway = false } = {}): string[] =>
  [...load.acknowledged]
    .filter(([, name]) => {
      const kind = KINDS[name]
      if (kind?.stoppedBy || kind?.filteredEverywhere) return false
      return !(isKeptAway && kind?.filteredByControl)
    })
    .map(([id]) => id)

/** Ids of events that the destination with mappings gets. */
const passingMapped = (): string[] =>
  [...load.acknowledged]
    .filter(([, name]) => !KINDS[name]?.stoppedBy && !KINDS[name]?.filteredFromMapped)
    .map(([id]) => id)

function reasonsOf(outcomes: Record<string, { count: number; reasons: Record<string, number> }>) {
  const counted = Object.entries(outcomes).filter(([, { count }]) => count > 0)
  return Object.fromEntries(counted.map(([outcome, { reasons }]) => [outcome, reasons]))
}

/** A crash may bring an event a second time: it is delivered once in the books. */
function deliveredPerHour({ deliveries }: Receiver): Map<string, Set<string>> {
  const hours = new Map<string, Set<string>>()
  for (const { messageId, receivedAt } of deliveries.flatMap(({ events }) => events)) {
    const hour = String(receivedAt).slice(0, 13)
    hours.set(hour, (hours.get(hour) ?? new Set()).add(messageId))
  }
  return hours
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
