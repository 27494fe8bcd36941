import { acceptIdOf } from '../../worker/archive/object-key.ts'
import type { RequeueJobState, RequeueOrder } from '../../worker/messages/delivery-log-rpc.ts'
import type { Block, Item } from './backlog.ts'
import { decide } from './decisions.ts'
import { countLines, intersect, splitRanges } from './line-ranges.ts'
import type { DeliveryOutbox } from './outbox.ts'
import { recordsOf } from './rows.ts'

/** What one step does at most: the log answers its other callers between two of them. */
const MAX_SLICE_EVENTS = 2000
const MAX_SLICE_ITEMS = 500
const MAX_SLICE_BLOCKS = 100
const MAX_JOBS_KEPT = 50

interface StoredJob extends RequeueJobState {
  v: 1
  ids: string[] | null
  /** Failures that came later are not meant: what fails again would be sent without end. */
  until: number
  /** For chosen ids: the last block that was looked through. */
  block: number
}

export interface RequeueJobsDeps {
  outbox: DeliveryOutbox
  now: () => number
  newId: () => string
}

/**
 * Puts failed deliveries back among the pending, with their attempts counted afresh, a slice at a time. A job
 * is a row, written with the results of each slice: one that a crash interrupted goes on where it was.
 */
export class RequeueJobs {
  private readonly deps: RequeueJobsDeps
  private readonly sql: SqlStorage
  /** Oldest first. */
  private readonly jobs: StoredJob[]

  constructor(deps: RequeueJobsDeps) {
    this.deps = deps
    this.sql = deps.outbox.deps.store.sql
    this.jobs = this.sql
      .exec<{ data: string }>('SELECT data FROM requeue_jobs ORDER BY created_at, id')
      .toArray()
      .map(({ data }) => JSON.parse(data) as StoredJob)
  }

  get running(): boolean {
    return this.next() !== undefined
  }

  /** Begins a job and does its first slice, which is all there is to most of them. */
  start({ ids, code }: RequeueOrder): RequeueJobState {
    const now = this.deps.now()
    const job: StoredJob = {
      v: 1,
      id: this.deps.newId(),
      state: 'running',
      code,
      selected: ids !== null,
      ids: ids && [...new Set(ids)],
      total: 0,
      done: 0,
      createdAt: new Date(now).toISOString(),
      endedAt: null,
      until: now,
      block: 0,
    }
    const candidates = [...this.candidates(job)]
    const failed = candidates.reduce((sum, { lines }) => sum + countLines(lines), 0)
    job.total = job.ids === null ? failed : Math.min(job.ids.length, failed)
    this.jobs.push(job)
    this.forgetOld()
    this.write(job)
    if (this.next() === job) this.step()
    return show(job)
  }

  /** Does one slice of the oldest job that is not done. */
  step(): void {
    const job = this.next()
    if (!job) return
    const { items, more } = job.ids === null ? this.nextItems(job) : this.nextChosen(job)
    const { outbox } = this.deps
    const before = outbox.failed
    if (items.length > 0) decide(outbox, items, () => ({ outcome: 'requeued', code: '' }))
    job.done += before - outbox.failed
    // What an order names may have been sent again, or forgotten, before its turn came.
    if (!more) this.end(job, 'done')
    this.write(job)
  }

  /** What was put back stays so. Null when there is no such job; one that has ended stays as it is. */
  cancel(id: string): RequeueJobState | null {
    const job = this.jobs.find((candidate) => candidate.id === id)
    if (job?.state === 'running') {
      this.end(job, 'cancelled')
      this.write(job)
    }
    return job ? show(job) : null
  }

  get(id: string): RequeueJobState | null {
    const job = this.jobs.find((candidate) => candidate.id === id)
    return job ? show(job) : null
  }

  /** The latest first. */
  list(): RequeueJobState[] {
    return this.jobs.toReversed().map(show)
  }

  private next(): StoredJob | undefined {
    return this.jobs.find(({ state }) => state === 'running')
  }

  private end(job: StoredJob, state: 'done' | 'cancelled'): void {
    job.state = state
    job.endedAt = new Date(this.deps.now()).toISOString()
    if (state === 'done') job.total = job.done
    if (job.ids !== null) job.ids = []
  }

  private *candidates(job: StoredJob): Generator<Item> {
    for (const item of this.deps.outbox.items('failed')) {
      if (item.at <= job.until && (job.code === null || item.code === job.code)) yield item
    }
  }

  private nextItems(job: StoredJob): { items: Item[]; more: boolean } {
    const items: Item[] = []
    let room = Math.min(MAX_SLICE_EVENTS, job.total - job.done)
    for (const item of this.candidates(job)) {
      if (room <= 0 || items.length === MAX_SLICE_ITEMS) break
      const count = countLines(item.lines)
      items.push(count <= room ? item : { ...item, lines: splitRanges(item.lines, room)[0] })
      room -= count
    }
    const taken = items.reduce((sum, { lines }) => sum + countLines(lines), 0)
    return { items, more: taken > 0 && job.done + taken < job.total }
  }

  /**
   * By the order of the blocks; what is moved meanwhile comes to stand behind them all, and is met there.
   */
  private nextChosen(job: StoredJob): { items: Item[]; more: boolean } {
    const wanted = new Set(job.ids)
    const byBlock = new Map<Block, Item[]>()
    for (const item of this.candidates(job)) {
      if (item.block.id <= job.block) continue
      byBlock.set(item.block, [...(byBlock.get(item.block) ?? []), item])
    }
    const blocks = [...byBlock.keys()].sort((a, b) => a.id - b.id)
    const items: Item[] = []
    for (const block of blocks.slice(0, MAX_SLICE_BLOCKS)) {
      const lines = this.linesOf(block, wanted)
      for (const item of byBlock.get(block) ?? []) {
        const both = intersect(item.lines, lines)
        if (both.length > 0) items.push({ ...item, lines: both })
      }
      job.block = block.id
    }
    const found = items.reduce((sum, { lines }) => sum + countLines(lines), 0)
    return { items, more: blocks.length > MAX_SLICE_BLOCKS && job.done + found < wanted.size }
  }

  private linesOf(block: Block, wanted: ReadonlySet<string>): number[] {
    const row = this.deps.outbox.deps.store.row(block.generation.id, block.id)
    if (row === null || row.k === 'settle') return []
    const lines: number[] = []
    let line = 0
    for (const { log, segment, position } of recordsOf(row.records)) {
      if (wanted.has(acceptIdOf(log, segment, position))) lines.push(line, 1)
      line++
    }
    return lines
  }

  private write(job: StoredJob): void {
    this.sql.exec(
      'INSERT INTO requeue_jobs (id, created_at, data) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET data = excluded.data',
      job.id,
      Date.parse(job.createdAt),
      JSON.stringify(job),
    )
  }

  private forgetOld(): void {
    for (const job of this.jobs.slice(0, -MAX_JOBS_KEPT)) {
      if (job.state === 'running') continue
      this.jobs.splice(this.jobs.indexOf(job), 1)
      this.sql.exec('DELETE FROM requeue_jobs WHERE id = ?', job.id)
    }
  }
}

const show = (job: StoredJob): RequeueJobState => ({
  id: job.id,
  state: job.state,
  code: job.code,
  selected: job.selected,
  total: job.total,
  done: job.done,
  createdAt: job.createdAt,
  endedAt: job.endedAt,
})
