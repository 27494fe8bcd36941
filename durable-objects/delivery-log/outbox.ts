import type {
  DeliveryAppend,
  DeliveryTotals,
  SettleRequest,
} from '../../worker/messages/delivery-log-rpc.ts'
import type { MetricsAnswer, MetricsQuestion } from '../../worker/messages/delivery-metrics-rpc.ts'
import {
  applyAppend,
  applyMoved,
  applySettle,
  type Block,
  type Generation,
  type Item,
  newGeneration,
} from './backlog.ts'
import { decide } from './decisions.ts'
import { Dispatcher, LEASE_MS } from './dispatcher.ts'
import { itemsOf } from './items.ts'
import { KnownRecords } from './known-records.ts'
import { FacetReader, LineFacets } from './line-facets.ts'
import { countLines, pushRange } from './line-ranges.ts'
import type { StoredHour } from './metrics.ts'
import { answerQuestions, hoursOf } from './metrics-answer.ts'
import { countRouted, metricsOf } from './metrics-of.ts'
import { MetricsTable } from './metrics-table.ts'
import {
  type AppendRow,
  type MovedRow,
  type RecordRuns,
  recordsOf,
  type SettleRow,
} from './rows.ts'
import { keepSamples, type Samples } from './samples-table.ts'
import { planSettle, type SettleDraft } from './settle-plan.ts'
import type { DeliveryStore, GenerationKind, KeptReceipts } from './store.ts'
import { Totals } from './totals.ts'

const SEAL_BYTES = 8_000_000
/** A long backlog is kept in fewer, larger generations. */
const LARGE_BACKLOG_BYTES = 256_000_000
const SEAL_BYTES_LARGE = 32_000_000
export const SEAL_AFTER_MS = { flow: 10 * 60_000, kept: 24 * 3_600_000 } as const

export interface OutboxDeps {
  store: DeliveryStore
  now: () => number
  random: () => number
  newLeaseId: () => string
  /** Above it the oldest events fail as `backlog_full`. */
  maxBytes: number
}

/**
 * One destination's events, from append to their final result. Every change is a row first and then
 * applied to the state in memory; a new instance over the same store applies the same rows and comes
 * to the same state. Nothing here waits: between two calls the log is consistent.
 */
export class DeliveryOutbox {
  readonly generations = new Map<number, Generation>()
  readonly dispatcher: Dispatcher
  readonly deps: OutboxDeps
  /** Newest configuration version that events were routed by. */
  version = 0
  windowMs = 4 * 3_600_000
  readonly metrics: MetricsTable
  private readonly known = new KnownRecords()
  private readonly facets: FacetReader
  private readonly open: Record<GenerationKind, Generation | null> = { flow: null, kept: null }
  /** Of rows and generations alike. */
  private nextNumber: number

  constructor(deps: OutboxDeps) {
    this.deps = deps
    this.dispatcher = new Dispatcher(deps.newLeaseId)
    this.facets = new FacetReader(deps.store)
    this.metrics = new MetricsTable(deps.store.sql)
    let last = 0
    for (const [log, records] of deps.store.known()) this.known.import(log, records)
    for (const stored of deps.store.generations()) {
      const generation = newGeneration(stored)
      this.generations.set(generation.id, generation)
      this.load(generation)
      last = Math.max(last, generation.id, generation.lastSeq)
      const previous = this.open[generation.kind]
      if (previous) previous.sealedAt = deps.now()
      this.open[generation.kind] = generation
    }
    // Numbers must not come again when every table has been dropped: a late settle would hit a
    // stranger, and archived receipts would be written over.
    this.nextNumber = Math.max(last + 1, deps.store.nextNumber())
  }

  private load(generation: Generation): void {
    let block: Block | undefined
    for (const { seq, row, bytes } of this.deps.store.rows(generation.id)) {
      generation.bytes += bytes
      generation.lastSeq = Math.max(generation.lastSeq, seq)
      if (row === null && block) block.bytes += bytes
      if (row?.k === 'append') {
        this.learn(row)
        applyAppend(generation, seq, row, bytes, this.events)
        this.countRouted(generation, seq, row)
      } else if (row?.k === 'moved') applyMoved(generation, seq, row, bytes, this.events)
      else if (row?.k === 'settle') applySettle(generation, seq, row, this.events)
      if (row !== null) block = generation.blocks.get(seq)
    }
  }

  private readonly events = {
    ready: (item: Item) => this.dispatcher.schedule.addReady(item),
    waiting: (item: Item) => this.dispatcher.schedule.addWaiting(item),
  }

