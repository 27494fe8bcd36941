import { beforeEach, describe, expect, it } from 'vitest'
import { asSqlStorage, FakeSqlStorage } from '../test/fakes/sql-storage.ts'
import { type Migration, migrate } from './sqlite-migrations.ts'

const FIRST: Migration = { name: 'notes', sql: 'CREATE TABLE notes (id INTEGER PRIMARY KEY)' }
const SECOND: Migration = {
  name: 'two-notes',
  run: (sql) => {
    sql.exec('INSERT INTO notes (id) VALUES (1), (2)')
  },
}

describe('migrate', () => {
  let fake: FakeSqlStorage
  let sql: SqlStorage
  beforeEach(() => {
    fake = new FakeSqlStorage()
    sql = asSqlStorage(fake)
  })
  const notes = () => sql.exec('SELECT id FROM notes').toArray().length

  it('applies every step in order on new storage', () => {
    migrate(sql, [FIRST, SECOND])
    expect(notes()).toBe(2)
  })

  it('applies only what was appended since the last time', () => {
    migrate(sql, [FIRST])
    sql.exec('INSERT INTO notes (id) VALUES (7)')
    migrate(sql, [FIRST, SECOND])
    migrate(sql, [FIRST, SECOND])
    expect(notes()).toBe(3)
  })

  it('writes nothing when there is nothing to do', () => {
    migrate(sql, [FIRST, SECOND])
    const before = fake.rowsWritten
    migrate(sql, [FIRST, SECOND])
    expect(fake.rowsWritten).toBe(before)
  })

  it('runs steps of several statements', () => {
    migrate(sql, [
      { name: 'both', sql: 'CREATE TABLE notes (id INTEGER); CREATE TABLE more (id INTEGER)' },
    ])
    expect(sql.exec('SELECT * FROM more').toArray()).toEqual([])
  })

  it('does not mind that a formatter touched the text of a step', () => {
    migrate(sql, [FIRST])
    migrate(sql, [{ name: 'notes', sql: '\n  CREATE TABLE notes\n  (id INTEGER PRIMARY KEY)\n' }])
  })

  it('refuses when the text of an applied step was edited', () => {
    migrate(sql, [FIRST])
    const edited = { name: 'notes', sql: 'CREATE TABLE notes (id TEXT PRIMARY KEY)' }
    expect(() => migrate(sql, [edited, SECOND])).toThrow(/"notes" was edited/)
    expect(notes()).toBe(0)
  })

  it('refuses when applied steps were reordered or renamed', () => {
    migrate(sql, [FIRST, SECOND])
    expect(() => migrate(sql, [SECOND, FIRST])).toThrow(/append, never reorder/)
  })

  it('refuses to run on tables of a newer release', () => {
    migrate(sql, [FIRST, SECOND])
    expect(() => migrate(sql, [FIRST])).toThrow(/newer release/)
  })
})
