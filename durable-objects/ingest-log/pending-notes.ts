export interface PendingNotes {
  generation: number
  source: string
  pieces: string[]
}

/** Notes that outlive their generation, because their source's monitor did not take them. */
export class PendingNotesTable {
  private readonly sql: SqlStorage

  constructor(sql: SqlStorage) {
    this.sql = sql
  }

  insert({ generation, source, pieces }: PendingNotes, now: number): void {
    for (const [part, notes] of pieces.entries()) {
      this.sql.exec(
        'INSERT OR REPLACE INTO schema_pending (generation, source, part, at, notes) VALUES (?, ?, ?, ?, ?)',
        generation,
        source,
        part,
        now,
        notes,
      )
    }
  }

  /** Oldest generation first. */
  list(limit: number): Pick<PendingNotes, 'generation' | 'source'>[] {
    return this.sql
      .exec<{ generation: number; source: string }>(
        'SELECT DISTINCT generation, source FROM schema_pending ORDER BY generation, source LIMIT ?',
        limit,
      )
      .toArray()
  }

  piecesOf({ generation, source }: Pick<PendingNotes, 'generation' | 'source'>): string[] {
    return this.sql
      .exec<{ notes: string }>(
        'SELECT notes FROM schema_pending WHERE generation = ? AND source = ? ORDER BY part',
        generation,
        source,
      )
      .toArray()
      .map((row) => row.notes)
  }

  generationsOf(source: string): number[] {
    return this.sql
      .exec<{ generation: number }>(
        'SELECT DISTINCT generation FROM schema_pending WHERE source = ? ORDER BY generation',
        source,
      )
      .toArray()
      .map((row) => row.generation)
  }

  delete({ generation, source }: Pick<PendingNotes, 'generation' | 'source'>): void {
    this.sql.exec(
      'DELETE FROM schema_pending WHERE generation = ? AND source = ?',
      generation,
      source,
    )
  }

  deleteBefore(time: number): void {
    this.sql.exec('DELETE FROM schema_pending WHERE at < ?', time)
  }

  lowest(): number | null {
    return this.sql
      .exec<{ low: number | null }>('SELECT min(generation) AS low FROM schema_pending')
      .one().low
  }
}
