import { type SourceCounts, sourceBooks } from './balance.ts'
import { parseEventKey } from './books.ts'

const MAX_NAMES = 20

/** What a source's page shows of its books, in one hour or several. */
export interface SourceNumbers {
  received: number
  failedOnIngest: number
  filteredAtSource: number
  duplicates: number
  passed: number
}

export function sourceNumbers(counts: readonly SourceCounts[]): SourceNumbers {
  const { received, outcomes } = sourceBooks(counts)
  return {
    received,
    failedOnIngest: outcomes['failed on ingest'].count,
    filteredAtSource: outcomes['filtered at source'].count,
    duplicates: outcomes.duplicate.count,
    passed: outcomes.passed.count,
  }
}

export interface Breakdown {
  byType: { type: string; count: number }[]
  /** The most frequent names of track events. */
  byName: { name: string; count: number }[]
  /** Why events did not pass. */
  reasons: { outcome: string; code: string; count: number }[]
}

/** Most frequent first. Events that are still in the pipeline are in none of them. */
export function breakdownOf(counts: readonly SourceCounts[]): Breakdown {
  const types = new Map<string, number>()
  const names = new Map<string, number>()
  const reasons = new Map<string, { outcome: string; code: string; count: number }>()
  for (const { events } of counts) {
    for (const [key, count] of Object.entries(events)) {
      const { outcome, code, type, name } = parseEventKey(key)
      if (type !== '') types.set(type, (types.get(type) ?? 0) + count)
      if (name !== '') names.set(name, (names.get(name) ?? 0) + count)
      if (outcome === 'passed') continue
      const known = reasons.get(`${outcome}\t${code}`)
      reasons.set(`${outcome}\t${code}`, { outcome, code, count: (known?.count ?? 0) + count })
    }
  }
  const descending = <T extends { count: number }>(list: T[]) =>
    list.sort((a, b) => b.count - a.count)
  return {
    byType: descending([...types].map(([type, count]) => ({ type, count }))),
    byName: descending([...names].map(([name, count]) => ({ name, count }))).slice(0, MAX_NAMES),
    reasons: descending([...reasons.values()]),
  }
}
