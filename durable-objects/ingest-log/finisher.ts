import { hourOf } from '../../worker/domain/books.ts'
import { type ArchiveBucket, archiveGeneration } from './archiver.ts'
import type { Generations, LiveGeneration } from './generations.ts'
import type { Reporter } from './reporter.ts'
import type { SchemaNotes } from './schema-notes.ts'
import type { LogStore } from './store.ts'
import { addTotals, sourceHour, type Totals } from './totals.ts'

const TOTALS_KEPT_MS = 35 * 24 * 3_600_000
const RETRY_MS = 5_000

export interface FinisherDeps {
  log: string
  store: LogStore
  generations: Generations
  schema: SchemaNotes
  reporter: Pick<Reporter, 'report'>
  bucket: ArchiveBucket
  commit(work: () => void): void
}

/**
 * What becomes of a generation when everything in it is acknowledged: objects in the archive, its schema
 * notes with its sources' monitors, its counts folded, its tables dropped.
 */
export class Finisher {
  private readonly deps: FinisherDeps
  private running = false
  private retry: number | null = null

  constructor(deps: FinisherDeps) {
    this.deps = deps
  }

  /** Not before this time is it of use to try again; null: at once. */
  get retryAt(): number | null {
    return this.retry
  }

  /** Answers whether it tried. One at a time: a generation is 8 MB of text, and the object has 128 MB for everything. */
  async finish(): Promise<boolean> {
    const { generations, log } = this.deps
    if (this.running || (this.retry ?? 0) > Date.now()) return false
    this.running = true
    try {
      for (let next = generations.finished()[0]; next; next = generations.finished()[0]) {
        await this.archive(next)
      }
      this.retry = null
    } catch (error) {
      this.retry = Date.now() + RETRY_MS
      console.error(JSON.stringify({ log, archive: String(error) }))
    } finally {
      this.running = false
    }
    return true
  }

  private async archive(generation: LiveGeneration): Promise<void> {
    const { log, store, generations, schema, reporter, bucket, commit } = this.deps
    const [{ keys, segments }] = await Promise.all([
      archiveGeneration(log, generation, store, bucket),
      schema.deliver(generation),
    ])
    commit(() => {
      for (const [hour, sources] of generation.totals) {
        for (const [sourceId, counts] of sources) {
          const folded: Totals = new Map()
          const before = store.foldedTotals(hour, sourceId)
          if (before) addTotals(folded, new Map([[hour, new Map([[sourceId, before]])]]))
          addTotals(folded, new Map([[hour, new Map([[sourceId, counts]])]]))
          store.saveFolded(hour, sourceId, sourceHour(folded, hour, sourceId))
        }
      }
      schema.keep(generation)
      store.dropGeneration(generation.id, segments, keys)
      store.deleteFoldedBefore(hourOf(new Date(Date.now() - TOTALS_KEPT_MS).toISOString()))
    })
    generations.forget(generation)
    schema.forget(generation)
    await reporter.report(generation.totals)
  }
}
