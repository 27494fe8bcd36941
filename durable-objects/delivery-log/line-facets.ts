import { type DeliveryFacet, parseFacet } from '../../worker/messages/delivery-facets.ts'
import type { Packed } from '../../worker/messages/packed.ts'
import type { Block } from './backlog.ts'
import { eachLine, type LineRanges } from './line-ranges.ts'
import type { DeliveryStore } from './store.ts'

const MAX_LINES_CACHED = 200_000
const UNKNOWN: DeliveryFacet = { minute: 0, type: '', name: '' }

/** What the events of some lines have in common for the metrics, and how many they are. */
export interface LineGroup {
  hour: string
  sourceId: string
  facet: DeliveryFacet
  count: number
}

/** By what the lines of one block are counted. */
export class LineFacets {
  readonly lines: number
  private readonly books: readonly string[]
  private readonly facets: readonly DeliveryFacet[]
  /** Per line: index into the books times the number of facets, plus index into the facets. */
  private readonly groupOf: Uint32Array

  /** @param facets Absent in rows that an older version wrote. */
  constructor(lines: number, books: Packed<string>, facets: Packed<string> | undefined) {
    this.lines = lines
    this.books = books.values
    this.facets = [...(facets?.values.map(parseFacet) ?? []), UNKNOWN]
    this.groupOf = new Uint32Array(lines).fill(this.facets.length - 1)
    if (facets) fill(this.groupOf, facets.runs, (index) => index)
    const perBook = new Uint32Array(lines)
    fill(perBook, books.runs, (index) => index * this.facets.length)
    for (let line = 0; line < lines; line++) {
      this.groupOf[line] = (this.groupOf[line] as number) + (perBook[line] as number)
    }
  }

  *groups(lines: LineRanges): Generator<LineGroup> {
    const counts = new Map<number, number>()
    for (const line of eachLine(lines)) {
      const group = this.groupOf[line]
      if (group !== undefined) counts.set(group, (counts.get(group) ?? 0) + 1)
    }
    for (const [group, count] of counts) {
      const facet = this.facets[group % this.facets.length] ?? UNKNOWN
      const book = this.books[Math.floor(group / this.facets.length)] ?? ''
      const [hour = '', sourceId = ''] = book.split('\t')
      yield { hour, sourceId, facet, count }
    }
  }
}

function fill(into: Uint32Array, runs: readonly number[], valueAt: (index: number) => number) {
  let line = 0
  for (let i = 0; i < runs.length; i += 2) {
    const count = runs[i + 1] as number
    into.fill(valueAt(runs[i] as number), line, line + count)
    line += count
  }
}

/** Facets stay in the rows; only those of blocks that were looked at lately are held in memory. */
export class FacetReader {
  private readonly store: DeliveryStore
  private readonly cached = new Map<number, LineFacets>()
  private lines = 0

  constructor(store: DeliveryStore) {
    this.store = store
  }

  /** @throws when the block's row is not there, which its being in memory rules out. */
  of(block: Block): LineFacets {
    const known = this.cached.get(block.id)
    if (known) return known
    const row = this.store.row(block.generation.id, block.id)
    if (row === null || row.k === 'settle') throw new Error(`block ${block.id} has no row`)
    return this.keep(block.id, new LineFacets(row.lines, row.books, row.facets))
  }

  keep(block: number, facets: LineFacets): LineFacets {
    this.cached.set(block, facets)
    this.lines += facets.lines
    // The oldest first: blocks are settled about in the order in which they came.
    for (const [id, { lines }] of this.cached) {
      if (this.lines <= MAX_LINES_CACHED || id === block) break
      this.cached.delete(id)
      this.lines -= lines
    }
    return facets
  }
}