  private learn(row: AppendRow): void {
    this.version = Math.max(this.version, row.version)
    this.known.raiseLow(row.log, row.low)
    for (const { log, segment, position } of recordsOf(row.records)) {
      this.known.add(log, segment, position)
    }
  }

  /** Keeps the events that are new. Repeating an append, or a part of it, changes nothing. */
  append(request: DeliveryAppend): void {
    const records = request.units.map(({ segment, positions }): RecordRuns[number] => {
      return [request.log, segment, rangesInOrder(positions)]
    })
    this.known.raiseLow(request.log, request.low)
    const { live, lines } = this.newLines(records)
    if (countLines(live) === 0) return
    this.makeRoom(request.body.byteLength)
    const row: AppendRow = {
      v: 1,
      k: 'append',
      at: this.deps.now(),
      log: request.log,
      low: request.low,
      version: request.version,
      lines,
      chars: request.bytes,
      live,
      records,
      books: request.books,
      ...(request.facets && { facets: request.facets }),
    }
    const generation = this.openGeneration('flow')
    const { seq, bytes } = this.insert(generation, row, request.body)
    this.learn(row)
    applyAppend(generation, seq, row, bytes, this.events)
    this.countRouted(generation, seq, row)
  }

  private countRouted(generation: Generation, seq: number, row: AppendRow): void {
    const facets = new LineFacets(row.lines, row.books, row.facets)
    countRouted(generation.metrics, row, this.facets.keep(seq, facets))
  }

  private newLines(records: RecordRuns): { live: number[]; lines: number } {
    const live: number[] = []
    const seen = new Set<string>()
    let lines = 0
    for (const { log, segment, position } of recordsOf(records)) {
      const id = `${segment}.${position}`
      if (!this.known.has(log, segment, position) && !seen.has(id)) pushRange(live, lines, 1)
      seen.add(id)
      lines++
    }
    return { live, lines }
  }

  /** Idempotent: see `planSettle`. */
  settle(request: SettleRequest): void {
    const { now, random } = this.deps
    const lease = this.dispatcher.leases.get(request.lease)
    // Without its lease the attempt's own clock has to do, within what an attempt can take.
    const startedAt =
      lease?.readAt ?? Math.min(Math.max(request.startedAt, now() - LEASE_MS), now())
    const { rows, summary } = planSettle({
      request,
      find: (id) => this.findBlock(id),
      now: now(),
      startedAt,
      windowMs: this.windowMs,
      random,
    })
    this.writeResults([...rows])
    if (!lease) return
    this.dispatcher.note(lease, summary)
    if (!request.more) this.dispatcher.finish(lease, now())
  }

  /** Writes rows of results and applies them, all or none. */
  writeResults(drafts: readonly [Generation, SettleDraft][]): void {
    if (drafts.length === 0) return
    const rows = drafts.map(([generation, { ages, ...row }]): [Generation, SettleRow] => {
      const metrics = metricsOf(row, generation, (block) => this.facets.of(block), ages)
      return [generation, { ...row, metrics }]
    })
    const written = this.deps.store.transaction(() =>
      rows.map(([generation, row]) => ({ generation, row, ...this.insert(generation, row, null) })),
    )
    for (const { generation, row, seq } of written) applySettle(generation, seq, row, this.events)
  }

  /** Every unfinished, or every failed, item; a scan, so not for the ordinary course of things. */
  *items(which: 'working' | 'failed'): Generator<Item> {
    for (const generation of this.generations.values()) yield* itemsOf(generation, which)
  }

  findBlock(id: number): Block | undefined {
    for (const generation of this.generations.values()) {
      const block = generation.blocks.get(id)
      if (block) return block
    }
    return undefined
  }

  totals(destinationId: string, range: { from: string; to: string }): DeliveryTotals {
    const totals = new Totals()
    for (const [hour, counts] of this.deps.store.hours(range.from, range.to)) {
      totals.addHour(hour, counts)
    }
    for (const generation of this.generations.values()) totals.merge(generation.totals)
    return totals.answer(destinationId, range)
  }

  /** What the metrics say to some questions. */
  answer(questions: readonly MetricsQuestion[]): MetricsAnswer[] {
    return answerQuestions(questions, this.metricHours(hoursOf(questions)))
  }

  private *metricHours(range: { from: string; to: string }): Generator<[string, StoredHour]> {
    yield* this.metrics.between(range.from, range.to)
    for (const { metrics } of this.generations.values()) {
      for (const [hour, counts] of metrics.hours) {
        if (hour >= range.from && hour < range.to) yield [hour, counts.toStored()]
      }
    }
  }

  get bytes(): number {
    let bytes = 0
    for (const generation of this.generations.values()) bytes += generation.bytes
    return bytes
  }

