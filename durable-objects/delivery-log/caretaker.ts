import { gzip } from '../../worker/platform/gzip.ts'
import type { Generation } from './backlog.ts'
import { careAt, careFor, replaceGeneration } from './compaction.ts'
import type { DeliveryOutbox } from './outbox.ts'
import { receiptsKey, receiptsOf } from './receipts.ts'

/** Results come in a stream; looking after each one would find nothing new most of the time. */
const CARE_INTERVAL_MS = 5000
const RETRY_MS = 30_000

export interface CaretakerDeps {
  outbox: DeliveryOutbox
  destinationId: string
  now: () => number
  /** Puts an archive object, replacing one of the same name. */
  put: (key: string, body: Uint8Array) => Promise<void>
}

/** Archives receipts and drops generations that are done with, while the log goes on working. */
export class Caretaker {
  private readonly deps: CaretakerDeps
  private running = false
  private dueAt: number | null = null
  /** State of a generation when it was last left alone. */
  private readonly left = new WeakMap<Generation, number>()

  constructor(deps: CaretakerDeps) {
    this.deps = deps
    deps.outbox.onEvict = (generation) => this.saveEvicted(generation)
    this.dueAt = deps.outbox.generations.size > 0 ? deps.now() : null
  }

  /** Something happened that may let a generation go. */
  noteChange(): void {
    const now = this.deps.now()
    for (const generation of this.deps.outbox.generations.values()) {
      const soon = generation.sealedAt !== null || generation.kind === 'kept'
      const at = soon ? now + CARE_INTERVAL_MS : careAt(generation, now)
      if (at !== null) this.dueAt = Math.min(this.dueAt ?? at, at)
      if (soon) return
    }
  }

  /** When `care` wants to be called, or null. */
  wakeAt(): number | null {
    return this.running ? null : this.dueAt
  }

  /** @throws when the archive cannot be written; the rows stay and it is tried again later. */
  async care(): Promise<void> {
    const { outbox, now } = this.deps
    if (this.running || this.dueAt === null || this.dueAt > now()) return
    this.running = true
    this.dueAt = null
    try {
      outbox.sealIfDue('flow')
      outbox.sealIfDue('kept')
      for (const generation of [...outbox.generations.values()]) await this.careForOne(generation)
      this.dueAt = this.nextLook()
    } catch (error) {
      this.dueAt = now() + RETRY_MS
      throw error
    } finally {
      this.running = false
    }
  }

  private async careForOne(generation: Generation): Promise<void> {
    const { outbox, now } = this.deps
    if (this.left.get(generation) === generation.revision && !this.timeHasCome(generation)) return
    const { revision } = generation
    const care = careFor(generation, now())
    if (care === 'leave') {
      this.left.set(generation, revision)
      return
    }
    const archivedSeq = generation.lastSettleSeq
    if (archivedSeq > generation.archivedSeq) await this.archive(generation)
    // The evicted are gone, and what changed meanwhile is not in the archived receipts.
    if (!outbox.generations.has(generation.id) || generation.revision !== revision) return
    generation.archivedSeq = archivedSeq
    if (care === 'archive') outbox.deps.store.markArchived(generation.id, archivedSeq)
    else await replaceGeneration(outbox, generation, now())
  }

  private readonly timesSeen = new WeakMap<Generation, number>()

  private timeHasCome(generation: Generation): boolean {
    const at = this.timesSeen.get(generation)
    return at !== undefined && at <= this.deps.now()
  }

  private nextLook(): number | null {
    const now = this.deps.now()
    let next = this.dueAt
    for (const generation of this.deps.outbox.generations.values()) {
      const at = careAt(generation, now)
      if (at === null) {
        this.timesSeen.delete(generation)
        continue
      }
      this.timesSeen.set(generation, at)
      next = Math.min(next ?? at, at)
    }
    return next
  }

  private async archive(generation: Generation): Promise<void> {
    const { outbox, destinationId, put } = this.deps
    const text = receiptsOf(outbox.deps.store, generation.id)
    if (text === '') return
    await put(receiptsKey(destinationId, generation.openedAt, generation.id), await gzip(text))
  }

  /** Its rows go at once, to make room; so the receipts are taken first and written afterwards. */
  private saveEvicted(generation: Generation): void {
    const { outbox, destinationId, put } = this.deps
    const text = receiptsOf(outbox.deps.store, generation.id)
    const key = receiptsKey(destinationId, generation.openedAt, generation.id)
    gzip(text)
      .then((body) => put(key, body))
      .catch((error: unknown) => {
        console.error(JSON.stringify({ log: destinationId, lost: key, error: String(error) }))
      })
  }
}
