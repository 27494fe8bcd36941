import {
  mergeProtocolNotes,
  mergeViolation,
  noProtocolNotes,
  type ViolationNote,
} from '../../worker/domain/protocols/violation-notes.ts'
import type { SourceNotes } from '../../worker/domain/schema/notes.ts'
import type {
  ListedViolation,
  ViolationList,
  ViolationMark,
  ViolationMonitorRpc,
  ViolationPeriod,
  ViolationPoint,
} from '../../worker/messages/violations-rpc.ts'
import { messageHash } from '../../worker/platform/hash.ts'
import { bucketOf, periodStart } from './schema-counts.ts'
import type { ViolationStore } from './violation-store.ts'

const HOUR_MS = 3_600_000

export interface SourceViolationsDeps {
  sourceId: string
  store: ViolationStore
  now(): number
  /** What is not worked into the store: delivered lately, or with the logs still. */
  fresh(): Promise<{ notes: SourceNotes[]; incomplete: boolean }>
  /** Bucket -> events of the source, since a bucket. */
  eventsSince(from: string, fresh: readonly SourceNotes[]): Map<string, number>
}

/** What tracking plans found in the events of one source. */
export class SourceViolations implements ViolationMonitorRpc {
  private readonly deps: SourceViolationsDeps

  constructor(deps: SourceViolationsDeps) {
    this.deps = deps
  }

  async violationList(period: ViolationPeriod): Promise<ViolationList> {
    const { buckets, from, incomplete, events } = await this.look(period)
    const within = noProtocolNotes()
    const first = new Map<string, number>()
    for (const [bucket, notes] of buckets) {
      for (const [key, note] of notes.violations) {
        first.set(key, Math.min(first.get(key) ?? note.first, note.first))
      }
      if (bucket >= from) mergeProtocolNotes(within, notes)
    }
    const marks = this.deps.store.marks()
    return {
      violations: [...within.violations].map(([key, note]) =>
        this.listed(key, note, first.get(key) ?? note.first, marks),
      ),
      violating: within.violating,
      omitted: within.omitted,
      blocked: within.blocked,
      unlisted: within.unlisted,
      series: this.series(events, (bucket) => buckets.get(bucket)?.violating ?? 0),
      incomplete,
    }
  }

  async violation({ id, period }: { id: string; period: ViolationPeriod }) {
    const { buckets, from, incomplete, events } = await this.look(period)
    let ever: ViolationNote | null = null
    let within: ViolationNote | null = null
    const counts = new Map<string, number>()
    let name = ''
    for (const [bucket, notes] of buckets) {
      for (const [key, note] of notes.violations) {
        if (this.idOf(key) !== id) continue
        name = key
        ever = merged(ever, note)
        if (bucket < from) continue
        within = merged(within, note)
        counts.set(bucket, note.count)
      }
    }
    if (ever === null) return null
    const { first } = ever
    const note = within ?? { ...ever, count: 0, samples: [] }
    return {
      violation: this.listed(name, note, first, this.deps.store.marks()),
      series: this.series(events, (bucket) => counts.get(bucket) ?? 0),
      incomplete,
    }
  }

  async markViolations({
    ids,
    state,
    by,
  }: { ids: readonly string[] } & Omit<ViolationMark, 'at'>): Promise<void> {
    this.deps.store.mark(ids, { state, by, at: this.deps.now() })
  }

  private async look(period: ViolationPeriod) {
    const { store, now, fresh } = this.deps
    // First, so that what is delivered meanwhile is in the store, and left out here.
    const { notes, incomplete } = await fresh()
    const at = now()
    const from = period === '1h' ? hourAt(at - HOUR_MS) : periodStart(period, at)
    const buckets = store.all()
    for (const source of notes) {
      for (const [hour, { protocols }] of source) {
        if (protocols === undefined) continue
        const bucket = bucketOf(hour, at)
        const known = buckets.get(bucket) ?? noProtocolNotes()
        buckets.set(bucket, known)
        mergeProtocolNotes(known, protocols)
      }
    }
    return { buckets, from, incomplete, events: this.deps.eventsSince(from, notes) }
  }

  private series(
    events: ReadonlyMap<string, number>,
    countOf: (bucket: string) => number,
  ): ViolationPoint[] {
    return [...events]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([bucket, total]) => ({
        at: bucket.length > 10 ? `${bucket}:00:00.000Z` : `${bucket}T00:00:00.000Z`,
        count: countOf(bucket),
        events: total,
      }))
  }

  private listed(
    key: string,
    note: ViolationNote,
    firstEver: number,
    marks: ReadonlyMap<string, ViolationMark>,
  ): ListedViolation {
    const id = this.idOf(key)
    return { ...note, id, firstEver, mark: marks.get(id) ?? null }
  }

  private idOf(key: string): string {
    const bytes = [...messageHash(this.deps.sourceId, key)]
    return `vio_${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
  }
}

const hourAt = (time: number): string => new Date(time).toISOString().slice(0, 13)

function merged(into: ViolationNote | null, more: ViolationNote): ViolationNote {
  if (into === null) return { ...more, samples: [...more.samples] }
  mergeViolation(into, more)
  return into
}