  get working(): number {
    let events = 0
    for (const generation of this.generations.values()) events += generation.working
    return events
  }

  get failed(): number {
    let events = 0
    for (const generation of this.generations.values()) events += generation.failed
    return events
  }

  /** The generation to write to, after sealing one that is large or old enough. */
  openGeneration(kind: GenerationKind): Generation {
    this.sealIfDue(kind)
    const open = this.open[kind]
    if (open) return open
    const generation = newGeneration({
      id: this.nextNumber++,
      kind,
      openedAt: this.deps.now(),
      archivedSeq: 0,
    })
    this.deps.store.openGeneration(generation)
    this.generations.set(generation.id, generation)
    this.open[kind] = generation
    return generation
  }

  sealIfDue(kind: GenerationKind): void {
    const open = this.open[kind]
    if (!open) return
    const limit = this.bytes > LARGE_BACKLOG_BYTES ? SEAL_BYTES_LARGE : SEAL_BYTES
    const old = this.deps.now() >= open.openedAt + SEAL_AFTER_MS[kind]
    if (open.lastSeq > 0 && (open.bytes >= limit || old)) this.seal(open)
  }

  seal(generation: Generation): void {
    generation.sealedAt ??= this.deps.now()
    if (this.open[generation.kind] === generation) this.open[generation.kind] = null
  }

  /** Writes a row; the caller applies it once the transaction around it is through. */
  private insert(
    generation: Generation,
    row: AppendRow | SettleRow | MovedRow,
    body: Uint8Array | null,
  ) {
    const seq = this.nextNumber
    const { bytes, nextSeq } = this.deps.store.insert(generation.id, seq, row, body)
    this.nextNumber = nextSeq
    generation.bytes += bytes
    return { seq, bytes }
  }

  /**
   * Replaces a generation by what has to stay of it, in one transaction: its unfinished and failed
   * events as new blocks, its counts in the hours, its records where repeats are recognised.
   */
  replace(
    generation: Generation,
    moved: readonly { row: MovedRow; body: Uint8Array }[],
    final: Totals,
    samples: Samples = new Map(),
  ): void {
    this.seal(generation)
    const { store } = this.deps
    const target = moved.length > 0 ? this.openGeneration('kept') : null
    const written = store.transaction(() => {
      for (const [hour, counts] of final.byHour()) store.addToHour(hour, counts)
      this.metrics.add(generation.metrics, this.deps.now())
      keepSamples(store.sql, samples, this.deps.now())
      for (const log of generation.logs) store.keepKnown(log, this.known.export(log))
      if (generation.lastSettleSeq > 0) store.keepReceipts(receiptsOf(generation, this.deps.now()))
      store.dropGeneration(generation.id)
      store.keepNextNumber(this.nextNumber)
      if (target === null) return []
      return moved.map(({ row, body }) => ({ target, row, ...this.insert(target, row, body) }))
    })
    this.forget(generation)
    for (const { target, row, seq, bytes } of written) {
      applyMoved(target, seq, row, bytes, this.events)
    }
  }

  private forget(generation: Generation): void {
    this.generations.delete(generation.id)
    for (const block of generation.blocks.values()) {
      for (const item of block.items) item.state = 'gone'
    }
  }

  private makeRoom(bytes: number): void {
    while (this.bytes + bytes > this.deps.maxBytes) {
      const victim = this.oldest()
      if (!victim) return
      this.evict(victim)
    }
  }

  /** Failed events have had their chance, so generations with nothing else go first. */
  private oldest(): Generation | undefined {
    const all = [...this.generations.values()].filter((generation) => generation.lastSeq > 0)
    return all.find((generation) => generation.working === 0) ?? all[0]
  }

  /** Drops a generation with all that is in it; its unfinished events fail as `backlog_full`. */
  evict(generation: Generation): void {
    decide(this, [...itemsOf(generation, 'working')], () => ({
      outcome: 'failed',
      code: 'backlog_full',
    }))
    this.onEvict(generation)
    this.replace(generation, [], generation.totals)
  }

  /** Called before an evicted generation's rows are gone, so that its receipts can be saved. */
  onEvict: (generation: Generation) => void = () => {}
}

const receiptsOf = (generation: Generation, droppedAt: number): KeptReceipts => ({
  generation: generation.id,
  openedAt: generation.openedAt,
  droppedAt,
  reach: generation.reach.export(),
})

/** Positions as ranges without changing their order, which is that of the lines. */
function rangesInOrder(positions: readonly number[]): number[] {
  const ranges: number[] = []
  for (const position of positions) pushRange(ranges, position, 1)
  return ranges
}
